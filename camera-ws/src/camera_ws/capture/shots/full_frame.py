"""The whole sensor for a moment, whatever the region of interest."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.status import KnownCamera
from camera_ws.capture.shots.widened import Widened, WidenedNote
from camera_ws.errors import CameraDisconnected, CameraError, ServiceClosed, SettingRejected
from camera_ws.protocol.settings import CameraSettings, Roi, RoiFeature, SettingsUpdate

log = logging.getLogger(__name__)

_FOLLOWS_ROI = ("frame_rate", "auto_roi")
"""What a camera may change by itself when its region changes."""


class FullFrame:
    """start after the acquisition. close ends what still waits for a lost camera to come back."""

    def __init__(self, acquisition: Acquisition, note: WidenedNote) -> None:
        self._acquisition = acquisition
        self._note = note
        self._restoring: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        """Puts back what a service that was killed had widened."""
        widened = self._note.read()
        if widened is not None:
            self._remember(asyncio.create_task(self._recover(widened)))

    @asynccontextmanager
    async def widened(self) -> AsyncGenerator[CameraSettings, None]:
        """Yields the settings inside; afterwards the region is as before, also on a camera that went and came back.

        A camera without regions, or at its whole sensor already, is left as it is.
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
            await self._put_back(before, whole, widening)

    async def close(self) -> None:
        tasks = list(self._restoring)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def _put_back(self, before: CameraSettings, whole: Roi, widening: "asyncio.Task[CameraSettings]") -> None:
        """Goes on in the background when the caller is cancelled, or when the camera is away."""
        tried = asyncio.Event()
        self._remember(asyncio.create_task(self._restore(before, whole, widening, tried)))
        await tried.wait()

    def _remember(self, task: "asyncio.Task[None]") -> None:
        self._restoring.add(task)
        task.add_done_callback(self._restoring.discard)

    async def _recover(self, widened: Widened) -> None:
        try:
            await self._connected()
            while self._is_same(widened) and not await self._restored(widened.before, widened.whole):
                await self._connected()
            await asyncio.to_thread(self._note.remove)
        except ServiceClosed:
            pass  # the note stays for the next start

    def _is_same(self, widened: Widened) -> bool:
        camera = self._acquisition.current.camera
        return camera is not None and camera.info.serial == widened.serial and self._whole_sensor() == widened.whole

    async def _restore(
        self, before: CameraSettings, whole: Roi, widening: "asyncio.Task[CameraSettings]", tried: asyncio.Event
    ) -> None:
        try:
            # A caller that was cancelled meanwhile does not stop the camera's thread from widening.
            await asyncio.wait([widening])
            while not await self._restored(before, whole):
                tried.set()
                await self._connected()
            await asyncio.to_thread(self._note.remove)
        except ServiceClosed:
            pass  # the note stays for the next start
        finally:
            tried.set()

    async def _restored(self, before: CameraSettings, whole: Roi) -> bool:
        """False when the camera is away, and another attempt is due once it is back."""
        try:
            if self._settings().roi != whole:
                return True  # somebody has chosen another region since
            now = await self._acquisition.apply(SettingsUpdate(roi=before.roi), chosen=False)
            changed = {name: getattr(before, name) for name in _FOLLOWS_ROI if _differs(name, before, now)}
            if changed:
                await self._acquisition.apply(SettingsUpdate(**changed), chosen=False)
        except SettingRejected as error:
            log.warning("the region of interest could not be put back", extra={"reason": str(error)})
        except CameraError:
            return False
        return True

    async def _connected(self) -> None:
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
