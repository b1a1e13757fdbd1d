"""The capture command, over a real socket."""

import asyncio
import io
import uuid
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import simplejpeg

from camera_ws.protocol import rpc
from camera_ws.protocol.camera.settings import CAPTURE_FORMATS
from support.fake_hub import Link
from support.services import linked
from support.waiting import until


async def captured(link: Link, **params: Any) -> dict[str, Any]:
    answer = await link.request("capture", {"captureId": str(uuid.uuid4()), **params})
    return answer["result"]["capture"]


async def test_every_format_is_offered_and_uploaded(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, service, hub):
        assert link.hello is not None
        assert link.hello.capabilities.capture_formats == CAPTURE_FORMATS
        captures = [await captured(link, format=format) for format in CAPTURE_FORMATS]
        await until(lambda: service.spool.count == 0)
        assert [hub.uploads[capture["id"]][0].to_json() for capture in captures] == captures


async def test_a_raw_capture_is_uploaded_with_its_preview(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, service, hub):
        capture = await captured(link, format="raw")
        await until(lambda: service.spool.count == 0)
        assert np.load(io.BytesIO(hub.uploads[capture["id"]][1])).shape == (96, 128, 3)
        assert simplejpeg.decode_jpeg(hub.previews[capture["id"]]).shape == (96, 128, 3)


async def test_a_mean_of_the_whole_sensor_with_its_scale(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        calibration = {"objective": "20×", "magnification": 20, "umPerPixel": 0.172}
        capture = await captured(link, average=2, fullFrame=True, format="ome-tiff", calibration=calibration)
        assert (capture["average"], capture["calibration"], capture["umPerPixel"]) == (2, calibration, 0.172)
        assert (capture["roi"]["width"], capture["roi"]["height"]) == (capture["width"], capture["height"])
        assert capture["width"] > 128
        await link.until(lambda: bool(link.states) and link.states[-1].settings.roi.width == 128)


@pytest.mark.parametrize("average", [1, 257, 2.5, "4"])
async def test_an_invalid_average_is_refused(tmp_path: Path, average: object) -> None:
    async with linked(tmp_path) as (link, service, _):
        answer = await link.request("capture", {"captureId": str(uuid.uuid4()), "average": average})
        assert answer["error"]["data"]["issues"][0]["path"] == "average"
        assert service.spool.count == 0


async def test_reports_the_free_space(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with linked(tmp_path) as (link, service, _):
        assert link.hello is not None
        assert link.hello.free_bytes is not None
        assert link.hello.free_bytes > 0
        monkeypatch.setattr(type(service.spool), "free_bytes", property(lambda _: 4321))
        await link.notify("demand", {"streaming": True})
        await link.until(lambda: bool(link.states) and link.states[-1].free_bytes == 4321)


async def test_a_disk_error_does_not_stop_the_state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_: object) -> int:
        raise OSError("Input/output error")

    async with linked(tmp_path) as (link, service, _):
        monkeypatch.setattr(type(service.spool), "free_bytes", property(fail))
        await link.notify("demand", {"streaming": True})
        await link.until(lambda: bool(link.states) and link.states[-1].streaming and link.states[-1].free_bytes is None)


async def test_captures_are_stored_acknowledged_and_uploaded(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, service, hub):
        request = {
            "captureId": str(uuid.uuid4()),
            "exposure": 5,
            "format": "png",
            "label": "gland",
            "tags": ["IHC"],
            "notes": "näher am Gefäß",
            "user": {"id": "u1", "name": "Ana"},
        }
        answer = await link.request("capture", request)
        capture = answer["result"]["capture"]
        assert (capture["id"], capture["exposureMs"], capture["format"]) == (request["captureId"], 5, "png")
        assert (capture["label"], capture["tags"], capture["user"]["name"]) == ("gland", ["IHC"], "Ana")
        assert capture["source"] == "hub"
        await until(lambda: request["captureId"] in hub.uploads and service.spool.count == 0)
        metadata, body = hub.uploads[str(request["captureId"])]
        assert metadata.to_json() == capture
        assert len(body) == metadata.size_bytes


async def test_a_repeated_request_is_one_capture(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, hub):
        request = {"captureId": str(uuid.uuid4())}
        first, second = await asyncio.gather(link.request("capture", request), link.request("capture", request))
        third = await link.request("capture", request)
        assert first["result"] == second["result"] == third["result"]
        await until(lambda: bool(hub.uploads))
        assert hub.attempts == [request["captureId"]]


async def test_parallel_captures_have_their_own_exposures(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        requests = [{"captureId": str(uuid.uuid4()), "exposure": exposure} for exposure in (3, 9, 5)]
        answers = await asyncio.gather(*(link.request("capture", request) for request in requests))
        assert [answer["result"]["capture"]["exposureMs"] for answer in answers] == [3, 9, 5]


async def test_a_long_capture_is_shown_and_can_be_cancelled(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, service, hub):
        person, capture_id = {"id": "u1", "name": "Ana"}, str(uuid.uuid4())
        taking = asyncio.create_task(
            link.request("capture", {"captureId": capture_id, "exposure": 2000, "user": person})
        )
        await link.until(lambda: bool(link.states) and link.states[-1].exposing is not None)
        (shown,) = link.states[-1].exposing or ()
        assert shown.capture_id == capture_id
        assert shown.user is not None
        assert shown.user.name == "Ana"
        assert (await link.request("capture.cancel", {"captureId": capture_id}))["result"] == {"cancelled": True}
        error = (await taking)["error"]
        assert (error["code"], error["message"]) == (rpc.CANCELLED, "the capture was cancelled")
        await link.until(lambda: link.states[-1].exposing is None)
        assert (await link.request("capture.cancel", {"captureId": capture_id}))["result"] == {"cancelled": False}
        assert service.spool.count == 0
        assert hub.uploads == {}


async def test_the_template_for_names_comes_back_with_the_capture(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, service, hub):
        capture = await captured(link, nameTemplate="{label}.{ext}")
        await until(lambda: service.spool.count == 0)
        assert hub.uploads[capture["id"]][0].name_template == capture["nameTemplate"] == "{label}.{ext}"
