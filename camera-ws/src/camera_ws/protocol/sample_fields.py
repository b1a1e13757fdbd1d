"""The fields that a frame of samples has after those of every frame: bytes 40 to 43 of its header.

The layout is in docs/reference/protocol/frame.md.
"""

import struct
from dataclasses import dataclass
from typing import Literal

from camera_ws.protocol.frame_error import FrameError

SAMPLES_HEADER_BYTES = 44
MAX_SAMPLE_BYTES = 128 * 1024 * 1024
"""Largest picture, bytes of 16 bit samples: a viewer allocates them before it reads the payload."""

Mosaic = Literal["RGGB", "GRBG", "GBRG", "BGGR"]
MOSAICS: tuple[Mosaic, ...] = ("RGGB", "GRBG", "GBRG", "BGGR")
"""Colours of the first two samples of the first two rows. The codec writes the position in this list, from 1."""

_FIELDS = struct.Struct(">BBBB")
_FIELDS_AT = 40
_CODING_PREDICTED_DEFLATE = 1
_DEFLATE_RATIO_MAX = 1032
_DEFLATE_HEADS_SHARE = 0.001
_DEFLATE_HEADS_BYTES = 64
"""Deflate stores at most 1032 bytes in one. Data that it cannot compress grows by the headers of its blocks."""


@dataclass(frozen=True, slots=True)
class SampleFields:
    """bits: significant ones of each sample. channels: 3 for red, green and blue. mosaic: of a Bayer sensor."""

    bits: int
    channels: int
    mosaic: Mosaic | None = None


def read_sample_fields(
    message: bytes | bytearray | memoryview, width: int, height: int, payload_bytes: int
) -> SampleFields:
    """Raises FrameError for the first invalid field, and for a payload that cannot be of such a picture."""
    coding, bits, channels, mosaic_number = _FIELDS.unpack_from(message, _FIELDS_AT)
    if coding != _CODING_PREDICTED_DEFLATE:
        raise FrameError("bad_value", f"coding {coding} of samples; this reader knows {_CODING_PREDICTED_DEFLATE}")
    if channels not in (1, 3):
        raise FrameError("bad_value", f"{channels} channels are neither 1 nor 3")
    if not 0 <= mosaic_number <= len(MOSAICS):
        raise FrameError("bad_value", f"mosaic {mosaic_number} is not from 0 to {len(MOSAICS)}")
    mosaic: Mosaic | None = MOSAICS[int(mosaic_number) - 1] if mosaic_number else None
    fields = SampleFields(int(bits), int(channels), mosaic)
    _check(fields, width, height, payload_bytes)
    return fields


def pack_sample_fields(fields: SampleFields, width: int, height: int, payload_bytes: int) -> bytes:
    """Raises FrameError when a field is out of range, or the payload cannot be of such a picture."""
    if fields.channels not in (1, 3):
        raise FrameError("bad_value", f"{fields.channels} channels are neither 1 nor 3")
    _check(fields, width, height, payload_bytes)
    mosaic_number = MOSAICS.index(fields.mosaic) + 1 if fields.mosaic else 0
    return _FIELDS.pack(_CODING_PREDICTED_DEFLATE, fields.bits, fields.channels, mosaic_number)


def _check(fields: SampleFields, width: int, height: int, payload_bytes: int) -> None:
    if not 1 <= fields.bits <= 16:
        raise FrameError("bad_value", f"{fields.bits} bits of a sample are not from 1 to 16")
    if fields.mosaic is not None and fields.channels != 1:
        raise FrameError("bad_value", f"a mosaic has 1 channel, not {fields.channels}")
    if width == 0 or height == 0:
        raise FrameError("bad_value", f"a picture of {width}×{height} px has no samples")
    size = width * height * fields.channels * 2
    if size > MAX_SAMPLE_BYTES:
        raise FrameError("too_large", f"samples of {size} bytes are above {MAX_SAMPLE_BYTES}")
    most = int(size * (1 + _DEFLATE_HEADS_SHARE)) + _DEFLATE_HEADS_BYTES
    least = size // _DEFLATE_RATIO_MAX
    if not least <= payload_bytes <= most:
        raise FrameError("bad_value", f"{width}×{height} px in {payload_bytes} bytes are outside {least} to {most}")
