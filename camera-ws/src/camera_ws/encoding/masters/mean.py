"""The mean of several frames of one stream."""

import numpy as np
from numpy.typing import NDArray

from camera_ws.camera.base import Frame, Pixels
from camera_ws.errors import CameraError

_Sums = NDArray[np.uint32]
"""256 frames of 16 bits need 24 bits."""


class Mean:
    """Exact sums, rounded to the nearest value, at the depth of the frames.

    The result has the descriptor of the last frame. Raw sensor data is averaged too.
    """

    def __init__(self) -> None:
        self._count = 0
        self._pixels: _Sums | None = None
        self._raw: _Sums | None = None
        self._last: Frame | None = None

    def add(self, frame: Frame) -> None:
        """CameraError when the size or format differs from the frames before."""
        if self._last is not None and _layout(frame) != _layout(self._last):
            raise CameraError(
                f"the picture changed from {_size_text(self._last)} to {_size_text(frame)} "
                "while frames were being averaged"
            )
        self._pixels = _added(self._pixels, frame.pixels)
        if frame.raw is not None:
            self._raw = _added(self._raw, frame.raw)
        self._last = frame
        self._count += 1

    def frame(self) -> Frame:
        """The mean frame. Call once: it overwrites the sums."""
        if self._last is None or self._pixels is None:
            raise ValueError("no frame was added")
        pixels = _divided(self._pixels, self._count, self._last.pixels)
        if self._raw is None or self._last.raw is None:
            return Frame(self._last.descriptor, pixels)
        raw = _divided(self._raw, self._count, self._last.raw)
        return Frame(self._last.descriptor, pixels, raw=lambda: raw)


def _added(sums: _Sums | None, samples: Pixels) -> _Sums:
    if sums is None:
        return samples.astype(np.uint32)
    return np.add(sums, samples, out=sums)


def _divided(sums: _Sums, count: int, like: Pixels) -> Pixels:
    sums += count // 2
    return np.floor_divide(sums, count, out=sums).astype(like.dtype)


def _layout(frame: Frame) -> tuple[object, ...]:
    return frame.pixels.shape, frame.pixels.dtype, None if frame.raw is None else frame.raw.shape


def _size_text(frame: Frame) -> str:
    descriptor = frame.descriptor
    return f"{descriptor.width}×{descriptor.height} {descriptor.pixel_format}"
