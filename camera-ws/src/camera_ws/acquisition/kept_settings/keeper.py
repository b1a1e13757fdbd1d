"""Writes the camera's settings to disk when they change; the next start of the service applies them."""

import asyncio
import logging

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.kept_settings.store import SettingsStore
from camera_ws.acquisition.status import CameraStatus, KnownCamera
from camera_ws.camera.restore import lasting
from camera_ws.errors import NoSpace

log = logging.getLogger(__name__)

PAUSE_S = 2.0
"""Between two writes: dragging a slider changes the settings many times a second."""


class SettingsKeeper:
    """run until cancelled, then close, which writes the last change."""

    def __init__(self, store: SettingsStore, acquisition: Acquisition) -> None:
        self._store = store
        self._acquisition = acquisition
        self._written: tuple[str, str, object] | None = None
        self._failing = False
        self._saving: asyncio.Future[None] | None = None

    async def run(self) -> None:
        version = 0
        while True:
            status = await self._acquisition.status.newer_than(version)
            version = status.version
            if await self._keep(status.value):
                await asyncio.sleep(PAUSE_S)

    async def close(self) -> None:
        # Cancelling run does not stop a write in its thread, which must not end after the last write.
        if self._saving is not None:
            await asyncio.wait([self._saving])
        await self._keep(self._acquisition.current)

    async def _keep(self, status: CameraStatus) -> bool:
        """True if there was a change to write."""
        camera = status.camera
        if camera is None or status.preserve_kept:
            return False
        lasts = _lasting(camera)
        if lasts == self._written:
            return False
        self._saving = asyncio.ensure_future(asyncio.to_thread(self._store.save, camera.info, camera.settings))
        try:
            await asyncio.shield(self._saving)
        except (OSError, NoSpace) as error:
            if not self._failing:
                log.warning("the camera's settings could not be kept", extra={"reason": str(error)})
            self._failing = True
        else:
            self._failing = False
            self._written = lasts
        return True


def _lasting(camera: KnownCamera) -> tuple[str, str, object]:
    return camera.info.driver, camera.info.serial, lasting(camera.settings)
