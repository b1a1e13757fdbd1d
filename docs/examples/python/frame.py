"""The binary frame format of docs/protocol.md: a big-endian header of 40 bytes or more, then a JPEG."""

import struct
from dataclasses import dataclass

_HEADER = struct.Struct(">4sBBHIIQHHffI")


@dataclass(frozen=True)
class Frame:
    seq: int
    captured_at_us: int
    width: int
    height: int
    exposure_ms: float
    gain_db: float
    jpeg: bytes


def read_frame(message: bytes) -> Frame:
    """Raises ValueError if the message is not a frame of version 1."""
    if len(message) < _HEADER.size:
        raise ValueError(f"a frame of {len(message)} bytes is shorter than its header of {_HEADER.size}")
    magic, version, kind, header_bytes, seq, _flags, at_us, width, height, exposure, gain, size = _HEADER.unpack_from(
        message
    )
    if magic != b"EYEP" or version != 1 or kind != 1:
        raise ValueError(f"not a JPEG frame of version 1: {magic!r}, version {version}, kind {kind}")
    if header_bytes < _HEADER.size or header_bytes + size != len(message):
        raise ValueError(f"{header_bytes} bytes of header and {size} of JPEG do not make {len(message)}")
    return Frame(seq, at_us, width, height, exposure, gain, message[header_bytes:])
