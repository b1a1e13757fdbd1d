"""The schedule of a time-lapse and the timer that waits for it."""

import asyncio
from dataclasses import dataclass
from typing import Protocol

from camera_ws.camera.clock import Clock

LATE_MAX_US = 60_000_000


@dataclass(frozen=True, slots=True)
class Schedule:
    """Pictures 0 to count - 1, every_us apart from start_us on. A late picture does not delay the others."""

    start_us: int
    every_us: int
    count: int

    @property
    def late_us(self) -> int:
        """A picture later than this counts as missed: half an interval, but never more than a minute."""
        return min(self.every_us // 2, LATE_MAX_US)

    @property
    def over_us(self) -> int:
        """The end of the schedule."""
        return self.due_us(self.count - 1) + self.late_us

    def due_us(self, index: int) -> int:
        return self.start_us + index * self.every_us

    def next_index(self, begun: int, now_us: int) -> int:
        """The first picture from begun on that is not too late; count when there is none."""
        late_us = now_us - self.late_us - self.due_us(begun)
        skipped = -(-late_us // self.every_us) if late_us > 0 else 0
        return min(begun + skipped, self.count)


class Timer(Protocol):
    """The clock of the schedule; tests replace it."""

    def now_us(self) -> int: ...

    def date_us(self, time_us: int) -> int: ...

    async def sleep_until(self, time_us: int) -> None: ...


_CHECK_S = 1.0
"""The event loop's clock may stop while the host sleeps. The schedule is checked again at least this often."""


class ClockTimer:
    """Waits by the camera clock, which ignores steps of the host's wall clock."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now_us(self) -> int:
        return self._clock.now_us()

    def date_us(self, time_us: int) -> int:
        return self._clock.date_us(time_us)

    async def sleep_until(self, time_us: int) -> None:
        while (left_us := time_us - self._clock.now_us()) > 0:  # noqa: ASYNC110  (a sleep may end early)
            await asyncio.sleep(min(left_us / 1e6, _CHECK_S))
