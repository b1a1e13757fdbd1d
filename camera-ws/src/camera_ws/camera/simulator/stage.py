"""The motorised stage: drifts slowly and smoothly, stays on the slide, and can be held still."""

import math
import random
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StagePosition:
    """Top left corner of the sensor on the specimen mosaic, in sensor pixels, with fractions."""

    x_px: float
    y_px: float


_PERIOD_X_S = 347.0
_PERIOD_Y_S = 313.0
_MARGIN_PX = 2.0


class Stage:
    """A Lissajous path across the mosaic: at most about 25 px per second, without repetition for hours."""

    def __init__(self, mosaic: tuple[int, int], sensor: tuple[int, int], seed: int) -> None:
        phases = random.Random(seed)
        self._phase_x = phases.uniform(0, math.tau)
        self._phase_y = phases.uniform(0, math.tau)
        self._reach_x = (mosaic[0] - sensor[0]) / 2 - _MARGIN_PX
        self._reach_y = (mosaic[1] - sensor[1]) / 2 - _MARGIN_PX
        if self._reach_x < 0 or self._reach_y < 0:
            raise ValueError(f"a mosaic of {mosaic} px does not cover a sensor of {sensor} px")
        self._held_since_s: float | None = None
        self._held_before_s = 0.0

    def hold(self, still: bool, elapsed_s: float) -> None:
        """Stops the drift, or continues it from the same place. elapsed_s: as in at."""
        if still and self._held_since_s is None:
            self._held_since_s = elapsed_s
        elif not still and self._held_since_s is not None:
            self._held_before_s += elapsed_s - self._held_since_s
            self._held_since_s = None

    def at(self, elapsed_s: float) -> StagePosition:
        """The position elapsed_s after the camera was opened."""
        moving_s = (elapsed_s if self._held_since_s is None else self._held_since_s) - self._held_before_s
        x = math.sin(math.tau * moving_s / _PERIOD_X_S + self._phase_x)
        y = math.sin(math.tau * moving_s / _PERIOD_Y_S + self._phase_y)
        return StagePosition(_MARGIN_PX + self._reach_x * (1 + x), _MARGIN_PX + self._reach_y * (1 + y))
