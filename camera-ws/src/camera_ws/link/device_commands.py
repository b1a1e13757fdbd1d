"""The hub's commands for the camera's trigger, its memory and files with its settings."""

from datetime import UTC, datetime
from typing import Any

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.status import KnownCamera
from camera_ws.camera.settings_file import settings_file, supported_settings
from camera_ws.errors import CameraDisconnected, SettingRejected
from camera_ws.jobs.lock import JobLock
from camera_ws.link.commands import Handler
from camera_ws.protocol.messages import Fire, Memory, SettingsExport, SettingsImport
from camera_ws.protocol.rpc import FieldIssue


def device_commands(acquisition: Acquisition, lock: JobLock) -> dict[str, Handler]:
    async def fire(params: Any) -> Any:
        Fire.from_wire(params)
        await acquisition.fire()
        return {}

    async def save(params: Any) -> Any:
        channel = Memory.from_wire(params).channel
        if channel != "user":
            message = f"the {channel} memory cannot be written: save to user"
            raise SettingRejected([FieldIssue(path="channel", message=message, value=channel)])
        await acquisition.save_settings()
        return {}

    async def load(params: Any) -> Any:
        channel = Memory.from_wire(params).channel
        lock.check_memory()
        settings = await acquisition.load_settings(channel)
        return {"settings": settings.to_json()}

    async def export_file(params: Any) -> Any:
        SettingsExport.from_wire(params)
        camera = _known(acquisition)
        file = settings_file(camera.info, camera.settings, camera.capabilities, datetime.now(UTC))
        return {"file": file.to_json()}

    async def import_file(params: Any) -> Any:
        file = SettingsImport.from_wire(params).file
        update, left_out = supported_settings(file, _known(acquisition).capabilities)
        lock.check_settings(update)
        settings = await acquisition.apply(update)
        issues = [issue.to_json() for issue in left_out]
        return {"settings": settings.to_json(), "applied": update.to_json(), "leftOut": issues}

    return {
        "camera.fire": fire,
        "settings.save": save,
        "settings.load": load,
        "settings.export": export_file,
        "settings.import": import_file,
    }


def _known(acquisition: Acquisition) -> KnownCamera:
    camera = acquisition.current.camera
    if camera is None:
        raise CameraDisconnected
    return camera
