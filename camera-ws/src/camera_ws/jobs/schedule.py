"""When the pictures of a time-lapse are due, and waiting for it."""

import asyncio
from dataclasses import dataclass
from typing import Protocol

from camera_ws.camera.clock import Clock

LATE_MAX_US = 60_000_000
_NAP_S = 1.0
"""The event loop's own clock may stand still while the host sleeps: what came due meanwhile is noticed so soon."""


@dataclass(frozen=True, slots=True)
class Schedule:
    """Places 0 to count - 1, every_us apart from start_us on: a late picture makes none of the others late."""

    start_us: int
    every_us: int
    count: int

    @property
    def late_us(self) -> int:
        """A picture later than this counts as missed: half an interval, but never more than a minute."""
        return min(self.every_us // 2, LATE_MAX_US)

    @property
    def over_us(self) -> int:
        """From then on nothing is due any more."""
        return self.due_us(self.count - 1) + self.late_us

    def due_us(self, index: int) -> int:
        return self.start_us + index * self.every_us

    def next_index(self, begun: int, now_us: int) -> int:
        """The first place from begun on that can still be taken; count when there is none. Those before are missed."""
        late_us = now_us - self.late_us - self.due_us(begun)
        skipped = -(-late_us // self.every_us) if late_us > 0 else 0
        return min(begun + skipped, self.count)


class Timer(Protocol):
    """The clock of the schedule; tests turn it by hand."""

    def now_us(self) -> int: ...

    def date_us(self, time_us: int) -> int: ...

    async def sleep_until(self, time_us: int) -> None: ...


class ClockTimer:
    """Waits by the clock of the frames, which no step of the host's wall clock moves."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    def now_us(self) -> int:
        return self._clock.now_us()

    def date_us(self, time_us: int) -> int:
        return self._clock.date_us(time_us)

    async def sleep_until(self, time_us: int) -> None:
        while (left_us := time_us - self._clock.now_us()) > 0:  # noqa: ASYNC110  (a sleep may end early)
            await asyncio.sleep(min(left_us / 1e6, _NAP_S))
