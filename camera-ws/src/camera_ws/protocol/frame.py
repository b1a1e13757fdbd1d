"""The binary frame: a 40-byte big-endian header and a JPEG. The layout is in docs/protocol.md.

The checks, their order and their error codes are those of the TypeScript codec; both read the same vectors.
"""

import math
import struct
from dataclasses import dataclass
from typing import Literal

FRAME_MAGIC = b"EYEP"
FRAME_VERSION = 1
FRAME_KIND_JPEG = 1
FRAME_HEADER_BYTES = 40
MAX_FRAME_PAYLOAD_BYTES = 64 * 1024 * 1024

FLAG_SCALED = 1
FLAG_SETTINGS_CHANGED = 2

_HEADER = struct.Struct(">4sBBHIIQHHffI")
# JavaScript readers hold times in a double: larger values would lose microseconds.
_MAX_TIME_US = 2**53 - 1
_MAX_U16 = 0xFFFF
_MAX_U32 = 0xFFFF_FFFF

FrameErrorCode = Literal[
    "frame_too_short",
    "bad_magic",
    "unsupported_version",
    "unsupported_kind",
    "bad_header_length",
    "too_large",
    "payload_length_mismatch",
    "bad_value",
]


class FrameError(ValueError):
    """The reason why a message is not a valid frame."""

    def __init__(self, code: FrameErrorCode, message: str) -> None:
        super().__init__(message)
        self.code: FrameErrorCode = code


@dataclass(frozen=True, slots=True)
class FrameFields:
    """The fields of a frame header.

    seq counts the frames the camera delivered (wraps at 2^32; a gap is a drop); captured_at_us is the end of the
    exposure in µs since the Unix epoch; width and height, in px, are those of this JPEG.
    """

    seq: int
    flags: int
    captured_at_us: int
    width: int
    height: int
    exposure_ms: float
    gain_db: float


@dataclass(frozen=True, slots=True)
class FrameHeader:
    kind: int
    header_bytes: int
    payload_bytes: int
    fields: FrameFields


def read_frame_header(message: bytes | bytearray | memoryview) -> FrameHeader:
    """Reads and checks the header of a whole frame message; raises FrameError for the first error."""
    size = len(message)
    if size < FRAME_HEADER_BYTES:
        raise FrameError("frame_too_short", f"a frame has at least {FRAME_HEADER_BYTES} bytes, this one {size}")
    magic, version, kind, header_bytes, seq, flags, time_us, width, height, exposure_ms, gain_db, payload_bytes = (
        _HEADER.unpack_from(message)
    )
    if magic != FRAME_MAGIC:
        raise FrameError("bad_magic", f'magic 0x{magic.hex()} is not "EYEP"')
    if version != FRAME_VERSION:
        raise FrameError("unsupported_version", f"version {version}; this reader knows {FRAME_VERSION}")
    if kind != FRAME_KIND_JPEG:
        raise FrameError("unsupported_kind", f"kind {kind}; this reader knows {FRAME_KIND_JPEG}")
    _check_lengths(size, header_bytes, payload_bytes)
    fields = FrameFields(seq, flags, time_us, width, height, exposure_ms, gain_db)
    _check_values(fields)
    return FrameHeader(kind, header_bytes, payload_bytes, fields)


def frame_payload(message: bytes, header: FrameHeader) -> memoryview:
    """The JPEG of a checked frame, as a view on the same memory."""
    return memoryview(message)[header.header_bytes :]


def encode_frame(fields: FrameFields, jpeg: bytes) -> bytes:
    """A frame message around a JPEG; raises FrameError when a field does not fit its place."""
    if len(jpeg) > MAX_FRAME_PAYLOAD_BYTES:
        raise FrameError("too_large", f"payload of {len(jpeg)} bytes is above {MAX_FRAME_PAYLOAD_BYTES}")
    _check_uint("seq", fields.seq, _MAX_U32)
    _check_uint("flags", fields.flags, _MAX_U32)
    _check_uint("captured_at_us", fields.captured_at_us, _MAX_TIME_US)
    _check_uint("width", fields.width, _MAX_U16)
    _check_uint("height", fields.height, _MAX_U16)
    _check_values(fields)
    header = _HEADER.pack(
        FRAME_MAGIC,
        FRAME_VERSION,
        FRAME_KIND_JPEG,
        FRAME_HEADER_BYTES,
        fields.seq,
        fields.flags,
        fields.captured_at_us,
        fields.width,
        fields.height,
        fields.exposure_ms,
        fields.gain_db,
        len(jpeg),
    )
    return header + jpeg


def _check_lengths(size: int, header_bytes: int, payload_bytes: int) -> None:
    if not FRAME_HEADER_BYTES <= header_bytes <= size:
        raise FrameError("bad_header_length", f"header length {header_bytes} is outside {FRAME_HEADER_BYTES} to {size}")
    if payload_bytes > MAX_FRAME_PAYLOAD_BYTES:
        raise FrameError("too_large", f"payload of {payload_bytes} bytes is above {MAX_FRAME_PAYLOAD_BYTES}")
    if header_bytes + payload_bytes != size:
        raise FrameError(
            "payload_length_mismatch",
            f"header says {payload_bytes} payload bytes, the message carries {size - header_bytes}",
        )


def _check_values(fields: FrameFields) -> None:
    if fields.captured_at_us > _MAX_TIME_US:
        raise FrameError("bad_value", "capture time is above 2^53 µs")
    if not math.isfinite(fields.exposure_ms) or fields.exposure_ms < 0:
        raise FrameError("bad_value", f"exposure {fields.exposure_ms} ms is not a duration")
    if not math.isfinite(fields.gain_db):
        raise FrameError("bad_value", f"gain {fields.gain_db} dB is not a number")


def _check_uint(field: str, value: int, maximum: int) -> None:
    # A float is a mistake of the caller even if it is whole: struct would refuse it without naming the field.
    if type(value) is not int or not 0 <= value <= maximum:
        raise FrameError("bad_value", f"{field} {value} is not a whole number from 0 to {maximum}")
