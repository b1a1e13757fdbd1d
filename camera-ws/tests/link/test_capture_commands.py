"""Captures as the hub asks for them, over a real socket."""

import io
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import simplejpeg

from camera_ws.protocol.settings import CAPTURE_FORMATS
from camera_ws.service.service import CameraService
from support.cameras.fake_camera import FakeCamera
from support.fake_hub import FakeHub, Link, running_hub
from support.services import running_service
from support.waiting import until


@asynccontextmanager
async def linked(folder: Path) -> AsyncIterator[tuple[Link, CameraService, FakeHub]]:
    hub = FakeHub()
    async with running_hub(hub) as url, running_service(FakeCamera(), folder, url) as service:
        yield await hub.linked(), service, hub


async def captured(link: Link, **wish: Any) -> dict[str, Any]:
    answer = await link.request("capture", {"captureId": str(uuid.uuid4()), **wish})
    return answer["result"]["capture"]


async def test_every_format_is_offered_and_arrives(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, service, hub):
        assert link.hello is not None
        assert link.hello.capabilities.capture_formats == CAPTURE_FORMATS
        captures = [await captured(link, format=format) for format in CAPTURE_FORMATS]
        await until(lambda: service.spool.count == 0)
        assert [hub.uploads[capture["id"]][0].to_json() for capture in captures] == captures


async def test_a_raw_capture_arrives_with_its_preview(tmp_path: Path) -> None:
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
async def test_a_mean_that_cannot_be_is_refused_by_name(tmp_path: Path, average: object) -> None:
    async with linked(tmp_path) as (link, service, _):
        answer = await link.request("capture", {"captureId": str(uuid.uuid4()), "average": average})
        assert answer["error"]["data"]["issues"][0]["path"] == "average"
        assert service.spool.count == 0


async def test_the_hub_is_told_how_much_room_is_left(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with linked(tmp_path) as (link, service, _):
        assert link.hello is not None
        assert link.hello.free_bytes is not None
        assert link.hello.free_bytes > 0
        monkeypatch.setattr(type(service.spool), "free_bytes", property(lambda _: 4321))
        await link.notify("demand", {"streaming": True})
        await link.until(lambda: bool(link.states) and link.states[-1].free_bytes == 4321)


async def test_a_disk_that_does_not_answer_leaves_the_rest_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_: object) -> int:
        raise OSError("Input/output error")

    async with linked(tmp_path) as (link, service, _):
        monkeypatch.setattr(type(service.spool), "free_bytes", property(broken))
        await link.notify("demand", {"streaming": True})
        await link.until(lambda: bool(link.states) and link.states[-1].streaming and link.states[-1].free_bytes is None)
