"""Inserts EXIF into a finished JPEG without changing its picture data (ITU-T T.81, annex B)."""

from camera_ws.encoding.masters.master import Bytes

_SOI = b"\xff\xd8"
_APP0, _APP1 = 0xE0, 0xE1
_EXIF = b"Exif\0\0"
_SEGMENT_MAX = 0xFFFF


def with_exif(jpeg: bytes, exif: bytes) -> tuple[Bytes, ...]:
    """The parts of the file; an existing EXIF block is dropped. ValueError when exif is too large."""
    size = 2 + len(_EXIF) + len(exif)
    if size > _SEGMENT_MAX:
        raise ValueError(f"{len(exif)} bytes of EXIF are above a JPEG segment's {_SEGMENT_MAX - 8}")
    segment = bytes((0xFF, _APP1)) + size.to_bytes(2) + _EXIF + exif
    head, kept, rest = _leading(jpeg)
    return (jpeg[:head], segment, *kept, memoryview(jpeg)[rest:])


def _leading(jpeg: bytes) -> tuple[int, list[bytes], int]:
    """The end of SOI and JFIF's APP0, which must come first; the other leading segments; the start of the rest."""
    head = position = len(_SOI)
    kept: list[bytes] = []
    while position + 4 <= len(jpeg) and jpeg[position] == 0xFF and jpeg[position + 1] & 0xF0 == _APP0:
        end = position + 2 + int.from_bytes(jpeg[position + 2 : position + 4])
        if jpeg[position + 1] == _APP0 and position == head:
            head = end
        elif not (jpeg[position + 1] == _APP1 and jpeg[position + 4 : position + 10] == _EXIF):
            kept.append(jpeg[position:end])
        position = end
    return head, kept, position
