"""Settings over HTTP: read, change, save in the camera's memory, import, export; and the trigger."""

# Routes are registered by their decorators, so no code calls them by name.
# pyright: reportUnusedFunction=false

from datetime import UTC, datetime

from fastapi import APIRouter, Response
from pydantic import ValidationError

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.status import KnownCamera
from camera_ws.camera.settings_file import settings_file, supported_settings
from camera_ws.errors import CameraDisconnected, SettingRejected
from camera_ws.http.models import (
    ImportAnswer,
    Issue,
    MemoryBody,
    SettingsAnswer,
    SettingsBody,
    settings_answer,
)
from camera_ws.http.responses import CAMERA_ERRORS, DISCONNECTED, INVALID
from camera_ws.jobs.lock import JobLock
from camera_ws.protocol.issues import issues_from
from camera_ws.protocol.messages import SettingsFile


def make_settings_routes(acquisition: Acquisition, lock: JobLock) -> APIRouter:
    router = APIRouter()

    @router.get("/settings", responses={**DISCONNECTED})
    async def read_settings() -> SettingsAnswer:
        """The settings that the camera reports; the last known ones while it is disconnected."""
        return _answer(acquisition)

    @router.put("/settings", responses={**CAMERA_ERRORS, **INVALID})
    async def write_settings(update: SettingsBody) -> SettingsAnswer:
        """Changes all given settings or none."""
        lock.check_settings(update)
        await acquisition.apply(update)
        return _answer(acquisition)

    @router.post("/settings/save", responses={**CAMERA_ERRORS, **INVALID})
    async def save_settings() -> SettingsAnswer:
        """Saves to the camera's own memory, which survives a loss of power."""
        await acquisition.save_settings()
        return _answer(acquisition)

    @router.post("/settings/load", responses={**CAMERA_ERRORS, **INVALID})
    async def load_settings(body: MemoryBody) -> SettingsAnswer:
        """Loads the factory settings or the saved ones from the camera's own memory."""
        lock.check_memory()
        await acquisition.load_settings(body.channel)
        return _answer(acquisition)

    @router.get("/settings/file", responses={**DISCONNECTED}, response_model_exclude_none=True)
    async def download(response: Response) -> SettingsFile:
        """Downloads all settings as a file, with the name of the camera."""
        camera, now = _known(acquisition), datetime.now(UTC)
        name = f"settings_{now:%Y%m%d_%H%M%S}.json"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return settings_file(camera.info, camera.settings, camera.capabilities, now)

    @router.put("/settings/file", responses={**CAMERA_ERRORS, **INVALID})
    async def upload(file: SettingsFile) -> ImportAnswer:
        """Sets all settings of the file that this camera has, or none; reports those left out and why."""
        try:
            update, left_out = supported_settings(file, _known(acquisition).capabilities)
        except ValidationError as error:
            raise SettingRejected(issues_from(error)) from error
        lock.check_settings(update)
        await acquisition.apply(update)
        issues = [Issue.of(issue) for issue in left_out]
        return ImportAnswer(**dict(_answer(acquisition)), left_out=issues)

    @router.post("/fire", status_code=202, responses={**CAMERA_ERRORS, **INVALID})
    async def fire() -> None:
        """With the trigger `software`: the camera exposes one frame."""
        await acquisition.fire()

    return router


def _known(acquisition: Acquisition) -> KnownCamera:
    camera = acquisition.current.camera
    if camera is None:
        raise CameraDisconnected
    return camera


def _answer(acquisition: Acquisition) -> SettingsAnswer:
    return settings_answer(acquisition.current, _known(acquisition))
