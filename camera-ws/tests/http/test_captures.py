"""Captures asked of the service itself, in every format."""

import io
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import numpy as np
import pytest
import tifffile

from camera_ws.app import create_app
from camera_ws.masters.formats import EXTENSION
from camera_ws.protocol.settings import CAPTURE_FORMATS, CaptureFormat
from camera_ws.service import CameraService
from fake_camera import FakeCamera
from services import running_service
from serving import serving


@asynccontextmanager
async def api(folder: Path) -> AsyncIterator[tuple[httpx.AsyncClient, CameraService]]:
    async with running_service(FakeCamera(), folder) as service:
        async with serving(create_app(service)) as url, httpx.AsyncClient(base_url=url, timeout=20) as http:
            yield http, service


@pytest.mark.parametrize("format", CAPTURE_FORMATS)
async def test_takes_every_format(tmp_path: Path, format: CaptureFormat) -> None:
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
        wish = {"average": 3, "fullFrame": True, "format": "ome-tiff"}
        body = (await http.post("/capture", json=wish)).json()
        after = (await http.get("/settings")).json()["settings"]["roi"]
    assert (body["capture"]["average"], before) == (3, after)
    resolution = body["settings"]["resolution"]
    assert resolution["width"] == body["capture"]["roi"]["width"] > before["width"]
    assert tifffile.imread(body["filepath"]).shape == (resolution["height"], resolution["width"], 3)


@pytest.mark.parametrize(
    ("wish", "field"),
    [
        ({"average": 1}, "average"),
        ({"average": 257}, "average"),
        ({"fullFrame": "yes"}, "fullFrame"),
        ({"format": "bmp"}, "format"),
    ],
)
async def test_says_what_is_wrong_with_a_wish(tmp_path: Path, wish: dict[str, object], field: str) -> None:
    async with api(tmp_path) as (http, service):
        answer = await http.post("/capture", json=wish)
        assert (answer.status_code, service.spool.count) == (422, 0)
    assert [issue["field"] for issue in answer.json()["detail"]] == [field]
