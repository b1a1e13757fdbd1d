"""Corrections in the complete service: live view, masters, link and HTTP."""

import uuid
from pathlib import Path

import cv2
import httpx
import numpy as np
import simplejpeg

from camera_ws.service.app import create_app
from support.cameras.lit_camera import OFFSET, LitCamera
from support.fake_hub import FakeHub, running_hub
from support.services import running_service
from support.serving import serving
from support.waiting import DEADLINE_S

DARK_WINDOW = {"black": 0.5, "white": 1.0, "gamma": 1.0}


async def test_over_the_link_and_in_the_live_view(tmp_path: Path) -> None:
    hub, camera = FakeHub(), LitCamera(light=0.0)
    async with running_hub(hub) as url, running_service(camera, tmp_path, url):
        link = await hub.next_link()
        assert link.hello is not None
        assert link.hello.corrections is not None
        assert link.hello.corrections.dark.state == "none"
        answer = await link.request("corrections.update", {"corrections": {"dark": "take", "frames": 2}})
        assert answer["result"]["corrections"]["dark"]["state"] == "on"
        await link.until(lambda: any(s.corrections and s.corrections.dark.state == "on" for s in link.states))
        camera.light = 120.0
        await link.notify("demand", {"streaming": True})
        bright = camera.scene.mean() - OFFSET
        await link.until(lambda: bool(link.frames) and abs(mean(link.frames[-1][1]) - bright) < 2)
        await link.request("corrections.update", {"corrections": {"display": DARK_WINDOW}})
        await link.until(lambda: mean(link.frames[-1][1]) < 5)
        states = len(link.states)
        await link.request("settings.update", {"settings": {"exposure": 5}})
        await link.until(lambda: any(s.corrections and s.corrections.dark.mismatch for s in link.states[states:]))
        refused = await link.request("corrections.update", {"corrections": {"flat": "on"}})
        assert refused["error"]["data"]["issues"][0] == {
            "path": "flat",
            "message": "no flat field was taken yet",
            "value": "on",
        }
        wrong = await link.request("corrections.update", {"corrections": {"frames": 300}})
        assert wrong["error"]["code"] == -32602
        assert "corrections.frames" in wrong["error"]["message"]


async def test_a_change_is_reported_while_the_camera_is_idle(tmp_path: Path) -> None:
    hub = FakeHub()
    async with running_hub(hub) as url, running_service(LitCamera(), tmp_path, url):
        link = await hub.next_link()
        await link.until(lambda: bool(link.states))
        assert not link.states[-1].streaming
        await link.request("corrections.update", {"corrections": {"display": DARK_WINDOW}})
        await link.until(
            lambda: any(s.corrections and s.corrections.display and s.corrections.display.black for s in link.states)
        )


async def test_masters_are_corrected_and_raw_is_not(tmp_path: Path) -> None:
    camera = LitCamera(light=0.0)
    async with running_service(camera, tmp_path) as service:
        async with serving(create_app(service)) as url, httpx.AsyncClient(base_url=url, timeout=DEADLINE_S) as http:
            body = (await http.put("/corrections", json={"dark": "take", "frames": 3})).json()
            assert (body["dark"]["state"], body["dark"]["frames"], body["flat"]) == ("on", 3, {"state": "none"})
            camera.light = 80.0
            window = (await http.put("/corrections", json={"display": DARK_WINDOW})).json()
            assert window["display"] == DARK_WINDOW
            assert (await http.get("/corrections")).json() == window
            png = (await http.post("/capture", json={"format": "png"})).json()
            raw = (await http.post("/capture", json={"format": "raw"})).json()
    kept = cv2.imread(png["filepath"], cv2.IMREAD_UNCHANGED)
    assert kept is not None
    assert (kept[..., ::-1] == camera.scene - OFFSET).all()
    assert png["capture"]["corrections"] == {"dark": {"takenAtUs": body["dark"]["takenAtUs"], "frames": 3}}
    assert (np.load(raw["filepath"]) == camera.scene).all()
    assert "corrections" not in raw["capture"]


async def test_http_names_invalid_fields(tmp_path: Path) -> None:
    async with running_service(LitCamera(), tmp_path) as service:
        async with serving(create_app(service)) as url, httpx.AsyncClient(base_url=url, timeout=DEADLINE_S) as http:
            for body, field in (
                ({"flat": "on"}, "flat"),
                ({"dark": "measure"}, "dark"),
                ({"frames": 0}, "frames"),
                ({"display": {"black": 0.5, "white": 0.4, "gamma": 1}}, "display"),
                ({"bright": "on"}, "bright"),
            ):
                answer = await http.put("/corrections", json=body)
                assert answer.status_code == 422
                assert answer.json()["detail"][0]["field"].startswith(field)


def mean(jpeg: bytes) -> float:
    return float(simplejpeg.decode_jpeg(jpeg, "RGB").mean())


async def test_no_reference_is_taken_during_a_job(tmp_path: Path) -> None:
    hub = FakeHub()
    async with running_hub(hub) as url, running_service(LitCamera(), tmp_path, url):
        link = await hub.next_link()
        job = {"kind": "timelapse", "everyMs": 60_000, "count": 3, "format": "jpg"}
        started = await link.request("sequence.start", {"jobId": str(uuid.uuid4()), "job": job})
        assert "result" in started, started
        refused = await link.request("corrections.update", {"corrections": {"dark": "take"}})
        assert refused["error"]["code"] == -32004
        assert "locked by time-lapse" in refused["error"]["message"]
        shown = await link.request("corrections.update", {"corrections": {"display": DARK_WINDOW}})
        assert shown["result"]["corrections"]["display"] == DARK_WINDOW
        job_id = started["result"]["job"]["id"]
        assert "result" in await link.request("sequence.cancel", {"jobId": job_id})
