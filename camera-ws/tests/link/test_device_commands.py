"""The commands for the camera's trigger, its memory and files with its settings."""

from pathlib import Path

import pytest

from camera_ws.protocol import rpc
from support.services import linked


async def test_saves_and_loads_settings(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        await link.request("settings.update", {"settings": {"exposure": 3, "gain": 6}})
        assert (await link.request("settings.save", {"channel": "user"}))["result"] == {}
        factory = (await link.request("settings.load", {"channel": "factory"}))["result"]["settings"]
        assert (factory["exposure"], factory["gain"]) == (8, 0)
        user = (await link.request("settings.load", {"channel": "user"}))["result"]["settings"]
        assert (user["exposure"], user["gain"]) == (3, 6)
        await link.until(lambda: link.states[-1].settings.exposure == 3)


@pytest.mark.parametrize(
    ("method", "channel", "reason"),
    [
        ("settings.save", "factory", "the factory memory cannot be written: save to user"),
        ("settings.load", "user", "nothing was saved in the camera's user memory yet"),
    ],
)
async def test_refusals_of_the_memory_name_the_reason(tmp_path: Path, method: str, channel: str, reason: str) -> None:
    async with linked(tmp_path) as (link, service, _):
        error = (await link.request(method, {"channel": channel}))["error"]
        assert error["code"] == rpc.SETTING_REJECTED
        assert reason in error["message"]
        assert error["data"]["issues"][0]["path"] == "channel"
        assert service.acquisition.current.connected


async def test_exports_and_imports_settings(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        await link.request("settings.update", {"settings": {"exposure": 3, "gain": 6}})
        file = (await link.request("settings.export", {}))["result"]["file"]
        assert (file["kind"], file["camera"]["model"]) == ("eyepiece-settings", "Virtual microscope")
        assert (file["settings"]["exposure"], file["settings"]["gain"]) == (3, 6)
        await link.request("settings.load", {"channel": "factory"})
        back = (await link.request("settings.import", {"file": file}))["result"]
        assert (back["settings"]["exposure"], back["settings"]["gain"]) == (3, 6)
        assert (back["applied"], back["leftOut"]) == (file["settings"], [])


async def test_an_import_names_what_it_leaves_out(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        settings = {"exposure": 4, "saturation": 120, "whiteBalanceAuto": "once"}
        answer = (await link.request("settings.import", {"file": {"settings": settings}}))["result"]
        assert answer["applied"] == {"exposure": 4, "whiteBalanceAuto": "off"}
        issue = {"path": "saturation", "message": "this camera has no saturation", "value": 120}
        assert answer["leftOut"] == [issue]


async def test_an_import_with_a_wrong_value_changes_nothing(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, service, _):
        file = {"settings": {"gain": 6, "exposure": "long"}}
        error = (await link.request("settings.import", {"file": file}))["error"]
        assert (error["code"], error["data"]["issues"][0]["path"]) == (rpc.INVALID_PARAMS, "exposure")
        camera = service.acquisition.current.camera
        assert camera is not None
        assert camera.settings.gain == 0


async def test_each_trigger_gives_one_frame(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        await link.request("settings.update", {"settings": {"trigger": "software"}})
        await link.notify("demand", {"streaming": True})
        assert (await link.request("camera.fire", {}))["result"] == {}
        assert len(await link.next_frames(1)) == 1
        assert (await link.request("camera.fire", {}))["result"] == {}
        await link.next_frames(1)


async def test_a_free_running_camera_refuses_a_trigger(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        error = (await link.request("camera.fire", {}))["error"]
        assert error["code"] == rpc.SETTING_REJECTED
        assert error["message"] == "only a software trigger can be fired, it is free: set the trigger to software first"


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("camera.fire", []),
        ("settings.save", {}),
        ("settings.load", {"channel": "third"}),
        ("settings.export", []),
        ("settings.import", {}),
    ],
)
async def test_invalid_parameters_are_refused(tmp_path: Path, method: str, params: object) -> None:
    async with linked(tmp_path) as (link, _, _):
        assert (await link.request(method, params))["error"]["code"] == rpc.INVALID_PARAMS
