"""JPEGs for the live view; master files are made in masters/.

simplejpeg (libjpeg-turbo called directly) is among the fastest: bench/encoders.py, processor time at quality 80 on a
busy core of the development machine, 1280×1024 RGB and mono, 2592×2048 mono: simplejpeg 3.3, 2.5 and 9.9 ms, OpenCV
3.5, 2.4 and 9.5, PyTurboJPEG (libjpeg-turbo 2.1) 3.6, 3.8 and 15, Pillow 4.5, 2.7 and 9.9. simplejpeg also takes
RGB input, lets us choose the subsampling and reads JPEG headers without decoding.
"""

from dataclasses import dataclass, field

import cv2
import numpy as np
import simplejpeg
from numpy.typing import NDArray

from camera_ws.camera.base import Pixels
from camera_ws.protocol.camera.corrections import AppliedCorrections, DisplayWindow


@dataclass(frozen=True, slots=True)
class Shown:
    """The corrections and the display window in a JPEG for viewers. A field is None if it was not applied."""

    corrections: AppliedCorrections | None = None
    window: DisplayWindow | None = None


@dataclass(frozen=True, slots=True)
class DisplayJpeg:
    """A JPEG for viewers; scaled: it is smaller than its frame."""

    data: bytes
    width: int
    height: int
    scaled: bool
    shown: Shown = field(default_factory=Shown)


def through_table(pixels: Pixels, table: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return cv2.LUT(pixels, table).astype(np.uint8, copy=False)


def scaled_down(pixels: NDArray[np.uint8], width: int) -> NDArray[np.uint8]:
    """In proportion; each pixel is the mean of those that it covers."""
    size = (width, max(1, round(pixels.shape[0] * width / pixels.shape[1])))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)


def eight_bit(pixels: Pixels, bit_depth: int) -> NDArray[np.uint8]:
    """The most significant 8 of bit_depth bits."""
    if pixels.dtype == np.uint8:
        return pixels.astype(np.uint8, copy=False)
    return cv2.convertScaleAbs(pixels, alpha=255 / ((1 << bit_depth) - 1)).astype(np.uint8, copy=False)


def to_jpeg(pixels: NDArray[np.uint8], quality: int, subsampling: str = "420") -> bytes:
    """(h, w) grey or (h, w, 3) RGB to JPEG."""
    contiguous = np.ascontiguousarray(pixels)
    if contiguous.ndim == 2:
        return simplejpeg.encode_jpeg(contiguous[..., None], quality, "GRAY", "Gray", True)
    return simplejpeg.encode_jpeg(contiguous, quality, "RGB", subsampling, True)
