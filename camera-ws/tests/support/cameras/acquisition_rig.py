"""An acquisition with a camera of the test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from camera_ws.acquisition.acquisition import Acquisition
from support.cameras.fake_camera import FakeCamera
from support.waiting import status_where


@asynccontextmanager
async def running(camera: FakeCamera) -> AsyncIterator[Acquisition]:
    acquisition = Acquisition(camera)
    acquisition.start()
    try:
        yield acquisition
    finally:
        await acquisition.close()


async def connected(acquisition: Acquisition) -> None:
    await status_where(acquisition, lambda status: status.connected)
