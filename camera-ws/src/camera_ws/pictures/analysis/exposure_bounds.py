"""Keeps an automatic exposure from oscillating when the camera reports a wrong gamma, or none."""

import math

_NARROW = 1.05
"""Bounds closer than this leave nothing to search: the light has changed."""


class ExposureBounds:
    """The longest exposure that was too dark, and the shortest that was too bright, in ms.

    A step that reaches a bound again would repeat a known error. It is replaced by the geometric mean of both, as in a
    bisection.
    """

    def __init__(self) -> None:
        self._dark_ms: float | None = None
        self._bright_ms: float | None = None

    def step(self, exposure_ms: float, wanted_ms: float) -> float:
        """The next exposure. exposure_ms: that of the measured picture. wanted_ms: what its level asks for."""
        if wanted_ms > exposure_ms:
            self._dark_ms = exposure_ms
        else:
            self._bright_ms = exposure_ms
        if self._dark_ms is None or self._bright_ms is None:
            return wanted_ms
        if self._bright_ms < _NARROW * self._dark_ms:
            self._dark_ms = self._bright_ms = None
            return wanted_ms
        is_between = self._dark_ms < wanted_ms < self._bright_ms
        return wanted_ms if is_between else math.sqrt(self._dark_ms * self._bright_ms)
