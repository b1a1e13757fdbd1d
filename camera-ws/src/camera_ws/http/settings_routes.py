"""Settings: read, changed, kept in the camera's memory, carried in a file; and the camera's trigger."""

from datetime import UTC, datetime

from fastapi import APIRouter, Response
from pydantic import ValidationError

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.status import KnownCamera
from camera_ws.camera.settings_file import SettingsFile, fitting, settings_file
from camera_ws.errors import CameraDisconnected, SettingRejected
from camera_ws.http.models import (
    ImportAnswer,
    Issue,
    MemoryBody,
    SettingsAnswer,
    SettingsBody,
    settings_answer,
)
from camera_ws.http.responses import DEVICE, GONE, WRONG
from camera_ws.jobs.lock import JobLock
from camera_ws.protocol.issues import issues_from


def make_settings_routes(acquisition: Acquisition, lock: JobLock) -> APIRouter:
    router = APIRouter()

    @router.get("/settings", responses={**GONE})
    async def read_settings() -> SettingsAnswer:  # pyright: ignore[reportUnusedFunction]
        """What the camera is set to, as it reports it; the last known while it is away."""
        return _answer(acquisition)

    @router.put("/settings", responses={**DEVICE, **WRONG})
    async def write_settings(update: SettingsBody) -> SettingsAnswer:  # pyright: ignore[reportUnusedFunction]
        """Changes all of the settings given, or none of them."""
        lock.check_settings(update)
        await acquisition.apply(update)
        return _answer(acquisition)

    @router.post("/settings/save", responses={**DEVICE, **WRONG})
    async def save_settings() -> SettingsAnswer:  # pyright: ignore[reportUnusedFunction]
        """Into the camera's own memory, which keeps them without power."""
        await acquisition.save_settings()
        return _answer(acquisition)

    @router.post("/settings/load", responses={**DEVICE, **WRONG})
    async def load_settings(wish: MemoryBody) -> SettingsAnswer:  # pyright: ignore[reportUnusedFunction]
        """From the camera's own memory: what the factory set, or what was saved."""
        lock.check_memory()
        await acquisition.load_settings(wish.channel)
        return _answer(acquisition)

    @router.get("/settings/file", responses={**GONE}, response_model_exclude_none=True)
    async def download(response: Response) -> SettingsFile:  # pyright: ignore[reportUnusedFunction]
        """All settings as a file to keep, with the camera they are of."""
        camera, now = _known(acquisition), datetime.now(UTC)
        name = f"settings_{now:%Y%m%d_%H%M%S}.json"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return settings_file(camera.info, camera.settings, camera.capabilities, now)

    @router.put("/settings/file", responses={**DEVICE, **WRONG})
    async def upload(file: SettingsFile) -> ImportAnswer:  # pyright: ignore[reportUnusedFunction]
        """Sets all of a file that this camera has, or nothing of it; says what was left out and why."""
        try:
            update, left_out = fitting(file, _known(acquisition).capabilities)
        except ValidationError as error:
            raise SettingRejected(issues_from(error)) from error
        lock.check_settings(update)
        await acquisition.apply(update)
        issues = [Issue.of(issue) for issue in left_out]
        return ImportAnswer(**dict(_answer(acquisition)), left_out=issues)

    @router.post("/fire", status_code=202, responses={**DEVICE, **WRONG})
    async def fire() -> None:  # pyright: ignore[reportUnusedFunction]
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
