"""Where a driver's time comes from: the host's clock, or one that tests turn by hand.

Two times are kept apart. now_us runs evenly and is what times are compared by. date_us turns such a time into the date
that the host's wall clock gives it, for files and records. A wall clock that is set changes dates only.
"""

import sys
import time
from collections.abc import Callable
from typing import Protocol

STEP_NS = 1_000_000_000
"""A wall clock that parts from the even one by more was set, or has drifted: dates follow it."""
_INTERRUPTED_NS = 100_000_000


class Clock(Protocol):
    @property
    def step_us(self) -> int:
        """The date of a time minus that time: 0 until the wall clock is set."""
        ...

    def now_us(self) -> int:
        """µs since the Unix epoch, by the wall clock as it was at the start; never runs backwards or jumps."""
        ...

    def date_us(self, time_us: int) -> int:
        """µs since the Unix epoch by the wall clock as it is now, of a time of now_us."""
        ...

    def wait_until(self, time_us: int, timeout_s: float) -> bool:
        """Waits for a moment, at most timeout_s; False when it has not come by then."""
        ...


def steady_ns() -> int:
    """An even clock that counts the time in which the host sleeps.

    time.monotonic stands still in sleep on Linux and macOS. On Windows perf_counter is QueryPerformanceCounter, which
    counts sleep; on other systems the plain monotonic clock has to do, and date_us corrects what sleep took from it.
    """
    if sys.platform == "linux":
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        # mach_continuous_time
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC_RAW)
    if sys.platform == "win32":
        return time.perf_counter_ns()
    return time.monotonic_ns()


class SystemClock:
    """The wall clock once, the steady clock from there on: a step of the wall clock cannot reorder frames."""

    def __init__(self, steady: Callable[[], int] = steady_ns, wall: Callable[[], int] = time.time_ns) -> None:
        self._steady_ns = steady
        self._wall_ns = wall
        self._epoch_offset_ns = wall() - steady()
        self._step_ns = 0

    @property
    def step_us(self) -> int:
        self._follow_wall_clock()
        return self._step_ns // 1000

    def now_us(self) -> int:
        return (self._steady_ns() + self._epoch_offset_ns) // 1000

    def date_us(self, time_us: int) -> int:
        return time_us + self.step_us

    def wait_until(self, time_us: int, timeout_s: float) -> bool:
        left_s = (time_us - self.now_us()) / 1e6
        if left_s > timeout_s:
            time.sleep(max(0.0, timeout_s))
            return False
        if left_s > 0:
            time.sleep(left_s)
        return True

    def _follow_wall_clock(self) -> None:
        """Threads may do this at once: each sets what it measured."""
        before_ns, wall_ns, after_ns = self._steady_ns(), self._wall_ns(), self._steady_ns()
        if after_ns - before_ns > _INTERRUPTED_NS:
            return
        step_ns = wall_ns - after_ns - self._epoch_offset_ns
        if abs(step_ns - self._step_ns) > STEP_NS:
            self._step_ns = step_ns


class VirtualClock:
    """Jumps to whatever moment is waited for: a long exposure costs a test nothing."""

    def __init__(self, start_us: int = 1_800_000_000_000_000) -> None:
        self._now_us = start_us
        self.step_us = 0

    def now_us(self) -> int:
        return self._now_us

    def date_us(self, time_us: int) -> int:
        return time_us + self.step_us

    def advance(self, seconds: float) -> None:
        self._now_us += round(seconds * 1e6)

    def wait_until(self, time_us: int, timeout_s: float) -> bool:
        reached_us = min(max(time_us, self._now_us), self._now_us + round(timeout_s * 1e6))
        self._now_us = reached_us
        return reached_us >= time_us
