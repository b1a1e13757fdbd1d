"""The camera's trigger and memory, as the hub asks for them."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from camera_ws.protocol import rpc
from camera_ws.service.service import CameraService
from support.cameras.fake_camera import FakeCamera
from support.fake_hub import FakeHub, Link, running_hub
from support.services import running_service


@asynccontextmanager
async def linked(folder: Path) -> AsyncIterator[tuple[Link, CameraService]]:
    hub = FakeHub()
    async with running_hub(hub) as url, running_service(FakeCamera(), folder, url) as service:
        yield await hub.linked(), service


async def test_settings_go_into_the_cameras_memory_and_back(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _):
        await link.request("settings.update", {"settings": {"exposure": 3, "gain": 6}})
        assert (await link.request("settings.save", {"channel": "user"}))["result"] == {}
        factory = (await link.request("settings.load", {"channel": "factory"}))["result"]["settings"]
        assert (factory["exposure"], factory["gain"]) == (8, 0)
        user = (await link.request("settings.load", {"channel": "user"}))["result"]["settings"]
        assert (user["exposure"], user["gain"]) == (3, 6)
        await link.until(lambda: link.states[-1].settings.exposure == 3)


@pytest.mark.parametrize(
    ("method", "channel", "words"),
    [
        ("settings.save", "factory", "the factory memory cannot be written: save to user"),
        ("settings.load", "user", "nothing was saved in the camera's user memory yet"),
    ],
)
async def test_what_the_memory_refuses_is_said(tmp_path: Path, method: str, channel: str, words: str) -> None:
    async with linked(tmp_path) as (link, service):
        error = (await link.request(method, {"channel": channel}))["error"]
        assert error["code"] == rpc.SETTING_REJECTED
        assert words in error["message"]
        assert error["data"]["issues"][0]["path"] == "channel"
        assert service.acquisition.current.connected


async def test_a_fired_trigger_makes_one_frame(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _):
        await link.request("settings.update", {"settings": {"trigger": "software"}})
        await link.notify("demand", {"streaming": True})
        assert (await link.request("camera.fire", {}))["result"] == {}
        assert len(await link.frames_more(1)) == 1
        assert (await link.request("camera.fire", {}))["result"] == {}
        await link.frames_more(1)


async def test_firing_a_free_camera_is_refused_by_its_trigger(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _):
        error = (await link.request("camera.fire", {}))["error"]
        assert error["code"] == rpc.SETTING_REJECTED
        assert error["message"] == "only a software trigger can be fired, it is free: set the trigger to software first"


@pytest.mark.parametrize(
    ("method", "params"),
    [("camera.fire", []), ("settings.save", {}), ("settings.load", {"channel": "third"})],
)
async def test_wrong_parameters_are_named(tmp_path: Path, method: str, params: object) -> None:
    async with linked(tmp_path) as (link, _):
        assert (await link.request(method, params))["error"]["code"] == rpc.INVALID_PARAMS
