"""Notices that the host's wall clock was set, for the log and for the hub."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from camera_ws.acquisition.latest import Latest
from camera_ws.camera.clock import Clock

log = logging.getLogger(__name__)

LOOK_S = 1.0


class ClockSteps:
    """run until cancelled. told holds Clock.step_us as it was last seen; on_step is called when it has changed."""

    def __init__(self, clock: Clock, on_step: Callable[[], Awaitable[None]]) -> None:
        self._clock = clock
        self._on_step = on_step
        self.told: Latest[int] = Latest()
        self._seen_us = clock.step_us
        self.told.put(self._seen_us)

    async def run(self) -> None:
        while True:
            await self.look()
            await asyncio.sleep(LOOK_S)

    async def look(self) -> None:
        step_us = self._clock.step_us
        if step_us == self._seen_us:
            return
        by_s = (step_us - self._seen_us) / 1e6
        log.warning("the host's clock was set; dates follow it, the pictures' order does not", extra={"by_s": by_s})
        self._seen_us = step_us
        self.told.put(step_us)
        await self._on_step()
