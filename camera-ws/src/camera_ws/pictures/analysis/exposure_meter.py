"""The exposure that a picture needs.

The brightest 2 % of the picture are kept just below saturation: the mean between the quantiles 0.98 and 1 of the
histogram at 0.8 of the full range, like the highlight constraint of the Raspberry Pi camera's AGC ("Raspberry Pi
Camera Algorithm and Tuning Guide", constraint_modes). The brightest channel counts, so that none is clipped. The
picture is assumed to be proportional to exposure^(1/gamma).
"""

import cv2
import numpy as np

from camera_ws.camera.base import Pixels
from camera_ws.pictures.analysis.histogram import counts

TARGET = 0.8
_BRIGHTEST = 0.02
_GRID = 4
"""Every fourth pixel of every fourth row: 0.2 ms instead of 5 for 1280×1024 RGB on the camera's thread."""
_CLIPPED = 0.98
"""Highlights above this level are clipped: their real level is unknown."""
_STEP_DOWN_CLIPPED = 0.25
_STEP_MAX = 8.0
_NEAR = 1.5
_DAMPING = 0.7


def highlights(pixels: Pixels, bit_depth: int) -> float:
    """Mean of the brightest 2 % of the brightest channel, as a share of the full range."""
    sample = np.ascontiguousarray(pixels[::_GRID, ::_GRID])
    planes = [sample] if sample.ndim == 2 else cv2.split(sample)
    return max(_top_mean(plane.astype(pixels.dtype, copy=False), bit_depth) for plane in planes)


def step(level: float, gamma: float) -> float:
    """The factor for the exposure at this level of the highlights; 1 at the target.

    Far from the target it is the full correction, near it only a part: the exposure must not oscillate when the camera
    reports a wrong gamma.
    """
    if level >= _CLIPPED:
        return _STEP_DOWN_CLIPPED
    ratio = min(_STEP_MAX, (TARGET / max(level, 1e-4)) ** gamma)
    return ratio if not 1 / _NEAR < ratio < _NEAR else ratio**_DAMPING


def _top_mean(plane: Pixels, bit_depth: int) -> float:
    counted = counts(plane, bit_depth)[::-1]
    wanted = max(1, round(_BRIGHTEST * plane.size))
    before = np.cumsum(counted) - counted
    taken = np.clip(wanted - before, 0, counted)
    levels = np.arange(len(counted))[::-1]
    return float(taken @ levels) / wanted / (len(counted) - 1)
