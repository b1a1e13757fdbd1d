"""A host clock that tests can set and send to sleep; otherwise it runs by itself."""

import time

from camera_ws.camera.clock import SystemClock

HOUR_S = 3600.0


class HostClock:
    def __init__(self, ahead_s: float = 0.0) -> None:
        """ahead_s: lead of the wall clock at the start of the service."""
        self._set_ns = round(ahead_s * 1e9)
        self._slept_ns = 0
        self.clock = SystemClock(self._steady_ns, self.wall_ns)

    def set_wall_clock(self, by_s: float) -> None:
        self._set_ns += round(by_s * 1e9)

    def sleep(self, seconds: float) -> None:
        """Advances the wall clock and the clock that counts sleep, but not the event loop's clock."""
        self._slept_ns += round(seconds * 1e9)

    @property
    def wall_us(self) -> int:
        return self.wall_ns() // 1000

    def wall_ns(self) -> int:
        return time.time_ns() + self._set_ns + self._slept_ns

    def _steady_ns(self) -> int:
        return time.monotonic_ns() + self._slept_ns
