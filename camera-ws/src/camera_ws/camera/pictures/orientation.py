"""Turns a JPEG upright by the tag Orientation of its EXIF (CIPA DC-008, 4.6.4)."""

import struct
from collections.abc import Callable

import numpy as np

from camera_ws.camera.base import Pixels

_TAG = 0x0112
_SHORT = 3
_APP1, _START_OF_SCAN = 0xE1, 0xDA
_EXIF = b"Exif\0\0"

_TURNS: dict[int, Callable[[Pixels], Pixels]] = {
    2: lambda pixels: pixels[:, ::-1],
    3: lambda pixels: pixels[::-1, ::-1],
    4: lambda pixels: pixels[::-1],
    5: lambda pixels: pixels.swapaxes(0, 1),
    6: lambda pixels: np.rot90(pixels, -1),
    7: lambda pixels: pixels.swapaxes(0, 1)[::-1, ::-1],
    8: lambda pixels: np.rot90(pixels, 1),
}


def orientation_of(jpeg: bytes) -> int:
    """1 (upright) to 8; 1 also when the tag is missing or unreadable."""
    try:
        exif = _exif_of(jpeg)
        found = _orientation_in(exif) if exif else None
    except struct.error:
        return 1
    return found if found in _TURNS else 1


def swaps_sides(orientation: int) -> bool:
    """True if width and height are swapped."""
    return orientation >= 5


def upright(pixels: Pixels, orientation: int) -> Pixels:
    turn = _TURNS.get(orientation)
    return pixels if turn is None else np.ascontiguousarray(turn(pixels))


def _exif_of(jpeg: bytes) -> bytes | None:
    at = 2
    while at + 4 <= len(jpeg) and jpeg[at] == 0xFF and jpeg[at + 1] != _START_OF_SCAN:
        (length,) = struct.unpack_from(">H", jpeg, at + 2)
        body = jpeg[at + 4 : at + 2 + length]
        if jpeg[at + 1] == _APP1 and body.startswith(_EXIF):
            return body[len(_EXIF) :]
        at += 2 + max(length, 2)
    return None


def _orientation_in(exif: bytes) -> int | None:
    order = {b"II": "<", b"MM": ">"}.get(exif[:2])
    if order is None:
        return None
    (directory,) = struct.unpack_from(f"{order}I", exif, 4)
    (count,) = struct.unpack_from(f"{order}H", exif, directory)
    for index in range(count):
        tag, kind, _, value = struct.unpack_from(f"{order}HHIH", exif, directory + 2 + 12 * index)
        if tag == _TAG:
            return int(value) if kind == _SHORT else None
    return None
