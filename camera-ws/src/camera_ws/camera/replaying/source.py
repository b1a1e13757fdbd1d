"""A source of pictures that begins again at its end."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
import simplejpeg

from camera_ws.camera.base import Pixels
from camera_ws.errors import CameraError


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
    """A picture around an untouched JPEG; only its header is read. CameraError when it is none."""
    try:
        rows, columns, colors, _ = simplejpeg.decode_jpeg_header(data)
    except ValueError as error:
        raise CameraError(f"{name} is not a JPEG that can be read: {error}") from error
    channels = 1 if colors == "Gray" else 3
    return Picture(int(columns), int(rows), channels, 8, lambda: _decode(data, channels, name), data)


def _decode(data: bytes, channels: int, name: str) -> Pixels:
    try:
        pixels = simplejpeg.decode_jpeg(data, "GRAY" if channels == 1 else "RGB")
    except ValueError as error:
        raise CameraError(f"{name} cannot be decoded: {error}") from error
    return np.squeeze(pixels, axis=2) if channels == 1 else pixels
