"""A whole camera service around a camera of the test's own."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from camera_ws.camera.base import Camera
from camera_ws.camera.clock import Clock, SystemClock
from camera_ws.service.app import create_app
from camera_ws.service.configuration import Settings
from camera_ws.service.service import CameraService
from support.cameras.fake_camera import FakeCamera
from support.fake_hub import TOKEN
from support.serving import serving
from support.waiting import status_where


def settings_for(folder: Path, hub_url: str = "") -> Settings:
    return Settings(hub_url=hub_url, camera_token=TOKEN, camera_data_dir=folder, camera_port=0)


@asynccontextmanager
async def running_service(
    camera: Camera, folder: Path, hub_url: str = "", wait_for_camera: bool = True, clock: Clock | None = None
) -> AsyncIterator[CameraService]:
    """No part of the service may end by itself while it runs."""
    service = CameraService(settings_for(folder, hub_url), camera, clock or SystemClock())
    service.start(lambda: pytest.fail("a part of the service failed"))
    try:
        if wait_for_camera:
            await status_where(service.acquisition, lambda status: status.connected)
        yield service
    finally:
        await service.close()
        await service.close()


@asynccontextmanager
async def serving_api(folder: Path, camera: Camera) -> AsyncIterator[tuple[str, CameraService]]:
    """The service with its HTTP API on a free port."""
    plugged = not isinstance(camera, FakeCamera) or camera.plugged
    async with running_service(camera, folder, wait_for_camera=plugged) as service:
        async with serving(create_app(service)) as url:
            try:
                yield url, service
            finally:
                service.closing.set()


@asynccontextmanager
async def api(folder: Path, camera: Camera | None = None) -> AsyncIterator[tuple[httpx.AsyncClient, CameraService]]:
    """As above, with somebody to ask it; a small simulator unless it is given a camera."""
    async with serving_api(folder, camera or FakeCamera()) as (url, service):
        async with httpx.AsyncClient(base_url=url, timeout=10) as http:
            yield http, service
