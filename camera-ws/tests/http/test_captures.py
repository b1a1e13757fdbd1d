"""Captures over HTTP in every format."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import numpy as np
import pytest
import tifffile

from camera_ws.encoding.masters.formats import EXTENSION
from camera_ws.protocol.camera.settings import CAPTURE_FORMATS, CaptureFormat
from camera_ws.protocol.messages import CaptureParams
from camera_ws.service.app import create_app
from camera_ws.service.service import CameraService
from support.cameras.fake_camera import FakeCamera
from support.fake_hub import FakeHub, running_hub
from support.services import running_service
from support.serving import serving
from support.waiting import DEADLINE_S, until

CAPTURE = "0b8f9c1e-3c56-4a0e-9b1d-7f2f6a1f2b3c"


@asynccontextmanager
async def api(folder: Path) -> AsyncIterator[tuple[httpx.AsyncClient, CameraService]]:
    async with running_service(FakeCamera(), folder) as service:
        async with serving(create_app(service)) as url, httpx.AsyncClient(base_url=url, timeout=DEADLINE_S) as http:
            yield http, service


@pytest.mark.parametrize("format", CAPTURE_FORMATS)
async def test_every_format(tmp_path: Path, format: CaptureFormat) -> None:
    async with api(tmp_path) as (http, _):
        body = (await http.post("/capture", json={"format": format})).json()
    assert body["filename"].endswith("." + EXTENSION[format])
    data = Path(body["filepath"]).read_bytes()
    assert len(data) == body["image_info"]["size_bytes"]
    if format == "raw":
        assert np.load(io.BytesIO(data)).shape == (96, 128, 3)


async def test_a_mean_of_the_whole_sensor(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, _):
        before = (await http.get("/settings")).json()["settings"]["roi"]
        params = {"average": 3, "fullFrame": True, "format": "ome-tiff"}
        body = (await http.post("/capture", json=params)).json()
        after = (await http.get("/settings")).json()["settings"]["roi"]
    assert (body["capture"]["average"], before) == (3, after)
    resolution = body["settings"]["resolution"]
    assert resolution["width"] == body["capture"]["roi"]["width"] > before["width"]
    assert tifffile.imread(body["filepath"]).shape == (resolution["height"], resolution["width"], 3)


@pytest.mark.parametrize(
    ("params", "field"),
    [
        ({"average": 1}, "average"),
        ({"average": 257}, "average"),
        ({"fullFrame": "yes"}, "fullFrame"),
        ({"format": "bmp"}, "format"),
    ],
)
async def test_an_invalid_field_is_named(tmp_path: Path, params: dict[str, object], field: str) -> None:
    async with api(tmp_path) as (http, service):
        answer = await http.post("/capture", json=params)
        assert (answer.status_code, service.spool.count) == (422, 0)
    assert [issue["field"] for issue in answer.json()["detail"]] == [field]


async def test_without_a_hub_the_file_stays(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, _):
        filepath = Path((await http.post("/capture")).json()["filepath"])
        schema = (await http.get("/openapi.json")).json()["components"]["schemas"]["CaptureAnswer"]
    assert filepath.exists()
    assert "`/api/v1/captures/{id}/file` of the hub" in schema["properties"]["filepath"]["description"]


async def test_with_a_hub_the_file_is_removed_after_the_upload(tmp_path: Path) -> None:
    hub = FakeHub()
    async with running_hub(hub) as url, running_service(FakeCamera(), tmp_path, url) as service:
        entry = await service.captures.take(CaptureParams(capture_id=CAPTURE), "http")
        await until(lambda: not entry.master.exists())
        assert CAPTURE in hub.uploads
