"""Passes the newest frame to a measurement while it is requested, at a limited rate."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.base import Frame

log = logging.getLogger(__name__)


class FrameWatch:
    """The camera streams between start and stop. Frames that arrive while one is measured are skipped.

    Use it on the event loop. close may be called twice.
    """

    def __init__(self, acquisition: Acquisition, name: str) -> None:
        """name: for the log, and of the task."""
        self._acquisition = acquisition
        self._name = name
        self._task: asyncio.Task[None] | None = None
        self._due_s = 0.0

    @property
    def running(self) -> bool:
        """False also after a failure."""
        return self._task is not None and not self._task.done()

    def start(self, measure: Callable[[Frame], Awaitable[None]], period_s: Callable[[], float]) -> None:
        """Starts the watch; an earlier one ends. period_s returns the least time between two frames, for each frame."""
        self.stop()
        self._task = asyncio.create_task(self._run(measure, period_s), name=self._name)
        self._task.add_done_callback(self._report_end)

    def stop(self) -> None:
        """Ends the wait for a frame. Work in another thread goes on."""
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def close(self) -> None:
        task = self._task
        self.stop()
        if task is not None:
            await asyncio.gather(task, return_exceptions=True)

    def rest_until(self, time_s: float) -> None:
        """Passes no frame on before this time of the monotonic clock. May be called from any thread."""
        self._due_s = max(self._due_s, time_s)

    async def _run(self, measure: Callable[[Frame], Awaitable[None]], period_s: Callable[[], float]) -> None:
        newest = self._acquisition.frames.current
        version = newest.version if newest else 0
        with self._acquisition.watch():
            while True:
                newest = await self._acquisition.frames.newer_than(version)
                version = newest.version
                # Kept across starts: frequent requests must not raise the rate.
                if (early_s := self._due_s - time.monotonic()) > 0:
                    await asyncio.sleep(early_s)
                    continue
                self._due_s = time.monotonic() + period_s()
                await measure(newest.value)

    def _report_end(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and task.exception() is not None:
            log.error("%s failed", self._name, exc_info=task.exception())
