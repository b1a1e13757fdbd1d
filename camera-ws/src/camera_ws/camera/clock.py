"""The clock of the drivers: the host's clock, or a virtual one for tests.

now_us runs evenly; all times are compared by it. date_us converts such a time to a date of the host's wall clock, for
files and records. When the wall clock is set, only dates change. When it drifts, both follow slowly.
"""

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

STEP_NS = 1_000_000_000
"""A larger difference means that the wall clock was set: dates follow at once."""
SLEW = 0.0005
"""Rate at which smaller differences are corrected: 0.5 ms per second, as adjtime(3) does."""
_INTERRUPTED_NS = 100_000_000


class Clock(Protocol):
    @property
    def step_us(self) -> int:
        """The date of a time minus that time: 0 until the wall clock is set."""
        ...

    def now_us(self) -> int:
        """µs since the Unix epoch, by the wall clock without its steps; never jumps or runs backwards."""
        ...

    def date_us(self, time_us: int) -> int:
        """Converts a time of now_us to µs since the Unix epoch by the present wall clock."""
        ...

    def wait_until(self, time_us: int, timeout_s: float) -> bool:
        """Waits until time_us, at most timeout_s; False when the time limit came first."""
        ...


def steady_ns() -> int:
    """A monotonic clock that also counts the time while the host sleeps.

    time.monotonic stops during sleep on Linux and macOS. On Windows perf_counter is QueryPerformanceCounter, which
    counts sleep. Other systems use the plain monotonic clock; date_us then corrects the time lost by sleep.
    """
    if sys.platform == "linux":
        return time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    if sys.platform == "darwin":
        # mach_continuous_time
        return time.clock_gettime_ns(time.CLOCK_MONOTONIC_RAW)
    if sys.platform == "win32":
        return time.perf_counter_ns()
    return time.monotonic_ns()


@dataclass(frozen=True, slots=True)
class _Anchor:
    """The time at one reading of the steady clock, and the lead of the wall clock to correct from there on."""

    steady_ns: int
    time_ns: int
    lead_ns: int = 0

    def time_at(self, steady_ns: int) -> int:
        """Never runs backwards and never corrects more than the lead."""
        elapsed_ns = steady_ns - self.steady_ns
        slew_ns = min(abs(self.lead_ns), int(elapsed_ns * SLEW))
        return self.time_ns + elapsed_ns + (slew_ns if self.lead_ns > 0 else -slew_ns)


class SystemClock:
    """Starts at the wall clock and follows the steady clock, so that a step of the wall clock cannot reorder frames.

    Each use of step_us or date_us compares the two. QueryPerformanceCounter and CLOCK_MONOTONIC_RAW are not
    disciplined and drift by seconds a day; this is corrected slowly.
    """

    def __init__(self, steady: Callable[[], int] = steady_ns, wall: Callable[[], int] = time.time_ns) -> None:
        self._steady_ns = steady
        self._wall_ns = wall
        self._anchor = _Anchor(steady(), wall())
        self._step_ns = 0
        self._lock = threading.Lock()

    @property
    def step_us(self) -> int:
        with self._lock:
            self._compare()
            return self._step_ns // 1000

    def now_us(self) -> int:
        # Locked: a time from the old anchor must not be read after one from the new anchor.
        with self._lock:
            return self._anchor.time_at(self._steady_ns()) // 1000

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

    def _compare(self) -> None:
        before_ns, wall_ns, after_ns = self._steady_ns(), self._wall_ns(), self._steady_ns()
        if after_ns - before_ns > _INTERRUPTED_NS:
            return
        time_ns = self._anchor.time_at(after_ns)
        lead_ns = wall_ns - self._step_ns - time_ns
        if abs(lead_ns) > STEP_NS:
            self._step_ns += lead_ns
            lead_ns = 0
        self._anchor = _Anchor(after_ns, time_ns, lead_ns)


class VirtualClock:
    """Jumps to the time of each wait, so that long exposures take no time in tests."""

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
