"""Waits for a condition, with a time limit."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.status import CameraStatus
from camera_ws.camera.base import Camera

DEADLINE_S = 30.0


async def until(condition: Callable[[], bool], deadline_s: float = DEADLINE_S) -> None:
    async def poll() -> None:
        while not condition():
            await asyncio.sleep(0.005)

    await asyncio.wait_for(poll(), deadline_s)


async def run_pending() -> None:
    """Lets all tasks run until they wait for an event."""
    for _ in range(50):
        await asyncio.sleep(0)


@asynccontextmanager
async def running_acquisition(camera: Camera) -> AsyncIterator[Acquisition]:
    """Checks that close returns within 5 s, whatever the camera does."""
    acquisition = Acquisition(camera)
    acquisition.start()
    try:
        yield acquisition
    finally:
        began_s = time.monotonic()
        await acquisition.close()
        assert time.monotonic() - began_s < 5


async def status_where(acquisition: Acquisition, wanted: Callable[[CameraStatus], bool]) -> CameraStatus:
    async def follow() -> CameraStatus:
        version = 0
        while True:
            status = await acquisition.status.newer_than(version)
            if wanted(status.value):
                return status.value
            version = status.version

    return await asyncio.wait_for(follow(), DEADLINE_S)
