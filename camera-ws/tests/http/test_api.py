"""The requests of the integration guide, over a real server."""

import asyncio
import re
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import simplejpeg

from camera_ws.errors import NoSpace
from support.cameras.fake_camera import FakeCamera
from support.services import api
from support.waiting import status_where, until

JSON = {"Content-Type": "application/json"}


async def test_health(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, _):
        body = (await http.get("/health")).json()
        assert (body["status"], body["camera_connected"]) == ("healthy", True)
        assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", body["timestamp"])


async def test_capture_responds_as_in_the_guide(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, service):
        answer = await http.post("/capture", json={"exposure": 12, "gain": 1.5})
        body = answer.json()
        assert answer.status_code == 200
        assert body["success"] is True
        assert body["settings"] == {
            "exposure": 12.0,
            "gain": 1.5,
            "resolution": {"width": 128, "height": 96},
        }
        data = Path(body["filepath"]).read_bytes()
        assert body["image_info"] == {"size_bytes": len(data), "format": "JPG"}
        assert simplejpeg.decode_jpeg(data, "RGB").shape == (96, 128, 3)
        assert Path(body["filepath"]).name == body["filename"]
        stamp = re.fullmatch(r"capture_(\d{8})_(\d{6})_(\d{3})\.jpg", body["filename"])
        assert stamp is not None
        assert re.sub(r"[-:T.Z]", "", body["timestamp"]) == "".join(stamp.groups())
        assert service.spool.get(body["id"]) is not None


@pytest.mark.parametrize("body", [None, b"", b"{}", b"null"])
async def test_capture_needs_no_body(tmp_path: Path, body: bytes | None) -> None:
    async with api(tmp_path) as (http, _):
        answer = await http.post("/capture", content=body, headers=JSON if body else {})
        assert answer.status_code == 200


async def test_capture_accepts_format_and_texts(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, _):
        sent = {"format": "tiff", "label": "gland", "tags": ["IHC"], "notes": "left"}
        body = (await http.post("/capture", json=sent)).json()
        assert body["filename"].endswith(".tif")
        assert body["image_info"]["format"] == "TIFF"
        assert {name: body["capture"][name] for name in sent} == sent
        assert body["capture"]["source"] == "http"


async def test_parallel_captures_have_different_names(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, service):
        answers = await asyncio.gather(*(http.post("/capture") for _ in range(12)))
        assert len({answer.json()["filename"] for answer in answers}) == 12
        assert service.spool.count == 12


async def test_settings_respond_as_in_the_guide(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, _):
        body = (await http.get("/settings")).json()
        assert (body["exposure"], body["gain"], body["resolution"]) == (2.0, 0.0, {"width": 128, "height": 96})
        assert {"width": 640, "height": 480} in body["available_resolutions"]
        assert (body["connected"], body["streaming"]) == (True, False)
        assert body["settings"]["pixelFormat"] == "RGB24"
        assert body["capabilities"]["features"]["exposure"]["max"] == 2000


async def test_settings_are_changed_and_read_back(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, _):
        answer = await http.put("/settings", json={"exposure": 15, "gain": 2.0, "gamma": 1.2})
        assert answer.status_code == 200
        assert (answer.json()["exposure"], answer.json()["settings"]["gamma"]) == (15, 1.2)
        assert (await http.get("/settings")).json() == answer.json()


@pytest.mark.parametrize(("method", "path"), [("PUT", "/settings"), ("POST", "/capture")], ids=["settings", "capture"])
@pytest.mark.parametrize(
    ("text", "issue"),
    [
        ('{"exposure": 9000}', {"field": "exposure", "value": 9000, "min": 0.02, "max": 2000, "unit": "ms"}),
        ('{"exposure": 0.001}', {"field": "exposure", "value": 0.001, "min": 0.02, "max": 2000, "unit": "ms"}),
        ('{"exposure": -5}', {"field": "exposure", "value": -5, "min": 0.02, "max": 2000, "unit": "ms"}),
        ('{"exposure": NaN}', {"field": "exposure", "value": "NaN", "min": 0.02, "max": 2000, "unit": "ms"}),
        ('{"gain": Infinity}', {"field": "gain", "value": "Infinity", "min": 0, "max": 24, "unit": "dB"}),
        ('{"gain": -Infinity}', {"field": "gain", "value": "-Infinity", "min": 0, "max": 24, "unit": "dB"}),
        ('{"gain": "high"}', {"field": "gain", "value": "high", "min": 0, "max": 24, "unit": "dB"}),
        ('{"gain": true}', {"field": "gain", "value": True, "min": 0, "max": 24, "unit": "dB"}),
        ('{"iso": 400}', {"field": "iso", "value": 400, "message": "unknown field iso"}),
        ('{"frame_rate": 20}', {"field": "frame_rate", "value": 20}),
        ('{"exposure": ', {"field": "body"}),
        ("[]", {"field": "body"}),
        (b'{"exposure": "\xff\xfe"}', {"field": "body", "message": "the body is not JSON in UTF-8"}),
    ],
)
async def test_an_invalid_field_is_named_with_its_limits(
    tmp_path: Path, method: str, path: str, text: str | bytes, issue: dict[str, Any]
) -> None:
    async with api(tmp_path) as (http, service):
        answer = await http.request(method, path, content=text, headers=JSON)
        assert answer.status_code == 422
        detail = answer.json()["detail"]
        assert len(detail) == 1
        assert {name: detail[0].get(name) for name in issue} == issue
        assert detail[0]["message"]
        assert service.spool.count == 0
        assert service.acquisition.current.camera is not None
        assert service.acquisition.current.camera.settings.exposure == 2.0


