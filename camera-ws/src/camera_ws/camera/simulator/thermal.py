"""Sensor temperature: tends to the ambient temperature, or to a higher one while the camera works."""

import math

_AMBIENT_C = 24.0
_WORKING_RISE_C = 17.5
_TIME_CONSTANT_S = 180.0


class Thermometer:
    """A first-order lag: after three minutes of streaming, 63 % of the rise is reached."""

    def __init__(self, now_us: int) -> None:
        self._celsius = _AMBIENT_C
        self._since_us = now_us

    def read(self, now_us: int, working: bool) -> float:
        """°C at now_us; working: whether the camera has streamed since the last reading."""
        target = _AMBIENT_C + (_WORKING_RISE_C if working else 0.0)
        elapsed_s = max(0, now_us - self._since_us) / 1e6
        self._celsius = target + (self._celsius - target) * math.exp(-elapsed_s / _TIME_CONSTANT_S)
        self._since_us = now_us
        return round(self._celsius, 2)
