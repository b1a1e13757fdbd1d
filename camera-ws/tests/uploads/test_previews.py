"""Previews and large clips on their way to the hub."""

import asyncio
import hashlib
import tracemalloc
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from camera_ws.files.durable import sha256_of
from camera_ws.uploads import uploader as module
from camera_ws.uploads.spool import Spool
from support.data.metadata import metadata_for
from support.fake_hub import FakeHub, running_hub
from support.uploader_rig import MASTER, uploading
from support.waiting import until

pytestmark = pytest.mark.usefixtures("quick_uploads")


def with_preview(folder: Path) -> tuple[Spool, str]:
    spool = Spool(folder / "spool")
    spool.recover()
    return spool, spool.store(metadata_for(MASTER), MASTER, preview=b"a small picture").metadata.id


async def test_a_preview_follows_its_master(tmp_path: Path) -> None:
    spool, capture_id = with_preview(tmp_path)
    hub = FakeHub()
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0)
    assert hub.attempts == hub.preview_attempts == [capture_id]
    assert hub.previews == {capture_id: b"a small picture"}


@pytest.mark.parametrize("status", [400, 401, 404, 405, 413, 415])
async def test_a_hub_that_wants_no_preview_still_has_the_capture(tmp_path: Path, status: int) -> None:
    spool, capture_id = with_preview(tmp_path)
    hub = FakeHub()
    hub.preview_statuses = [status]
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0)
    assert (hub.attempts, hub.preview_attempts, hub.previews) == ([capture_id], [capture_id], {})
    assert not (tmp_path / "spool" / "rejected").exists()


async def test_a_master_is_not_sent_again_for_its_preview(tmp_path: Path) -> None:
    spool, capture_id = with_preview(tmp_path)
    hub = FakeHub()
    hub.preview_statuses = [503, 500]
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0)
    assert hub.attempts == [capture_id]
    assert hub.preview_attempts == [capture_id] * 3
    assert hub.previews == {capture_id: b"a small picture"}


async def test_a_preview_is_not_offered_for_ever(tmp_path: Path) -> None:
    spool, capture_id = with_preview(tmp_path)
    hub = FakeHub()
    hub.preview_statuses = [503] * 100
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0)
    assert hub.preview_attempts == [capture_id] * module.PREVIEW_ATTEMPTS


async def test_a_restart_between_master_and_preview_brings_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY_FIRST_S", 600.0)
    monkeypatch.setattr(module, "RETRY_MAX_S", 600.0)
    spool, capture_id = with_preview(tmp_path)
    hub = FakeHub()
    hub.preview_statuses = [503]
    async with running_hub(hub) as url:
        async with uploading(spool, url):
            await until(lambda: hub.preview_attempts == [capture_id])
        again = Spool(tmp_path / "spool")
        again.recover()
        async with uploading(again, url):
            await until(lambda: again.count == 0)
    assert hub.attempts == [capture_id] * 2
    assert hub.previews == {capture_id: b"a small picture"}


class HalfWayHub(FakeHub):
    """Takes a clip piece by piece, and stops reading in the middle until it is told to go on."""

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


async def test_a_large_clip_passes_in_small_pieces_and_pictures_pass_it(tmp_path: Path) -> None:
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
        await asyncio.wait_for(hub.half_way.wait(), 10)
        picture = spool.store(metadata_for(MASTER), MASTER)
        wake.set()
        # The picture leaves the spool once its answer is here, a moment after the hub has it.
        await until(lambda: [entry.metadata.id for entry in spool.entries()] == [id])
        assert picture.metadata.id in hub.uploads
        tracemalloc.start()
        hub.go_on.set()
        await until(lambda: spool.count == 0)
        _, peak_bytes = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert (hub.received_bytes, hub.digest.hexdigest()) == (clip_bytes, metadata.sha256)
    assert peak_bytes < 8 * 1024 * 1024
