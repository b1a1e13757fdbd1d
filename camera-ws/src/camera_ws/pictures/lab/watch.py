"""Runs the laboratory's step on the newest frame while the hub asks for it, at the rate that the step declares."""

import asyncio
import logging
import time
from collections.abc import Callable

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.base import Frame
from camera_ws.pictures.lab.declared import RATE_HZ
from camera_ws.pictures.lab.step import LabStep
from camera_ws.protocol.camera.analysis import Analysis

log = logging.getLogger(__name__)


class LabWatch:
    """Frames that arrive while the step runs are skipped. The camera streams while there is a request.

    on_result is called on the event loop. close may be called twice.
    """

    def __init__(self, acquisition: Acquisition, step: LabStep | None, on_result: Callable[[Analysis], None]) -> None:
        """step: None where no step is configured; then a request has no effect."""
        self._acquisition = acquisition
        self._step = step
        self._on_result = on_result
        self._task: asyncio.Task[None] | None = None
        self._due_s = 0.0

    @property
    def step_name(self) -> str | None:
        return self._step.name if self._step else None

    def request(self, wanted: bool) -> None:
        if not wanted:
            self.stop()
        elif self._task is None and self._step is not None:
            self._task = asyncio.create_task(self._run(self._step), name="lab watch")
            self._task.add_done_callback(self._report_end)

    def stop(self) -> None:
        if self._task is not None:
            self._task.cancel()
            self._task = None

    async def close(self) -> None:
        task = self._task
        self.stop()
        if task is not None:
            await asyncio.gather(task, return_exceptions=True)
        if self._step is not None:
            await self._step.close()

    async def _run(self, step: LabStep) -> None:
        newest = self._acquisition.frames.current
        version = newest.version if newest else 0
        with self._acquisition.watch():
            while True:
                latest = await self._acquisition.frames.newer_than(version)
                version = latest.version
                # Kept across requests: frequent requests must not raise the rate.
                if (early_s := self._due_s - time.monotonic()) > 0:
                    await asyncio.sleep(early_s)
                    continue
                self._due_s = time.monotonic() + 1 / (step.declared.rate_hz if step.declared else RATE_HZ)
                self._on_result(await _measured(step, latest.value))

    def _report_end(self, task: "asyncio.Task[None]") -> None:
        if not task.cancelled() and task.exception() is not None:
            log.error("the watch of the lab's step failed", exc_info=task.exception())
            if self._task is task:
                self._task = None


async def _measured(step: LabStep, frame: Frame) -> Analysis:
    descriptor = frame.descriptor
    return Analysis(
        seq=descriptor.seq,
        captured_at_us=descriptor.captured_at_us,
        bit_depth=descriptor.bit_depth,
        lab_step=await step.run(frame, frame.orientation),
    )
