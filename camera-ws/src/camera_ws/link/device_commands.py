"""The hub's commands for the camera's trigger and memory."""

from typing import Any

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.errors import SettingRejected
from camera_ws.jobs.lock import JobLock
from camera_ws.link.commands import Handler
from camera_ws.protocol.messages import Fire, Memory
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

    return {"camera.fire": fire, "settings.save": save, "settings.load": load}
