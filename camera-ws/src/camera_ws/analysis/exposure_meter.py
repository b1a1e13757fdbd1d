"""Which exposure a picture asks for.

The brightest fiftieth of the picture is kept just below saturation: the mean between the quantiles 0.98 and 1 of the
histogram at 0.8 of the full range, as the highlight constraint of the Raspberry Pi camera's AGC has it ("Raspberry Pi
Camera Algorithm and Tuning Guide", constraint_modes). Of the channels the brightest counts, so that none is clipped.
What a picture shows is taken as proportional to exposure^(1/gamma).
"""

import cv2
import numpy as np

from camera_ws.analysis.histogram import counts
from camera_ws.camera.base import Pixels

TARGET = 0.8
_BRIGHTEST = 0.02
_GRID = 4
"""Every fourth pixel of every fourth row: on the camera's thread, 0.2 ms for 1280×1024 RGB and not 5."""
_CLIPPED = 0.98
"""From here on the highlights say only that they were brighter than this."""
_STEP_DOWN_CLIPPED = 0.25
_STEP_MAX = 8.0
_NEAR = 1.5
_DAMPING = 0.7


def highlights(pixels: Pixels, bit_depth: int) -> float:
    """Mean of the brightest fiftieth of the brightest channel, as a share of the full range."""
    sample = np.ascontiguousarray(pixels[::_GRID, ::_GRID])
    planes = [sample] if sample.ndim == 2 else cv2.split(sample)
    return max(_top_mean(plane.astype(pixels.dtype, copy=False), bit_depth) for plane in planes)


def step(level: float, gamma: float) -> float:
    """By what to multiply the exposure for highlights of this level; 1 when they are where they should be.

    Far from the target the whole way at once, near it a part of it: a gamma that is not what the camera says it is then
    cannot make the exposure swing.
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
