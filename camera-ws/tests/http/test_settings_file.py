"""Export and import of settings, and the requests for the camera's memory and trigger."""

from pathlib import Path
from typing import Any

import pytest

from camera_ws.camera.clock import SystemClock
from camera_ws.camera.replay.camera import ReplayCamera
from support.cameras.fake_camera import FakeCamera
from support.data.pictures import jpeg_folder
from support.services import api
from support.waiting import status_where


async def test_an_exported_file_restores_all_settings(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, _):
        settings = {"exposure": 3, "gain": 6, "pixelFormat": "MONO16", "rotate": 90, "exposureAuto": "off"}
        set_to = (await http.put("/settings", json=settings)).json()["settings"]
        answer = await http.get("/settings/file")
        assert answer.headers["content-disposition"].startswith('attachment; filename="settings_')
        file = answer.json()
        assert (file["kind"], file["version"]) == ("eyepiece-settings", 1)
        assert file["camera"] == {"driver": "simulated", "model": "Virtual microscope", "serial": "SIM000001"}
        assert file["settings"] == set_to
        await http.post("/settings/load", json={"channel": "factory"})
        assert (await http.get("/settings")).json()["settings"] != set_to
        back = await http.put("/settings/file", json=file)
        assert (back.status_code, back.json()["left_out"], back.json()["settings"]) == (200, [], set_to)


async def test_unsupported_settings_are_left_out_with_the_reason(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, _):
        settings: dict[str, Any] = {
            "exposure": 4,
            "gamma": 1.5,
            "saturation": 120,
            "frameRateActual": 29.4,
            "pixelFormat": "BAYER8_GRBG",
            "whiteBalanceAuto": "once",
            "ownInvention": {"deep": [1]},
        }
        answer = (await http.put("/settings/file", json={"settings": settings})).json()
        assert {issue["field"]: issue["message"] for issue in answer["left_out"]} == {
            "saturation": "this camera has no saturation",
            "frameRateActual": "this camera has no frameRateActual",
            "pixelFormat": "this camera has no pixelFormat BAYER8_GRBG: it has RGB24, RGB48, MONO8, MONO16",
            "ownInvention": "this camera has no ownInvention",
        }
        assert (answer["settings"]["exposure"], answer["settings"]["gamma"]) == (4, 1.5)
        # A one-push automatic is not repeated.
        assert answer["settings"]["whiteBalanceAuto"] == "off"


async def test_fixed_settings_are_left_out(tmp_path: Path) -> None:
    jpeg_folder(tmp_path, 2)
    camera = ReplayCamera(tmp_path, 25, SystemClock())
    async with api(tmp_path / "data", camera) as (http, _):
        assert (await http.get("/settings/file")).json()["settings"] == {"frameRate": 25}
        roi = {"left": 0, "top": 0, "width": 160, "height": 120}
        settings = {"exposure": 5, "gain": 0, "roi": roi, "pixelFormat": "RGB24", "frameRate": 12}
        answer = (await http.put("/settings/file", json={"settings": settings})).json()
        assert answer["settings"]["frameRate"] == 12
        assert {issue["field"]: issue["message"] for issue in answer["left_out"]} == {
            "exposure": "exposure is fixed on this camera",
            "gain": "gain is fixed on this camera",
            "roi": "roi is fixed on this camera",
            "pixelFormat": "this camera has no pixelFormat",
        }


@pytest.mark.parametrize(
    ("settings", "field"),
    [
        ({"exposure": 9000}, "exposure"),
        ({"exposure": "long"}, "exposure"),
        ({"roi": {"left": 0}}, "roi.top"),
        ({"flip": None}, "flip"),
        ({"whiteBalance": {"red": 99, "green": 1, "blue": 1}}, "whiteBalance.red"),
    ],
)
async def test_a_wrong_value_changes_nothing(tmp_path: Path, settings: dict[str, Any], field: str) -> None:
    async with api(tmp_path) as (http, _):
        before = (await http.get("/settings")).json()["settings"]
        answer = await http.put("/settings/file", json={"settings": {"gain": 3, **settings}})
        assert answer.status_code == 422
        assert field in [issue["field"] for issue in answer.json()["detail"]]
        assert (await http.get("/settings")).json()["settings"] == before


@pytest.mark.parametrize(
    "body",
    ["[]", "{}", '{"settings": []}', '{"kind": "other", "settings": {}}', '{"version": 2, "settings": {}}', "settings"],
)
async def test_another_kind_of_file_is_refused(tmp_path: Path, body: str) -> None:
    async with api(tmp_path) as (http, _):
        answer = await http.put("/settings/file", content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422
        assert answer.json()["detail"][0]["message"]


async def test_a_disconnected_camera_exports_its_last_settings(tmp_path: Path) -> None:
    camera = FakeCamera()
    async with api(tmp_path, camera) as (http, service):
        camera.plugged = False
        assert (await http.put("/settings", json={"gain": 1})).status_code == 503
        await status_where(service.acquisition, lambda status: not status.connected)
        file = (await http.get("/settings/file")).json()
        assert file["settings"]["exposure"] == 2
        assert (await http.put("/settings/file", json=file)).status_code == 503


async def test_a_camera_without_memory_refuses(tmp_path: Path) -> None:
    jpeg_folder(tmp_path, 2)
    camera = ReplayCamera(tmp_path, 25, SystemClock())
    async with api(tmp_path / "data", camera) as (http, _):
        for path, body in (("save", None), ("load", {"channel": "factory"})):
            answer = await http.post(f"/settings/{path}", json=body)
            assert answer.status_code == 422
            assert answer.json()["detail"][0]["message"] == "this camera has no memory for settings"
        assert (await http.post("/settings/load", json={"channel": "third"})).status_code == 422


async def test_fires_the_software_trigger(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, service):
        refused = await http.post("/fire")
        assert (refused.status_code, refused.json()["detail"][0]["field"]) == (422, "trigger")
        await http.put("/settings", json={"trigger": "software"})
        newest = service.acquisition.frames.current
        assert (await http.post("/fire")).status_code == 202
        await service.acquisition.frames.newer_than(newest.version if newest else 0)
