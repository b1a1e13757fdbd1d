"""Reads the header of a frame: layout and order of the checks as in docs/reference/protocol/frame.md."""

import math
import struct
from dataclasses import dataclass
from typing import Literal

from eyepiece.errors import UnexpectedAnswer

JPEG, VIDEO, SAMPLES = 1, 2, 3
_HEADER = struct.Struct(">4sBBHIIQHHffI")
_VIDEO = struct.Struct(">BBHI")
_SAMPLES = struct.Struct(">BBBB")
_HEADER_BYTES = {JPEG: 40, VIDEO: 48, SAMPLES: 44}
_MAX_PAYLOAD_BYTES = 64 * 1024 * 1024
_MAX_SAMPLE_BYTES = 128 * 1024 * 1024
MAX_MESSAGE_BYTES = _MAX_SAMPLE_BYTES + 1024 * 1024
_MAX_TIME_US = 2**53 - 1
_FIRST_TIER, _LAST_TIER = 1, 3

Mosaic = Literal["RGGB", "GRBG", "GBRG", "BGGR"]
_MOSAICS: tuple[Mosaic, ...] = ("RGGB", "GRBG", "GBRG", "BGGR")


class BadFrame(UnexpectedAnswer):
    """A message is not a valid frame; `code` is that of the protocol."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True, slots=True)
class SampleFields:
    """bits: significant ones of each sample. channels: 3 for red, green and blue. mosaic: of a Bayer sensor."""

    bits: int
    channels: int
    mosaic: Mosaic | None


@dataclass(frozen=True, slots=True)
class Header:
    """captured_at_us: end of the exposure, camera clock. width and height: of the picture in the payload, px."""

    kind: int
    header_bytes: int
    seq: int
    flags: int
    captured_at_us: int
    width: int
    height: int
    exposure_ms: float
    gain_db: float
    samples: SampleFields | None


def read_header(message: bytes) -> Header:
    """Checks a whole frame message; raises BadFrame for the first error."""
    size = len(message)
    if size < _HEADER.size:
        raise BadFrame("frame_too_short", f"a frame has at least {_HEADER.size} bytes, this one {size}")
    magic, version, kind, header_bytes, seq, flags, at_us, width, height, exposure, gain, payload = _HEADER.unpack_from(
        message
    )
    if magic != b"EYEP":
        raise BadFrame("bad_magic", f"the message begins with {magic!r} instead of EYEP")
    if version != 1:
        raise BadFrame("unsupported_version", f"version {version} of the frame; this client reads 1")
    least = _HEADER_BYTES.get(kind)
    if least is None:
        raise BadFrame("unsupported_kind", f"kind {kind} of the frame; this client reads 1 to 3")
    if not least <= header_bytes <= size:
        raise BadFrame("bad_header_length", f"header length {header_bytes} is outside {least} to {size}")
    if payload > _MAX_PAYLOAD_BYTES:
        raise BadFrame("too_large", f"payload of {payload} bytes is above {_MAX_PAYLOAD_BYTES}")
    if header_bytes + payload != size:
        raise BadFrame("payload_length_mismatch", f"{header_bytes} + {payload} bytes do not make {size}")
    if at_us > _MAX_TIME_US or not math.isfinite(exposure) or exposure < 0 or not math.isfinite(gain):
        raise BadFrame("bad_value", f"time {at_us} µs, exposure {exposure} ms or gain {gain} dB is out of range")
    if kind == VIDEO:
        _check_video(message, seq)
    samples = _read_samples(message, width, height, payload) if kind == SAMPLES else None
    return Header(kind, header_bytes, seq, flags, at_us, width, height, exposure, gain, samples)


def _check_video(message: bytes, seq: int) -> None:
    codec, tier, flags, depends_on = _VIDEO.unpack_from(message, _HEADER.size)
    if codec != 1 or not _FIRST_TIER <= tier <= _LAST_TIER:
        raise BadFrame("bad_value", f"codec {codec} or tier {tier} of video is unknown")
    if (depends_on == seq) != bool(flags & 1):
        raise BadFrame("bad_value", f"frame {seq} cannot depend on {depends_on}")


def _read_samples(message: bytes, width: int, height: int, payload: int) -> SampleFields:
    coding, bits, channels, mosaic = _SAMPLES.unpack_from(message, _HEADER.size)
    if coding != 1 or channels not in (1, 3) or not 0 <= mosaic <= len(_MOSAICS) or not 1 <= bits <= 16:
        raise BadFrame("bad_value", f"coding {coding}, {bits} bits, {channels} channels or mosaic {mosaic} is unknown")
    if mosaic and channels != 1:
        raise BadFrame("bad_value", f"a mosaic has 1 channel, not {channels}")
    size = width * height * channels * 2
    if size == 0:
        raise BadFrame("bad_value", f"a picture of {width}x{height} px has no samples")
    if size > _MAX_SAMPLE_BYTES:
        raise BadFrame("too_large", f"samples of {size} bytes are above {_MAX_SAMPLE_BYTES}")
    # Deflate makes a byte of at most 1032, and more of fewer only by the heads of its blocks.
    if not size // 1032 <= payload <= int(size * 1.001) + 64:
        raise BadFrame("bad_value", f"{payload} bytes cannot be {width}x{height} px")
    return SampleFields(bits, channels, _MOSAICS[int(mosaic) - 1] if mosaic else None)
