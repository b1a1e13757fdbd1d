"""A complete camera service with a camera of the test."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest

from camera_ws.camera.base import Camera
from camera_ws.camera.clock import Clock, SystemClock
from camera_ws.service.app import create_app
from camera_ws.service.configuration import Settings
from camera_ws.service.service import CameraService
from support.cameras.fake_camera import FakeCamera
from support.fake_hub import TOKEN, FakeHub, Link, running_hub
from support.serving import serving
from support.waiting import DEADLINE_S, status_where


def settings_for(folder: Path, hub_url: str = "", hub_ca: Path | None = None, **more: Any) -> Settings:
    return Settings(hub_url=hub_url, hub_ca=hub_ca, camera_token=TOKEN, camera_data_dir=folder, camera_port=0, **more)


@asynccontextmanager
async def running_service(
    camera: Camera,
    folder: Path,
    hub_url: str = "",
    wait_for_camera: bool = True,
    clock: Clock | None = None,
    *,
    hub_ca: Path | None = None,
    **settings: Any,
) -> AsyncIterator[CameraService]:
    """Fails the test when a part of the service ends by itself."""
    service = CameraService(settings_for(folder, hub_url, hub_ca, **settings), camera, clock or SystemClock())
    service.start(lambda: pytest.fail("a part of the service failed"))
    try:
        if wait_for_camera:
            await status_where(service.acquisition, lambda status: status.connected)
        yield service
    finally:
        await service.close()
        await service.close()


@asynccontextmanager
async def linked(
    folder: Path, camera: Camera | None = None, **settings: Any
) -> AsyncIterator[tuple[Link, CameraService, FakeHub]]:
    """A service that is connected to a hub; a small simulator unless a camera is given."""
    hub = FakeHub()
    async with running_hub(hub) as url, running_service(camera or FakeCamera(), folder, url, **settings) as service:
        yield await hub.next_link(), service, hub


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
    """The service with an HTTP client; a small simulator unless a camera is given."""
    async with serving_api(folder, camera or FakeCamera()) as (url, service):
        async with httpx.AsyncClient(base_url=url, timeout=DEADLINE_S) as http:
            yield http, service
