"""Where a driver's time comes from: the host's clock, or one that tests turn by hand."""

import time
from typing import Protocol


class Clock(Protocol):
    def now_us(self) -> int:
        """µs since the Unix epoch; never runs backwards."""
        ...

    def wait_until(self, time_us: int, timeout_s: float) -> bool:
        """Waits for a moment, at most timeout_s; False when it has not come by then."""
        ...


class SystemClock:
    """The epoch once, the monotonic clock from there on: a step of the host's clock cannot reorder frames."""

    def __init__(self) -> None:
        self._epoch_offset_ns = time.time_ns() - time.monotonic_ns()

    def now_us(self) -> int:
        return (time.monotonic_ns() + self._epoch_offset_ns) // 1000

    def wait_until(self, time_us: int, timeout_s: float) -> bool:
        left_s = (time_us - self.now_us()) / 1e6
        if left_s > timeout_s:
            time.sleep(max(0.0, timeout_s))
            return False
        if left_s > 0:
            time.sleep(left_s)
        return True


class VirtualClock:
    """Jumps to whatever moment is waited for: a long exposure costs a test nothing."""

    def __init__(self, start_us: int = 1_800_000_000_000_000) -> None:
        self._now_us = start_us

    def now_us(self) -> int:
        return self._now_us

    def advance(self, seconds: float) -> None:
        self._now_us += round(seconds * 1e6)

    def wait_until(self, time_us: int, timeout_s: float) -> bool:
        reached_us = min(max(time_us, self._now_us), self._now_us + round(timeout_s * 1e6))
        self._now_us = reached_us
        return reached_us >= time_us