async def test_all_invalid_fields_are_named_and_no_setting_changes(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, _):
        sent = {
            "exposure": 9000,
            "gain": 99,
            "gamma": 2,
            "roi": {"left": 0, "top": 0, "width": 9000, "height": 64},
        }
        answer = await http.put("/settings", json=sent)
        assert [issue["field"] for issue in answer.json()["detail"]] == ["exposure", "gain", "roi.width"]
        assert (await http.get("/settings")).json()["settings"]["gamma"] == 1


async def test_a_lost_camera_is_503(tmp_path: Path) -> None:
    camera = FakeCamera()
    async with api(tmp_path, camera) as (http, service):
        camera.plugged = False
        for answer in (await http.post("/capture"), await http.put("/settings", json={"gain": 1})):
            assert (answer.status_code, answer.json()["detail"]) == (503, "Camera not connected")
        await status_where(service.acquisition, lambda status: not status.connected)
        assert (await http.get("/health")).json()["camera_connected"] is False
        assert (await http.get("/settings")).json()["connected"] is False
        assert (await http.get("/video/feed")).status_code == 503


async def test_a_missing_camera_is_503(tmp_path: Path) -> None:
    async with api(tmp_path, FakeCamera(plugged=False)) as (http, _):
        for method, path in [("GET", "/settings"), ("PUT", "/settings"), ("POST", "/capture"), ("GET", "/video/feed")]:
            answer = await http.request(method, path, json={} if method == "PUT" else None)
            assert (answer.status_code, answer.json()["detail"]) == (503, "Camera not connected")


async def test_a_full_disk_is_507(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with api(tmp_path) as (http, service):

        def full(*_: Any, **__: Any) -> Any:
            raise NoSpace("the disk is full")

        monkeypatch.setattr(service.spool, "store", full)
        answer = await http.post("/capture")
        assert (answer.status_code, answer.json()["code"]) == (507, "no_space")


@pytest.mark.parametrize("has_length", [True, False])
async def test_large_bodies_are_refused(tmp_path: Path, has_length: bool) -> None:
    async def stream() -> AsyncIterator[bytes]:
        for _ in range(100):
            yield b" " * 1024

    async with api(tmp_path) as (http, _):
        content = b" " * 100_000 if has_length else stream()
        assert (await http.put("/settings", content=content, headers=JSON)).status_code == 413


async def test_the_video_feed_is_a_stream_of_jpegs_and_ends_the_streaming(tmp_path: Path) -> None:
    camera = FakeCamera()
    async with api(tmp_path, camera) as (http, service):
        async with http.stream("GET", "/video/feed") as answer:
            assert answer.headers["content-type"] == "multipart/x-mixed-replace; boundary=frame"
            received = b""
            async for chunk in answer.aiter_bytes():
                received += chunk
                if received.count(b"--frame\r\n") > 4:
                    break
        parts = received.split(b"--frame\r\n")[1:-1]
        for part in parts:
            head, _, rest = part.partition(b"\r\n\r\n")
            size = re.search(rb"Content-Length: (\d+)", head)
            assert size is not None
            assert rest[int(size[1]) :] == b"\r\n"
            assert simplejpeg.decode_jpeg(rest[: int(size[1])], "RGB").shape == (96, 128, 3)
        await until(lambda: not service.acquisition.current.streaming)
        assert camera.stops == 1


async def test_swagger_works_without_the_internet(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, _):
        page = (await http.get("/docs")).text
        assets = re.findall(r'(?:src|href)="([^"]+)"', page)
        assert len(assets) >= 3
        for asset in assets:
            assert asset.startswith("/")
            assert (await http.get(asset)).status_code == 200
        paths = (await http.get("/openapi.json")).json()["paths"]
        assert {"/health", "/capture", "/settings", "/settings/file", "/settings/load", "/video/feed"} <= set(paths)
        schema = str((await http.get("/openapi.json")).json()["components"]["schemas"]["SettingsBody"])
        assert "frameRate" in schema


async def test_unknown_paths_are_404(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, _):
        for path in ("/nothing", "/../etc/passwd", "/static-offline-docs/../core.py"):
            assert (await http.get(path)).status_code == 404


async def test_a_body_that_is_not_json_is_refused_with_the_reason(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, _):
        answer = await http.put("/settings", content=b'{"exposure": ', headers=JSON)
        assert answer.status_code == 422
        assert answer.json()["detail"] == [
            {"field": "body", "message": "the body is not JSON: Expecting value at character 13"}
        ]
        text = await http.put("/settings", content=b"exposure=12", headers={"Content-Type": "text/plain"})
        assert (text.status_code, text.json()["code"]) == (415, "unsupported_media_type")
