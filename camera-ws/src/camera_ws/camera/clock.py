"""Where a driver's time comes from: the host's clock, or one that tests turn by hand.

Two times are kept apart. now_us runs evenly and is what times are compared by. date_us turns such a time into the date
that the host's wall clock gives it, for files and records. A wall clock that is set changes dates only. A wall clock
that drifts is followed slowly by both.
"""

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

STEP_NS = 1_000_000_000
"""A larger difference to the wall clock is a jump: the wall clock was set, and dates follow at once."""
SLEW = 0.0005
"""Smaller differences are taken up slowly, as adjtime(3) does: 0.5 ms per second."""
_INTERRUPTED_NS = 100_000_000


class Clock(Protocol):
    @property
    def step_us(self) -> int:
        """The date of a time minus that time: 0 until the wall clock is set."""
        ...

    def now_us(self) -> int:
        """µs since the Unix epoch, by the wall clock as if it was never set; never runs backwards or jumps."""
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


@dataclass(frozen=True, slots=True)
class _Anchor:
    """The even time at one reading of the steady clock, and the wall clock's lead that is taken up from there on."""

    steady_ns: int
    time_ns: int
    lead_ns: int = 0

    def time_at(self, steady_ns: int) -> int:
        """Runs forward for either sign of the lead, and never past the lead."""
        elapsed_ns = steady_ns - self.steady_ns
        slew_ns = min(abs(self.lead_ns), int(elapsed_ns * SLEW))
        return self.time_ns + elapsed_ns + (slew_ns if self.lead_ns > 0 else -slew_ns)


class SystemClock:
    """The wall clock once, the steady clock from there on: a step of the wall clock cannot reorder frames.

    Each look at step_us or date_us compares the two. QueryPerformanceCounter and CLOCK_MONOTONIC_RAW are not
    disciplined, and part from the wall clock by seconds a day: that is taken up slowly.
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
            self._look()
            return self._step_ns // 1000

    def now_us(self) -> int:
        # Locked: a time of the anchor that is being replaced must not be read after one of the new anchor.
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

    def _look(self) -> None:
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
