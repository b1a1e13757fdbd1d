"""A picture that is decoded on first use, and pictures from JPEG data."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import simplejpeg

from camera_ws.camera.base import Pixels
from camera_ws.camera.pictures.orientation import orientation_of, swaps_sides, upright
from camera_ws.errors import CameraError


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture; jpeg is set when the source has one, and load decodes it."""

    width: int
    height: int
    channels: int
    bit_depth: int
    load: Callable[[], Pixels]
    jpeg: bytes | None = None


def jpeg_picture(data: bytes, name: str) -> Picture:
    """A picture from a JPEG, unchanged unless it must be turned. Reads only the header.

    CameraError when the data is not a JPEG.
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
    # Turned here and not by the EXIF of the original bytes, because not every reader honours EXIF.
    if swaps_sides(orientation):
        width, height = height, width
    return Picture(width, height, channels, 8, lambda: upright(_decode(data, channels, name), orientation))


PIXELS_MAX = 100_000_000
SIDE_MAX = 65_535


def check_size(width: int, height: int, name: str) -> None:
    """Call before allocating the picture. CameraError above the limits of a frame."""
    if max(width, height) > SIDE_MAX or width * height > PIXELS_MAX:
        limits = f"{PIXELS_MAX // 1_000_000} megapixels and {SIDE_MAX} px a side"
        raise CameraError(f"{name} has {width} × {height} px: at most {limits}")


def _decode(data: bytes, channels: int, name: str) -> Pixels:
    try:
        pixels = simplejpeg.decode_jpeg(data, "GRAY" if channels == 1 else "RGB")
    except ValueError as error:
        raise CameraError(f"{name} cannot be decoded: {error}") from error
    return np.squeeze(pixels, axis=2) if channels == 1 else pixels
