"""Widens the region of interest to the whole sensor and puts it back afterwards."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.status import KnownCamera
from camera_ws.capture.shots.widened import Widened, WidenedNote
from camera_ws.errors import CameraDisconnected, CameraError, ServiceClosed, SettingRejected
from camera_ws.protocol.camera.settings import CameraSettings, Roi, RoiFeature, SettingsUpdate

log = logging.getLogger(__name__)

_FOLLOWS_ROI = ("frame_rate", "auto_roi")
"""Settings that a camera may change by itself when its region changes."""


class FullFrame:
    """start after the acquisition. close cancels the tasks that wait for a lost camera."""

    def __init__(self, acquisition: Acquisition, note: WidenedNote) -> None:
        self._acquisition = acquisition
        self._note = note
        self._restoring: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Puts back a region that a killed service had widened."""
        widened = self._note.read()
        if widened is not None:
            self._track(asyncio.create_task(self._restore_after_kill(widened)))

    @asynccontextmanager
    async def widened(self) -> AsyncGenerator[CameraSettings, None]:
        """Yields the settings; afterwards puts the region back, also on a camera that was lost and reconnected.

        Leaves a camera without regions, or at its whole sensor already, as it is.
        """
        camera = self._camera()
        before = camera.settings
        whole = self._whole_sensor()
        if whole is None or whole == before.roi:
            yield before
            return
        await asyncio.to_thread(self._note.write, Widened(serial=camera.info.serial, whole=whole, before=before))
        widening = asyncio.create_task(self._acquisition.apply(SettingsUpdate(roi=whole), chosen=False))
        try:
            yield await asyncio.shield(widening)
        finally:
            await self._begin_restore(before, whole, widening)

    async def close(self) -> None:
        tasks = list(self._restoring)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _begin_restore(
        self, before: CameraSettings, whole: Roi, widening: "asyncio.Task[CameraSettings]"
    ) -> None:
        """Waits for the first attempt; the rest goes on in the background, also when the caller is cancelled."""
        tried = asyncio.Event()
        self._track(asyncio.create_task(self._restore(before, whole, widening, tried)))
        await tried.wait()

    def _track(self, task: "asyncio.Task[None]") -> None:
        self._restoring.add(task)
        task.add_done_callback(self._restoring.discard)

    async def _restore_after_kill(self, widened: Widened) -> None:
        try:
            await self._wait_connected()
            while self._is_same(widened) and not await self._try_restore(widened.before, widened.whole):
                await self._wait_connected()
            await asyncio.to_thread(self._note.remove)
        except ServiceClosed:
            pass  # keep the note for the next start

    def _is_same(self, widened: Widened) -> bool:
        camera = self._acquisition.current.camera
        return camera is not None and camera.info.serial == widened.serial and self._whole_sensor() == widened.whole

    async def _restore(
        self, before: CameraSettings, whole: Roi, widening: "asyncio.Task[CameraSettings]", tried: asyncio.Event
    ) -> None:
        try:
            # The camera's thread widens the region even when the caller is cancelled.
            await asyncio.wait([widening])
            while not await self._try_restore(before, whole):
                tried.set()
                await self._wait_connected()
            await asyncio.to_thread(self._note.remove)
        except ServiceClosed:
            pass  # keep the note for the next start
        finally:
            tried.set()

    async def _try_restore(self, before: CameraSettings, whole: Roi) -> bool:
        """False when the camera is disconnected: try again when it is back."""
        try:
            if self._settings().roi != whole:
                return True  # another region was set meanwhile
            now = await self._acquisition.apply(SettingsUpdate(roi=before.roi), chosen=False)
            changed = {name: getattr(before, name) for name in _FOLLOWS_ROI if _differs(name, before, now)}
            if changed:
                await self._acquisition.apply(SettingsUpdate(**changed), chosen=False)
        except SettingRejected as error:
            log.warning("the region of interest could not be restored", extra={"reason": str(error)})
        except CameraError:
            return False
        return True

    async def _wait_connected(self) -> None:
        version = 0
        while True:
            status = await self._acquisition.status.newer_than(version)
            if status.value.connected:
                return
            version = status.version

    def _settings(self) -> CameraSettings:
        return self._camera().settings

    def _camera(self) -> KnownCamera:
        camera = self._acquisition.current.camera
        if camera is None:
            raise CameraDisconnected
        return camera

    def _whole_sensor(self) -> Roi | None:
        camera = self._acquisition.current.camera
        feature = camera.capabilities.features.get("roi") if camera else None
        if not isinstance(feature, RoiFeature) or feature.read_only:
            return None
        return Roi(left=0, top=0, width=feature.max_width, height=feature.max_height)


def _differs(name: str, before: CameraSettings, now: CameraSettings) -> bool:
    value = getattr(before, name)
    return value is not None and value != getattr(now, name)
