"""Uploads of previews and large clips."""

import asyncio
import hashlib
import tracemalloc
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from camera_ws.files.durable import sha256_of
from camera_ws.uploads import uploader as uploader_module
from camera_ws.uploads.spool import Spool
from support.data.metadata import metadata_for
from support.fake_hub import FakeHub, running_hub
from support.rigs.uploader_rig import MASTER, uploading
from support.waiting import DEADLINE_S, until

pytestmark = pytest.mark.usefixtures("quick_uploads")


def with_preview(folder: Path) -> tuple[Spool, str]:
    spool = Spool(folder / "spool")
    spool.recover()
    return spool, spool.store(metadata_for(MASTER), MASTER, preview=b"a small picture").metadata.id


async def test_the_preview_is_uploaded_after_the_master(tmp_path: Path) -> None:
    spool, capture_id = with_preview(tmp_path)
    hub = FakeHub()
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0)
    assert hub.attempts == hub.preview_attempts == [capture_id]
    assert hub.previews == {capture_id: b"a small picture"}


@pytest.mark.parametrize("status", [400, 401, 404, 405, 413, 415])
async def test_a_refused_preview_does_not_affect_the_capture(tmp_path: Path, status: int) -> None:
    spool, capture_id = with_preview(tmp_path)
    hub = FakeHub()
    hub.preview_statuses = [status]
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0)
    assert (hub.attempts, hub.preview_attempts, hub.previews) == ([capture_id], [capture_id], {})
    assert not (tmp_path / "spool" / "rejected").exists()


async def test_the_master_is_not_uploaded_again_for_its_preview(tmp_path: Path) -> None:
    spool, capture_id = with_preview(tmp_path)
    hub = FakeHub()
    hub.preview_statuses = [503, 500]
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0)
    assert hub.attempts == [capture_id]
    assert hub.preview_attempts == [capture_id] * 3
    assert hub.previews == {capture_id: b"a small picture"}


async def test_the_number_of_preview_attempts_is_limited(tmp_path: Path) -> None:
    spool, capture_id = with_preview(tmp_path)
    hub = FakeHub()
    hub.preview_statuses = [503] * 100
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0)
    assert hub.preview_attempts == [capture_id] * uploader_module.PREVIEW_ATTEMPTS


async def test_after_a_restart_master_and_preview_are_uploaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploader_module, "RETRY_FIRST_S", 600.0)
    monkeypatch.setattr(uploader_module, "RETRY_MAX_S", 600.0)
    spool, capture_id = with_preview(tmp_path)
    hub = FakeHub()
    hub.preview_statuses = [503]
    async with running_hub(hub) as url:
        async with uploading(spool, url):
            await until(lambda: hub.preview_attempts == [capture_id])
        reopened = Spool(tmp_path / "spool")
        reopened.recover()
        async with uploading(reopened, url):
            await until(lambda: reopened.count == 0)
    assert hub.attempts == [capture_id] * 2
    assert hub.previews == {capture_id: b"a small picture"}


class HalfWayHub(FakeHub):
    """Stops reading a clip in the middle until go_on is set."""

    def __init__(self) -> None:
        super().__init__()
        self.half_way = asyncio.Event()
        self.go_on = asyncio.Event()
        self.received_bytes = 0
        self.digest = hashlib.sha256()

    async def _upload(self, request: Request) -> Response:
        if request.headers["content-type"] != "video/mp4":
            return await super()._upload(request)
        size_bytes = int(request.headers["content-length"])
        async for chunk in request.stream():
            self.received_bytes += len(chunk)
            self.digest.update(chunk)
            if self.received_bytes > size_bytes // 2 and not self.half_way.is_set():
                self.half_way.set()
                await self.go_on.wait()
        return JSONResponse({}, 201)


async def test_a_large_clip_needs_little_memory_and_does_not_delay_pictures(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    spool.recover()
    clip_bytes = 96 * 1024 * 1024
    id = "7b7d1b34-54a5-4a61-8d0f-8a4b27f0a9d1"
    file = spool.begin(id) / "writing"
    with file.open("wb") as writing:
        writing.truncate(clip_bytes)
    metadata = metadata_for(b"", id=id, size_bytes=clip_bytes, sha256=sha256_of(file), format="mp4", captured_at_us=0)
    spool.adopt(metadata, file)
    hub = HalfWayHub()
    async with running_hub(hub) as url, uploading(spool, url) as wake:
        await asyncio.wait_for(hub.half_way.wait(), DEADLINE_S)
        picture = spool.store(metadata_for(MASTER), MASTER)
        wake.set()
        # The picture leaves the spool when the response arrives, after the hub has stored it.
        await until(lambda: [entry.metadata.id for entry in spool.entries()] == [id])
        assert picture.metadata.id in hub.uploads
        tracemalloc.start()
        hub.go_on.set()
        await until(lambda: spool.count == 0)
        _, peak_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert (hub.received_bytes, hub.digest.hexdigest()) == (clip_bytes, metadata.sha256)
    assert peak_bytes < 8 * 1024 * 1024
