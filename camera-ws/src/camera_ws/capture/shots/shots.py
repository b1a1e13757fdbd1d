"""Exposes a frame for a capture: with its exposure and gain, on the whole sensor, or as a mean of frames."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.base import Frame
from camera_ws.capture.shots.full_frame import FullFrame
from camera_ws.capture.shots.shared_lock import SharedLock
from camera_ws.capture.shots.undoing import Undoing
from camera_ws.capture.shots.widened import WidenedNote
from camera_ws.encoding.masters.mean import Mean
from camera_ws.errors import CameraDisconnected, CameraTimeout
from camera_ws.protocol.camera.settings import CameraSettings, SettingsUpdate
from camera_ws.protocol.messages import CaptureParams


@dataclass(frozen=True, slots=True)
class Shot:
    """settings: those of the exposure."""

    frame: Frame
    settings: CameraSettings


EXTRA_S = 5.0
"""Added to the time that exposure and frame rate explain."""
_WAITING = 2


class Shots:
    """Captures that change no setting run together; one that changes a setting runs alone."""

    def __init__(self, acquisition: Acquisition, note: WidenedNote) -> None:
        self._acquisition = acquisition
        self._full_frame = FullFrame(acquisition, note)
        self._undoing = Undoing(acquisition)
        self._lock = SharedLock()

    def start(self) -> None:
        self._full_frame.start()

    async def take(
        self, params: CaptureParams, deadline_us: int | None = None, began: Callable[[], None] = lambda: None
    ) -> Shot:
        """A frame exposed after the call. SettingRejected, CameraDisconnected, CameraTimeout.

        deadline_us: by the camera clock. A shot that still waits for others then is not started. began is called when
        it starts. When the caller is cancelled, a long exposure is aborted, and exposure and gain are put back.
        """
        if params.full_frame:
            async with self._lock.exclusive():
                self._check_deadline(deadline_us)
                began()
                async with self._full_frame.widened():
                    return await self._expose(params)
        changes = params.exposure is not None or params.gain is not None
        async with self._lock.exclusive() if changes else self._lock.shared():
            self._check_deadline(deadline_us)
            began()
            return await self._expose(params)

    @asynccontextmanager
    async def full_frame(self) -> AsyncGenerator[CameraSettings, None]:
        """The whole sensor inside this context; puts the region back afterwards. Other captures wait."""
        async with self._lock.exclusive(), self._full_frame.widened() as settings:
            yield settings

    async def close(self) -> None:
        await self._undoing.close()
        await self._full_frame.close()

    def _check_deadline(self, deadline_us: int | None) -> None:
        if deadline_us is not None and self._acquisition.clock.now_us() > deadline_us:
            raise CameraTimeout("the capture waited for others until its deadline; not executed")

    async def _expose(self, params: CaptureParams) -> Shot:
        update = SettingsUpdate(exposure=params.exposure, gain=params.gain)
        async with self._undoing.when_cancelled(update) as settings:
            frame = await (self._acquisition.grab() if params.average is None else self._mean(settings, params.average))
        return Shot(frame, self._settings())

    async def _mean(self, settings: CameraSettings, count: int) -> Frame:
        mean = Mean()
        if settings.trigger in (None, "free"):
            await self._add_stream(mean, settings, count)
        else:
            for _ in range(count):
                await asyncio.to_thread(mean.add, await self._acquisition.grab())
        return await asyncio.to_thread(mean.frame)

    async def _add_stream(self, mean: Mean, settings: CameraSettings, count: int) -> None:
        """Adds frames exposed after the call, each once; consecutive ones if adding keeps up."""
        # One long exposure may be under way before the first that counts starts.
        timeout_s = 2 * settings.exposure / 1000 + 2 / (settings.frame_rate or 1.0) + EXTRA_S
        with self._acquisition.follow(_WAITING) as frames:
            for index in range(count):
                try:
                    async with asyncio.timeout(timeout_s):
                        frame = await anext(frames)
                except TimeoutError as error:
                    raise CameraTimeout(f"{index} of {count} frames to average arrived in time") from error
                await asyncio.to_thread(mean.add, frame)

    def _settings(self) -> CameraSettings:
        camera = self._acquisition.current.camera
        if camera is None:
            raise CameraDisconnected
        return camera.settings
