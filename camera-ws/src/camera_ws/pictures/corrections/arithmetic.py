"""The correction: (x - dark) / (flat - dark) · mean(flat - dark), with the mean taken per channel.

The usual shading correction of microscopy (M. A. Model and J. K. Burkhardt, "A standard for calibration and shading
correction of a fluorescence microscope", Cytometry 44, 2001). Results are rounded to the nearest value and clipped to
the range of the samples.

Measured on one core of the development machine (processor time): dark frame and flat field 2.5 ms for 1280×1024 RGB of
8 bits, 4 ms of 12 bits, 6 ms for 2592×2048 mono of 12 bits; a dark frame alone below 1 ms.
"""

from dataclasses import dataclass
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from camera_ws.camera.base import Pixels
from camera_ws.pictures.corrections.reference import Mean

_GAIN_MAX = 16.0
"""A pixel with less than a sixteenth of the mean light is defect or dirty: more gain would only amplify noise."""
_ROWS = 64


class Correction(Protocol):
    """Computed once per pair of references, then run on every frame."""

    def run(self, pixels: Pixels, bit_depth: int) -> Pixels:
        """A new picture of the same shape and type, of any bit depth up to 16. Does not change its input."""
        ...


@dataclass(frozen=True, slots=True, eq=False)
class DarkCorrection:
    """In integers: subtracting from integers and rounding afterwards gives the same result."""

    dark: Pixels

    def run(self, pixels: Pixels, bit_depth: int) -> Pixels:  # noqa: ARG002
        return cv2.subtract(pixels, self.dark).astype(pixels.dtype, copy=False)


@dataclass(frozen=True, slots=True, eq=False)
class FlatCorrection:
    dark: Mean | None
    gain: Mean

    def run(self, pixels: Pixels, bit_depth: int) -> Pixels:
        corrected = np.empty_like(pixels)
        # In strips, so that the floats stay in the cache.
        for top in range(0, pixels.shape[0], _ROWS):
            self._run_rows(pixels, corrected, slice(top, top + _ROWS))
        if bit_depth not in (8, 16):
            # The arithmetic clips at the type's limit; the samples end below it.
            np.minimum(corrected, corrected.dtype.type((1 << bit_depth) - 1), out=corrected)
        return corrected

    def _run_rows(self, pixels: Pixels, corrected: Pixels, rows: slice) -> None:
        samples: NDArray[Any] = _by_row(pixels[rows])
        if self.dark is not None:
            samples = np.asarray(cv2.subtract(samples, _by_row(self.dark[rows]), dtype=cv2.CV_32F))
        depth = cv2.CV_8U if corrected.dtype == np.uint8 else cv2.CV_16U
        cv2.multiply(samples, _by_row(self.gain[rows]), dst=_by_row(corrected[rows]), dtype=depth)


def make_correction(dark: Mean | None, flat: Mean | None, bit_depth: int) -> Correction:
    """From references of the same shape and of bit_depth bits; at least one must be given."""
    if flat is not None:
        return FlatCorrection(dark, _gain(flat, dark))
    if dark is None:
        raise ValueError("a correction needs a dark frame or a flat field")
    return DarkCorrection(np.rint(dark).astype(np.uint8 if bit_depth <= 8 else np.uint16))


def channel_means(mean: Mean) -> NDArray[np.float64]:
    """One value for monochrome, three for colour."""
    return np.atleast_1d(mean.mean(axis=(0, 1), dtype=np.float64))


def _gain(flat: Mean, dark: Mean | None) -> Mean:
    light = flat if dark is None else flat - dark
    means = channel_means(light).astype(np.float32)
    floor = np.maximum(means / np.float32(_GAIN_MAX), np.finfo(np.float32).tiny)
    gain = means / np.maximum(light.reshape(*light.shape[:2], -1), floor)
    return np.ascontiguousarray(gain.reshape(light.shape), np.float32)


def _by_row(rows: NDArray[Any]) -> NDArray[Any]:
    """(rows, samples): OpenCV must not treat channels separately here."""
    return rows.reshape(rows.shape[0], -1)
