"""JPEGs for the live view; master files are made in masters/.

simplejpeg (libjpeg-turbo called directly) is among the fastest: bench/encoders.py, processor time at quality 80 on a
busy core of the development machine, 1280×1024 RGB and mono, 2592×2048 mono: simplejpeg 3.3, 2.5 and 9.9 ms, OpenCV
3.5, 2.4 and 9.5, PyTurboJPEG (libjpeg-turbo 2.1) 3.6, 3.8 and 15, Pillow 4.5, 2.7 and 9.9. simplejpeg also takes
RGB input, lets us choose the subsampling and reads JPEG headers without decoding.
"""

from dataclasses import dataclass

import cv2
import numpy as np
import simplejpeg
from numpy.typing import NDArray

from camera_ws.camera.base import Frame, Pixels


@dataclass(frozen=True, slots=True)
class DisplayJpeg:
    """A JPEG for viewers; scaled: it is smaller than its frame."""

    data: bytes
    width: int
    height: int
    scaled: bool


def encode_display(
    frame: Frame, max_width: int | None, quality: int, table: NDArray[np.uint8] | None = None
) -> DisplayJpeg:
    """Encodes the frame at most max_width wide. The driver's own JPEG is used if it needs no change.

    table: 8-bit value for each sample value, 256 entries for 8 bits and 65,536 above; None for the plain range.
    """
    width, height = frame.descriptor.width, frame.descriptor.height
    fits = max_width is None or width <= max_width
    if frame.jpeg is not None and fits and table is None:
        return DisplayJpeg(frame.jpeg, width, height, scaled=False)
    pixels = eight_bit(frame.pixels, frame.descriptor.bit_depth) if table is None else _apply_table(frame.pixels, table)
    if not fits and max_width is not None:
        size = (max_width, max(1, round(height * max_width / width)))
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    return DisplayJpeg(to_jpeg(pixels, quality), pixels.shape[1], pixels.shape[0], scaled=not fits)


def _apply_table(pixels: Pixels, table: NDArray[np.uint8]) -> NDArray[np.uint8]:
    return cv2.LUT(pixels, table).astype(np.uint8, copy=False)


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
