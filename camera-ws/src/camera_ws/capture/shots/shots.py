"""A frame as a capture asks for it: its exposure and gain, the whole sensor, the mean of several frames."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.base import Frame
from camera_ws.capture.shots.full_frame import FullFrame
from camera_ws.capture.shots.gate import Gate
from camera_ws.capture.shots.widened import WidenedNote
from camera_ws.encoding.masters.mean import Mean
from camera_ws.errors import CameraDisconnected, CameraTimeout
from camera_ws.protocol.messages import CaptureParams
from camera_ws.protocol.settings import CameraSettings, SettingsUpdate

PATIENCE_S = 5.0
"""Beyond what exposure and frame rate explain."""
_WAITING = 2


@dataclass(frozen=True, slots=True)
class Shot:
    """settings are those it was exposed with."""

    frame: Frame
    settings: CameraSettings


class Shots:
    """Captures that change nothing go together; one that changes something is alone, so that each gets its own."""

    def __init__(self, acquisition: Acquisition, note: WidenedNote) -> None:
        self._acquisition = acquisition
        self._full_frame = FullFrame(acquisition, note)
        self._gate = Gate()

    def start(self) -> None:
        self._full_frame.start()

    async def take(self, params: CaptureParams, deadline_us: int | None = None) -> Shot:
        """Exposed after the call. SettingRejected, CameraDisconnected, CameraTimeout.

        deadline_us: a shot that still waits for others then, by the camera clock, is not begun any more.
        """
        if params.full_frame:
            async with self._gate.alone():
                self._check(deadline_us)
                async with self._full_frame.widened():
                    return await self._expose(params)
        changes = params.exposure is not None or params.gain is not None
        async with self._gate.alone() if changes else self._gate.shared():
            self._check(deadline_us)
            return await self._expose(params)

    @asynccontextmanager
    async def full_frame(self) -> AsyncGenerator[CameraSettings, None]:
        """The whole sensor inside, the region as it was afterwards; other captures wait."""
        async with self._gate.alone(), self._full_frame.widened() as settings:
            yield settings

    async def close(self) -> None:
        await self._full_frame.close()

    def _check(self, deadline_us: int | None) -> None:
        if deadline_us is not None and self._acquisition.clock.now_us() > deadline_us:
            raise CameraTimeout("the capture waited for others until its deadline; not carried out")

    async def _expose(self, params: CaptureParams) -> Shot:
        update = SettingsUpdate(exposure=params.exposure, gain=params.gain)
        if params.average is None:
            frame = await self._acquisition.grab(update)
        else:
            frame = await self._mean(update, params.average)
        return Shot(frame, self._settings())

    async def _mean(self, update: SettingsUpdate, count: int) -> Frame:
        settings = await self._acquisition.apply(update) if update.changes() else self._settings()
        mean = Mean()
        if settings.trigger in (None, "free"):
            await self._add_stream(mean, settings, count)
        else:
            for _ in range(count):
                await asyncio.to_thread(mean.add, await self._acquisition.grab())
        return await asyncio.to_thread(mean.frame)

    async def _add_stream(self, mean: Mean, settings: CameraSettings, count: int) -> None:
        """Frames exposed after the call, each once; consecutive ones where adding keeps up."""
        # Up to one long exposure may be under way before the first that counts begins.
        patience_s = 2 * settings.exposure / 1000 + 2 / (settings.frame_rate or 1.0) + PATIENCE_S
        with self._acquisition.follow(_WAITING) as frames:
            for index in range(count):
                try:
                    async with asyncio.timeout(patience_s):
                        frame = await anext(frames)
                except TimeoutError as error:
                    raise CameraTimeout(f"{index} of {count} frames to average came in time") from error
                await asyncio.to_thread(mean.add, frame)

    def _settings(self) -> CameraSettings:
        camera = self._acquisition.current.camera
        if camera is None:
            raise CameraDisconnected
        return camera.settings
