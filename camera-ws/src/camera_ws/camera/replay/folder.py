"""A folder of pictures, in the order of their names."""

import itertools
import logging
import struct
from pathlib import Path
from typing import cast

import cv2
import numpy as np

from camera_ws.camera.base import Pixels
from camera_ws.camera.pictures.picture import Picture, check_size, jpeg_picture
from camera_ws.errors import CameraError

log = logging.getLogger(__name__)

_JPEG = {".jpg", ".jpeg"}
_PNG = b"\x89PNG\r\n\x1a\n"
_PNG_HEADER = struct.Struct(">16sII")
"""Signature and start of IHDR, then width and height."""
PICTURES = _JPEG | {".png", ".tif", ".tiff", ".bmp"}


class FolderSource:
    """Decodes every picture once at the start, so that broken ones are reported before the run."""

    def __init__(self, folder: Path) -> None:
        names = sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURES)
        self._paths = [path for path in names if _is_readable(path)]
        if not self._paths:
            raise CameraError(f"no readable jpg, png, tiff or bmp picture in {folder}")
        self._order = itertools.cycle(self._paths)

    def next(self) -> Picture:
        path = next(self._order)
        try:
            return _read(path)
        except OSError as error:
            raise CameraError(f"{path.name} cannot be read any more: {error.strerror}") from error

    def close(self) -> None:
        return


def _is_readable(path: Path) -> bool:
    try:
        _read(path).load()
    except (CameraError, OSError, MemoryError) as error:
        log.warning("picture left out of the replay", extra={"file": path.name, "reason": str(error)})
        return False
    return True


def _read(path: Path) -> Picture:
    data = path.read_bytes()
    if path.suffix.lower() in _JPEG:
        return jpeg_picture(data, path.name)
    pixels = _decode(data, path.name)
    height, width = pixels.shape[:2]
    return Picture(width, height, 3 if pixels.ndim == 3 else 1, 8 * pixels.itemsize, lambda: pixels)


def _decode(data: bytes, name: str) -> Pixels:
    if data.startswith(_PNG) and len(data) >= _PNG_HEADER.size:
        _, width, height = _PNG_HEADER.unpack_from(data)
        check_size(width, height, name)
    try:
        decoded = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_UNCHANGED) if data else None
    except cv2.error as error:
        raise CameraError(f"{name} cannot be decoded: {error.err}") from error
    if decoded is None or decoded.dtype.kind != "u" or decoded.dtype.itemsize > 2:
        raise CameraError(f"{name} is not a picture of 8 or 16 bits that can be read")
    if decoded.ndim == 3:
        conversion = cv2.COLOR_BGRA2RGB if decoded.shape[2] == 4 else cv2.COLOR_BGR2RGB
        decoded = cv2.cvtColor(decoded, conversion)
    return cast("Pixels", decoded)
