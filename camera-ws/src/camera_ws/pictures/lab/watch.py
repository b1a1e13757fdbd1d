"""Runs the laboratory's step on the newest frame while the hub asks for it, at the rate that the step declares."""

from collections.abc import Callable

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.base import Frame
from camera_ws.pictures.frame_watch import FrameWatch
from camera_ws.pictures.lab.declared import RATE_HZ
from camera_ws.pictures.lab.step import LabStep
from camera_ws.protocol.camera.analysis import Analysis


class LabWatch:
    """on_result is called on the event loop. close may be called twice."""

    def __init__(self, acquisition: Acquisition, step: LabStep | None, on_result: Callable[[Analysis], None]) -> None:
        """step: None where no step is configured; then a request has no effect."""
        self._step = step
        self._on_result = on_result
        self._watch = FrameWatch(acquisition, "watch of the lab's step")

    @property
    def step_name(self) -> str | None:
        return self._step.name if self._step else None

    def request(self, wanted: bool) -> None:
        step = self._step
        if not wanted:
            self._watch.stop()
        elif step is not None and not self._watch.running:
            self._watch.start(lambda frame: self._measure(step, frame), lambda: _period_s(step))

    def stop(self) -> None:
        self._watch.stop()

    async def close(self) -> None:
        await self._watch.close()
        if self._step is not None:
            await self._step.close()

    async def _measure(self, step: LabStep, frame: Frame) -> None:
        descriptor = frame.descriptor
        result = Analysis(
            seq=descriptor.seq,
            captured_at_us=descriptor.captured_at_us,
            bit_depth=descriptor.bit_depth,
            lab_step=await step.run(frame, frame.orientation),
        )
        self._on_result(result)


def _period_s(step: LabStep) -> float:
    return 1 / (step.declared.rate_hz if step.declared else RATE_HZ)
