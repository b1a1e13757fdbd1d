"""The binary frame: a big-endian header, and a JPEG, an access unit of H.264 or samples.

The layout is in docs/reference/protocol/frame.md. The checks, their order and their error codes are
those of the TypeScript codec; both read the same vectors.
"""

import math
import struct
from dataclasses import dataclass

from camera_ws.protocol.frame_error import FrameError, check_uint
from camera_ws.protocol.sample_fields import (
    SAMPLES_HEADER_BYTES,
    SampleFields,
    pack_sample_fields,
    read_sample_fields,
)
from camera_ws.protocol.video_fields import VIDEO_HEADER_BYTES, VideoFields, pack_video_fields, read_video_fields

FRAME_MAGIC = b"EYEP"
FRAME_VERSION = 1
FRAME_KIND_JPEG = 1
FRAME_KIND_VIDEO = 2
FRAME_KIND_SAMPLES = 3
FRAME_HEADER_BYTES = 40
"""Header length of a JPEG frame, and of the fields that every kind has."""
MAX_FRAME_PAYLOAD_BYTES = 64 * 1024 * 1024

FLAG_SCALED = 1
FLAG_SETTINGS_CHANGED = 2
FLAG_REWOUND = 4

_HEADER = struct.Struct(">4sBBHIIQHHffI")
# JavaScript readers hold times in a double: larger values would lose microseconds.
_MAX_TIME_US = 2**53 - 1
_MAX_U16 = 0xFFFF
_MAX_U32 = 0xFFFF_FFFF


@dataclass(frozen=True, slots=True)
class FrameFields:
    """The fields of a frame header that every kind has.

    seq counts the frames the camera delivered (wraps at 2^32; a gap is a drop); captured_at_us is the end of the
    exposure in µs since the Unix epoch; width and height, in px, are those of the picture in the payload.
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
    """video: for FRAME_KIND_VIDEO, samples: for FRAME_KIND_SAMPLES, else None."""

    kind: int
    header_bytes: int
    payload_bytes: int
    fields: FrameFields
    video: VideoFields | None = None
    samples: SampleFields | None = None


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
    _check_lengths(size, _header_bytes_of(kind), header_bytes, payload_bytes)
    fields = FrameFields(seq, flags, time_us, width, height, exposure_ms, gain_db)
    _check_values(fields)
    video = read_video_fields(message, seq) if kind == FRAME_KIND_VIDEO else None
    samples = read_sample_fields(message, width, height, payload_bytes) if kind == FRAME_KIND_SAMPLES else None
    return FrameHeader(kind, header_bytes, payload_bytes, fields, video, samples)


def frame_payload(message: bytes, header: FrameHeader) -> memoryview:
    """The JPEG, the access unit or the compressed samples of a checked frame, as a view on the same memory."""
    return memoryview(message)[header.header_bytes :]


def encode_frame(fields: FrameFields, jpeg: bytes) -> bytes:
    """A frame message around a JPEG; raises FrameError when a field does not fit its place."""
    return _pack_header(FRAME_KIND_JPEG, fields, len(jpeg)) + jpeg


def encode_video_frame(fields: FrameFields, video: VideoFields, access_unit: bytes) -> bytes:
    """A frame message around an H.264 access unit; raises FrameError when a field does not fit its place."""
    header = _pack_header(FRAME_KIND_VIDEO, fields, len(access_unit))
    return header + pack_video_fields(video, fields.seq) + access_unit


def encode_sample_frame(fields: FrameFields, samples: SampleFields, deflated: bytes) -> bytes:
    """A frame message around compressed samples; raises FrameError when a field does not fit its place."""
    header = _pack_header(FRAME_KIND_SAMPLES, fields, len(deflated))
    return header + pack_sample_fields(samples, fields.width, fields.height, len(deflated)) + deflated


def _header_bytes_of(kind: int) -> int:
    if kind == FRAME_KIND_JPEG:
        return FRAME_HEADER_BYTES
    if kind == FRAME_KIND_VIDEO:
        return VIDEO_HEADER_BYTES
    if kind == FRAME_KIND_SAMPLES:
        return SAMPLES_HEADER_BYTES
    raise FrameError("unsupported_kind", f"kind {kind}; this reader knows {FRAME_KIND_JPEG} to {FRAME_KIND_SAMPLES}")


def _pack_header(kind: int, fields: FrameFields, payload_bytes: int) -> bytes:
    """The fields that every kind has."""
    if payload_bytes > MAX_FRAME_PAYLOAD_BYTES:
        raise FrameError("too_large", f"payload of {payload_bytes} bytes is above {MAX_FRAME_PAYLOAD_BYTES}")
    check_uint("seq", fields.seq, _MAX_U32)
    check_uint("flags", fields.flags, _MAX_U32)
    check_uint("captured_at_us", fields.captured_at_us, _MAX_TIME_US)
    check_uint("width", fields.width, _MAX_U16)
    check_uint("height", fields.height, _MAX_U16)
    _check_values(fields)
    return _HEADER.pack(
        FRAME_MAGIC,
        FRAME_VERSION,
        kind,
        _header_bytes_of(kind),
        fields.seq,
        fields.flags,
        fields.captured_at_us,
        fields.width,
        fields.height,
        fields.exposure_ms,
        fields.gain_db,
        payload_bytes,
    )


def _check_lengths(size: int, least_bytes: int, header_bytes: int, payload_bytes: int) -> None:
    if not least_bytes <= header_bytes <= size:
        raise FrameError("bad_header_length", f"header length {header_bytes} is outside {least_bytes} to {size}")
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
