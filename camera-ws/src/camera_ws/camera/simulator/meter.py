"""Automatic exposure and white balance: what to set next, from the frame just taken."""

import numpy as np

from camera_ws.camera.base import Pixels

TARGET_LEVEL = 0.5
AUTO_EXPOSURE_MAX_MS = 200.0
_TOLERANCE = 0.04
_GRID = 16


def level(pixels: Pixels, bit_depth: int) -> float:
    """Mean of the picture as a fraction of full scale, from every 16th pixel of every 16th row."""
    return float(pixels[::_GRID, ::_GRID].mean()) / ((1 << bit_depth) - 1)


def next_exposure_ms(pixels: Pixels, bit_depth: int, exposure_ms: float, gamma: float) -> float | None:
    """The exposure that brings the mean to its target, at most four times up or down; None when it is there."""
    measured = max(level(pixels, bit_depth), 1e-3)
    if abs(measured / TARGET_LEVEL - 1) <= _TOLERANCE:
        return None
    ratio = (TARGET_LEVEL / measured) ** gamma
    wanted = exposure_ms * min(4.0, max(0.25, ratio))
    return min(wanted, AUTO_EXPOSURE_MAX_MS)


def balance_for(pixels: Pixels, bit_depth: int, balance: tuple[float, float, float]) -> tuple[float, float, float]:
    """White balance that makes the empty background neutral: the brightest unsaturated tenth of the picture."""
    sample = pixels[::_GRID, ::_GRID].reshape(-1, 3).astype(np.float64)
    unsaturated = sample[sample.max(axis=1) < ((1 << bit_depth) - 1) * 0.98]
    if len(unsaturated) < 10:
        return balance
    brightness = unsaturated.sum(axis=1)
    white = unsaturated[brightness >= np.quantile(brightness, 0.9)].mean(axis=0)
    raw = np.maximum(white, 1.0) / np.array(balance)
    red, green, blue = (float(raw[1] / channel) for channel in raw)
    return red, green, blue
