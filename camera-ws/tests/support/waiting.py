"""Waits for a condition, with a time limit."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.status import CameraStatus
from camera_ws.camera.base import Camera

DEADLINE_S = 60.0
"""Generous because test machines are shared; passing tests do not wait for it."""


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
    """A started acquisition. Closing it must succeed within the deadline, also if the camera hangs."""
    acquisition = Acquisition(camera)
    acquisition.start()
    try:
        yield acquisition
    finally:
        await asyncio.wait_for(acquisition.close(), DEADLINE_S)


class Closing(Protocol):
    async def close(self) -> None: ...


PartT = TypeVar("PartT", bound=Closing)


@asynccontextmanager
async def closed_twice(part: PartT) -> AsyncIterator[PartT]:
    """Closes the part at the end. A second close must do nothing."""
    try:
        yield part
    finally:
        await part.close()
        await part.close()


async def status_where(acquisition: Acquisition, wanted: Callable[[CameraStatus], bool]) -> CameraStatus:
    async def follow() -> CameraStatus:
        version = 0
        while True:
            status = await acquisition.status.newer_than(version)
            if wanted(status.value):
                return status.value
            version = status.version

    return await asyncio.wait_for(follow(), DEADLINE_S)


async def connected(acquisition: Acquisition) -> None:
    await status_where(acquisition, lambda status: status.connected)
