"""The binary frames of docs/reference/protocol/frame.md: a big-endian header, then a JPEG or a piece of H.264."""

import struct
from dataclasses import dataclass

_HEADER = struct.Struct(">4sBBHIIQHHffI")
_VIDEO = struct.Struct(">BBHI")
_JPEG_KIND = 1
_VIDEO_KIND = 2
_H264 = 1
_KEY_FLAG = 1
_TIERS = {1: "sharp", 2: "lean", 3: "thin"}


@dataclass(frozen=True)
class Video:
    tier: str
    key: bool
    depends_on: int
    """Sequence number of the frame that this one refers to."""


@dataclass(frozen=True)
class Frame:
    seq: int
    captured_at_us: int
    width: int
    height: int
    exposure_ms: float
    gain_db: float
    payload: bytes
    video: Video | None
    """None: the payload is a JPEG."""


def read_frame(message: bytes) -> Frame:
    """Raises ValueError if the message is not a frame of version 1."""
    if len(message) < _HEADER.size:
        raise ValueError(f"a frame of {len(message)} bytes is shorter than its header of {_HEADER.size}")
    magic, version, kind, header_bytes, seq, _flags, at_us, width, height, exposure, gain, size = _HEADER.unpack_from(
        message
    )
    if magic != b"EYEP" or version != 1 or kind not in (_JPEG_KIND, _VIDEO_KIND):
        raise ValueError(f"not a frame of version 1: {magic!r}, version {version}, kind {kind}")
    least_bytes = _HEADER.size + (_VIDEO.size if kind == _VIDEO_KIND else 0)
    if header_bytes < least_bytes or header_bytes + size != len(message):
        raise ValueError(f"{header_bytes} bytes of header and {size} of payload do not make {len(message)}")
    video = _read_video(message) if kind == _VIDEO_KIND else None
    return Frame(seq, at_us, width, height, exposure, gain, message[header_bytes:], video)


def _read_video(message: bytes) -> Video:
    codec, tier, flags, depends_on = _VIDEO.unpack_from(message, _HEADER.size)
    if codec != _H264 or tier not in _TIERS:
        raise ValueError(f"unknown video: codec {codec}, tier {tier}")
    return Video(_TIERS[tier], bool(flags & _KEY_FLAG), depends_on)
