"""The planes of luma and chroma that video encoders read, made once per frame and width.

The colours are those of ITU-R BT.601 in limited range, which the encoder signals. OpenCV converts to them six times as
fast as swscale, but takes the chroma of one pixel for 2 × 2. Here it is their mean, as in the JPEG of the same frame.
"""

import threading
from dataclasses import dataclass, field

import cv2
import numpy as np
from numpy.typing import NDArray

from camera_ws.camera.base import Frame
from camera_ws.encoding.display_pictures import DisplayPictures
from camera_ws.encoding.per_frame import PerFrame

_GREY = 128
_LUMA = np.rint(16 + np.arange(256) * 219 / 255).astype(np.uint8)
_CHROMA = np.array([[0, 0, 0, 0], [-0.148223, -0.290993, 0.439216, 128], [0.439216, -0.367788, -0.071427, 128]])
"""From RGB to nothing, Cb and Cr: OpenCV is fastest from three channels to three."""


@dataclass(frozen=True, slots=True)
class Planes:
    """i420: (height * 3 / 2, width) of the coded size, whose sides are even. width and height: of the picture.

    A picture with an odd side is extended by a copy of its last column or row, so that its pixels keep their places.
    """

    i420: NDArray[np.uint8]
    width: int
    height: int

    @property
    def coded_size(self) -> tuple[int, int]:
        """Width and height."""
        return self.i420.shape[1], self.i420.shape[0] * 2 // 3


@dataclass(slots=True)
class _Made:
    lock: threading.Lock = field(default_factory=threading.Lock)
    by_width: dict[int, Planes] = field(default_factory=dict[int, Planes])


class FramePlanes:
    """Computes each frame and width once, on the thread that asks first; other threads wait for the result."""

    def __init__(self, pictures: DisplayPictures) -> None:
        self._pictures = pictures
        self._made = PerFrame(_Made)

    def of(self, frame: Frame, max_width: int) -> Planes:
        """CameraError if the frame cannot be decoded."""
        made = self._made.of(frame)
        width = min(max_width, frame.descriptor.width)
        with made.lock:
            planes = made.by_width.get(width)
            if planes is None:
                planes = made.by_width[width] = to_planes(self._pictures.pixels(frame, width))
            return planes


def to_planes(pixels: NDArray[np.uint8]) -> Planes:
    """(h, w) grey or (h, w, 3) RGB to planes."""
    height, width = pixels.shape[:2]
    even = _with_even_sides(pixels)
    rows, columns = even.shape[:2]
    i420 = np.empty((rows * 3 // 2, columns), np.uint8)
    chroma = i420[rows:].reshape(2, rows // 2, columns // 2)
    if even.ndim == 2:
        cv2.LUT(even, _LUMA, dst=i420[:rows])
        chroma.fill(_GREY)
    else:
        cv2.cvtColor(even, cv2.COLOR_RGB2YUV_I420, dst=i420)
        half = cv2.resize(even, (columns // 2, rows // 2), interpolation=cv2.INTER_AREA)
        mixed = cv2.transform(half, _CHROMA)
        cv2.extractChannel(mixed, 1, dst=chroma[0])
        cv2.extractChannel(mixed, 2, dst=chroma[1])
    return Planes(i420, width, height)


def _with_even_sides(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    height, width = pixels.shape[:2]
    if height % 2 == 0 and width % 2 == 0:
        return pixels
    return cv2.copyMakeBorder(pixels, 0, height % 2, 0, width % 2, cv2.BORDER_REPLICATE).astype(np.uint8, copy=False)
