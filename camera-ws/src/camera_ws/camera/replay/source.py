"""A source of pictures that begins again at its end."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import simplejpeg

from camera_ws.camera.base import Pixels
from camera_ws.camera.replay.orientation import is_on_its_side, orientation_of, upright
from camera_ws.errors import CameraError

PIXELS_MAX = 100_000_000
SIDE_MAX = 65_535


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture; jpeg is there when it came as one, and then load decodes it."""

    width: int
    height: int
    channels: int
    bit_depth: int
    load: Callable[[], Pixels]
    jpeg: bytes | None = None


class Source(Protocol):
    def next(self) -> Picture:
        """The next picture; after the last the first. CameraError when it cannot be read."""
        ...

    def close(self) -> None: ...


def jpeg_picture(data: bytes, name: str) -> Picture:
    """A picture around a JPEG, untouched unless it must be turned; only its header is read.

    CameraError when it is none.
    """
    try:
        rows, columns, colors, _ = simplejpeg.decode_jpeg_header(data)
    except ValueError as error:
        raise CameraError(f"{name} is not a JPEG that can be read: {error}") from error
    width, height = int(columns), int(rows)
    check_size(width, height, name)
    channels = 1 if colors == "Gray" else 3
    orientation = orientation_of(data)
    if orientation == 1:
        return Picture(width, height, channels, 8, lambda: _decode(data, channels, name), data)
    # Turned here, for all who look at it: its own bytes would be upright only for those who read EXIF.
    if is_on_its_side(orientation):
        width, height = height, width
    return Picture(width, height, channels, 8, lambda: upright(_decode(data, channels, name), orientation))


def check_size(width: int, height: int, name: str) -> None:
    """Before anything of that size is made. CameraError above what a frame may have."""
    if max(width, height) > SIDE_MAX or width * height > PIXELS_MAX:
        limits = f"{PIXELS_MAX // 1_000_000} megapixels and {SIDE_MAX} px a side"
        raise CameraError(f"{name} has {width} × {height} px: at most {limits}")


def _decode(data: bytes, channels: int, name: str) -> Pixels:
    try:
        pixels = simplejpeg.decode_jpeg(data, "GRAY" if channels == 1 else "RGB")
    except ValueError as error:
        raise CameraError(f"{name} cannot be decoded: {error}") from error
    return np.squeeze(pixels, axis=2) if channels == 1 else pixels
