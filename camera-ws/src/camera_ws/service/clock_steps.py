"""Detects that the host's wall clock was set, for the log and for the hub."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from camera_ws.acquisition.latest import Latest
from camera_ws.camera.clock import Clock

log = logging.getLogger(__name__)

POLL_S = 1.0


class ClockSteps:
    """run until cancelled. latest holds Clock.step_us; on_step is called when it has changed."""

    def __init__(self, clock: Clock, on_step: Callable[[], Awaitable[None]]) -> None:
        self._clock = clock
        self._on_step = on_step
        self.latest: Latest[int] = Latest()
        self._seen_us = clock.step_us
        self.latest.put(self._seen_us)

    async def run(self) -> None:
        while True:
            await self.poll()
            await asyncio.sleep(POLL_S)

    async def poll(self) -> None:
        step_us = self._clock.step_us
        if step_us == self._seen_us:
            return
        by_s = (step_us - self._seen_us) / 1e6
        log.warning(
            "the host's clock was set; dates follow it, the order of captures does not change", extra={"by_s": by_s}
        )
        self._seen_us = step_us
        self.latest.put(step_us)
        await self._on_step()
