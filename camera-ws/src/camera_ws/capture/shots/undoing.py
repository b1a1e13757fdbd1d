"""Changes settings for a capture, and puts them back when the capture is cancelled."""

import asyncio
import logging
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from typing import Any

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.errors import CameraDisconnected, CameraServiceError
from camera_ws.protocol.camera.settings import CameraSettings, SettingsUpdate

log = logging.getLogger(__name__)

_AUTOMATIC = {"exposure": "exposure_auto", "gain": "gain_auto"}
"""A camera ends these automatics when the value is set."""


class Undoing:
    """Restores the settings of a cancelled capture.

    Close the acquisition before this: close waits until all settings are restored.
    """

    def __init__(self, acquisition: Acquisition) -> None:
        self._acquisition = acquisition
        self._tasks: set[asyncio.Task[None]] = set()

    @asynccontextmanager
    async def when_cancelled(self, update: SettingsUpdate) -> AsyncGenerator[CameraSettings, None]:
        """Applies the update and yields the settings. When the block is cancelled, ends a long exposure and undoes it.

        A value that was set by another command meanwhile stays.
        """
        before = self._settings()
        applying = self._apply(update, before)
        try:
            # Shielded: the camera's thread applies the update even when the caller is cancelled.
            yield await asyncio.shield(applying)
        except asyncio.CancelledError:
            await asyncio.shield(self._track(self._undo(update, before, applying)))
            raise

    async def close(self) -> None:
        await asyncio.gather(*self._tasks, return_exceptions=True)

    def _apply(self, update: SettingsUpdate, before: CameraSettings) -> "asyncio.Future[CameraSettings]":
        if update.changes():
            return asyncio.ensure_future(self._acquisition.apply(update))
        unchanged: asyncio.Future[CameraSettings] = asyncio.get_running_loop().create_future()
        unchanged.set_result(before)
        return unchanged

    def _track(self, undo: Any) -> "asyncio.Task[None]":
        task: asyncio.Task[None] = asyncio.ensure_future(undo)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def _undo(
        self, update: SettingsUpdate, before: CameraSettings, applying: "asyncio.Future[CameraSettings]"
    ) -> None:
        try:
            await self._acquisition.abandon(_changed_back(update, before, await applying, self._settings()))
        except CameraServiceError as error:
            # A camera that was lost comes back with the settings that it had.
            log.warning("the settings before a cancelled capture could not be put back", extra={"reason": str(error)})

    def _settings(self) -> CameraSettings:
        camera = self._acquisition.current.camera
        if camera is None:
            raise CameraDisconnected
        return camera.settings


def _changed_back(
    update: SettingsUpdate, before: CameraSettings, applied: CameraSettings, now: CameraSettings
) -> SettingsUpdate:
    undo: dict[str, Any] = {}
    for name in update.changes():
        if getattr(now, name) != getattr(applied, name):
            continue
        undo[name] = getattr(before, name)
        automatic = _AUTOMATIC.get(name)
        if automatic is not None and getattr(before, automatic) not in (None, getattr(now, automatic)):
            undo[automatic] = getattr(before, automatic)
    return SettingsUpdate.model_validate(undo, by_name=True)
