"""A closed service leaves no thread and no task."""

import asyncio
import threading
import uuid
from pathlib import Path

import pytest

from camera_ws.camera.base import Camera
from camera_ws.camera.clock import SystemClock
from camera_ws.errors import CameraServiceError
from camera_ws.protocol.camera.settings import SettingsUpdate
from camera_ws.protocol.messages import CaptureParams
from camera_ws.service.service import CameraService
from support.cameras.fake_camera import FakeCamera
from support.fake_hub import FakeHub, running_hub
from support.services import settings_for
from support.waiting import DEADLINE_S, run_pending, status_where, until


@pytest.mark.parametrize("trigger", ["free", "software", "hardware"])
async def test_no_thread_and_no_task_is_left(tmp_path: Path, either_camera: Camera, trigger: str) -> None:
    if trigger == "hardware" and isinstance(either_camera, FakeCamera):
        trigger = "free"
    hub = FakeHub()
    async with running_hub(hub) as url:
        threads, tasks = set(threading.enumerate()), asyncio.all_tasks()
        service = CameraService(settings_for(tmp_path, url), either_camera, SystemClock())
        service.start(lambda: pytest.fail("a part of the service failed"))
        await status_where(service.acquisition, lambda status: status.connected)
        link = await hub.next_link()
        await link.notify("demand", {"streaming": True})
        await until(lambda: bool(link.frames))
        await service.acquisition.apply(SettingsUpdate.from_wire({"trigger": trigger, "exposure": 300}))
        busy = [asyncio.create_task(take(service)) for _ in range(3)]
        busy.append(asyncio.create_task(follow(service)))
        await run_pending()
        await asyncio.wait_for(service.close(), DEADLINE_S)
        # All waiting calls have ended.
        ended = await asyncio.wait_for(asyncio.gather(*busy), DEADLINE_S)
        assert all(ended)
        assert names(set(threading.enumerate()) - threads) == []
        left = {task for task in asyncio.all_tasks() - tasks if not task.done()}
        # The hub closes its side of the connection a little later.
        await asyncio.wait(left, timeout=DEADLINE_S) if left else None
        assert [task.get_name() for task in left if not task.done()] == []


async def take(service: CameraService) -> bool:
    """True when the wait has ended, with a capture or an error."""
    try:
        await service.captures.take(CaptureParams(capture_id=str(uuid.uuid4())), "http")
    except CameraServiceError:
        return True
    return True


async def follow(service: CameraService) -> bool:
    with service.acquisition.follow(4) as frames:
        try:
            async for _ in frames:
                pass
        except CameraServiceError:
            return True
    return False


def names(threads: set[threading.Thread]) -> list[str]:
    """Without the threads of to_thread, which asyncio keeps until the end of the loop."""
    return [one.name for one in threads if one.is_alive() and not one.name.startswith("asyncio_")]
