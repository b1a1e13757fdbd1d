"""One-push white balance, computed from a frame."""

import numpy as np

from camera_ws.camera.base import Pixels

_GRID = 16


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
