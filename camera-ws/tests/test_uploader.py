"""Nothing that was acknowledged is lost on its way to the hub."""

import asyncio
import hashlib
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from camera_ws import uploader as module
from camera_ws.app import create_app
from camera_ws.durable import sha256_of
from camera_ws.spool import Spool
from camera_ws.uploader import Uploader
from fake_camera import FakeCamera
from fake_hub import TOKEN, FakeHub, running_hub
from metadata import metadata_for
from services import running_service
from serving import serving
from waiting import until

MASTER = b"the picture" * 50_000


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RETRY_FIRST_S", 0.02)
    monkeypatch.setattr(module, "RETRY_MAX_S", 0.1)


@asynccontextmanager
async def uploading(spool: Spool, url: str) -> AsyncIterator[asyncio.Event]:
    wake = asyncio.Event()
    task = asyncio.create_task(Uploader(spool, url, TOKEN, wake).run())
    try:
        yield wake
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def filled(folder: Path, count: int) -> tuple[Spool, list[str]]:
    spool = Spool(folder / "spool")
    spool.recover()
    entries = [
        spool.store(metadata_for(MASTER, notes="ü" * 4000, captured_at_us=index), MASTER) for index in range(count)
    ]
    return spool, [entry.metadata.id for entry in entries]


async def test_uploads_with_digest_and_metadata_and_then_forgets(tmp_path: Path) -> None:
    spool, ids = filled(tmp_path, 5)
    hub = FakeHub()
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0)
    assert sorted(hub.uploads) == sorted(ids)
    assert sorted(hub.attempts) == sorted(ids)
    metadata, body = hub.uploads[ids[0]]
    assert (body, metadata.notes) == (MASTER, "ü" * 4000)


@asynccontextmanager
async def carrying(spool: Spool, hub: FakeHub) -> AsyncIterator[tuple[Uploader, asyncio.Event]]:
    """An uploader that has nothing to do and a hub that answers."""
    wake = asyncio.Event()
    async with running_hub(hub) as url:
        uploader = Uploader(spool, url, TOKEN, wake)
        task = asyncio.create_task(uploader.run())
        await asyncio.sleep(0)
        try:
            yield uploader, wake
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)


async def test_a_capture_goes_ahead_while_the_spool_is_written_and_leaves_it_without_another_try(
    tmp_path: Path,
) -> None:
    spool, _ = filled(tmp_path, 0)
    hub, metadata = FakeHub(), metadata_for(MASTER)
    async with carrying(spool, hub) as (uploader, wake):
        uploader.begin(metadata, (MASTER[:7], memoryview(MASTER)[7:]))
        await until(lambda: metadata.id in hub.uploads)
        spool.store(metadata, MASTER)
        wake.set()
        await until(lambda: spool.count == 0)
    assert hub.uploads[metadata.id][1] == MASTER
    assert hub.attempts == [metadata.id]


async def test_what_could_not_go_ahead_is_offered_from_the_spool(tmp_path: Path) -> None:
    spool, _ = filled(tmp_path, 0)
    hub, metadata = FakeHub(), metadata_for(MASTER)
    hub.statuses = [503]
    async with carrying(spool, hub) as (uploader, wake):
        uploader.begin(metadata, (MASTER,))
        spool.store(metadata, MASTER)
        wake.set()
        await until(lambda: spool.count == 0)
    assert hub.attempts == [metadata.id] * 2
    assert list(hub.uploads) == [metadata.id]


async def test_what_the_hub_refused_ahead_is_set_aside(tmp_path: Path) -> None:
    spool, _ = filled(tmp_path, 0)
    hub, metadata = FakeHub(), metadata_for(MASTER)
    hub.statuses = [422]
    async with carrying(spool, hub) as (uploader, wake):
        uploader.begin(metadata, (MASTER,))
        spool.store(metadata, MASTER)
        wake.set()
        await until(lambda: spool.count == 0)
    assert (tmp_path / "spool" / "rejected" / metadata.id / metadata.filename).read_bytes() == MASTER


async def test_nothing_goes_ahead_while_the_hub_takes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RETRY_FIRST_S", 600.0)
    monkeypatch.setattr(module, "RETRY_MAX_S", 600.0)
    spool, ids = filled(tmp_path, 1)
    hub, metadata = FakeHub(), metadata_for(MASTER)
    hub.statuses = [503]
    async with carrying(spool, hub) as (uploader, wake):
        await until(lambda: hub.attempts == ids)
        uploader.begin(metadata, (MASTER,))
        await asyncio.sleep(0.1)
        assert hub.attempts == ids
        spool.store(metadata, MASTER)
        wake.set()
        await until(lambda: spool.count == 0)
    assert sorted(hub.attempts) == sorted([*ids, *ids, metadata.id])


async def test_a_capture_that_does_not_come_into_the_spool_is_forgotten(tmp_path: Path) -> None:
    spool, _ = filled(tmp_path, 0)
    hub, metadata = FakeHub(), metadata_for(MASTER)
    hub.statuses = [503]
    async with carrying(spool, hub) as (uploader, wake):
        uploader.begin(metadata, (MASTER,))
        uploader.forget(metadata.id)
        spool.store(metadata, MASTER)
        wake.set()
        await until(lambda: spool.count == 0)
    assert hub.uploads[metadata.id][1] == MASTER


@pytest.mark.parametrize("status", [500, 503, 401, 429, 507])
async def test_tries_again_after_a_passing_failure(tmp_path: Path, status: int) -> None:
    spool, ids = filled(tmp_path, 1)
    hub = FakeHub()
    hub.statuses = [status, status]
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0)
    assert hub.attempts == ids * 3


@pytest.mark.parametrize("status", [400, 409, 413, 422])
async def test_sets_aside_what_the_hub_will_never_take(tmp_path: Path, status: int) -> None:
    spool, ids = filled(tmp_path, 1)
    hub = FakeHub()
    hub.statuses = [status]
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0)
    assert (hub.attempts, hub.uploads) == (ids, {})
    assert (tmp_path / "spool" / "rejected" / ids[0] / "reason.txt").read_text().startswith(f"HTTP {status}")
    assert spool.refused is not None
    assert spool.refused.reason.startswith(f"HTTP {status}")


async def test_a_wake_up_tries_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RETRY_FIRST_S", 600.0)
    monkeypatch.setattr(module, "RETRY_MAX_S", 600.0)
    spool, _ = filled(tmp_path, 1)
    hub = FakeHub()
    hub.statuses = [503]
    async with running_hub(hub) as url, uploading(spool, url) as wake:
        await until(lambda: len(hub.attempts) == 1)
        wake.set()
        await until(lambda: spool.count == 0)


async def test_twenty_captures_taken_while_the_hub_is_away_arrive_once_each(tmp_path: Path) -> None:
    hub = FakeHub()
    async with running_hub(hub) as url:
        port = int(url.rsplit(":", 1)[1])
    async with running_service(FakeCamera(), tmp_path, url) as service:
        async with serving(create_app(service)) as own, httpx.AsyncClient(base_url=own) as http:
            answers = await asyncio.gather(*(http.post("/capture") for _ in range(20)))
        assert [answer.status_code for answer in answers] == [200] * 20
        ids = [answer.json()["id"] for answer in answers]
        assert service.spool.count == 20
        async with running_hub(hub, port):
            await until(lambda: service.spool.count == 0)
    assert sorted(hub.uploads) == sorted(ids)
    assert len(hub.attempts) == 20
    assert len({metadata.filename for metadata, _ in hub.uploads.values()}) == 20


async def test_a_restart_uploads_what_waits(tmp_path: Path) -> None:
    async with running_service(FakeCamera(), tmp_path) as service:
        async with serving(create_app(service)) as own, httpx.AsyncClient(base_url=own) as http:
            capture_id = (await http.post("/capture")).json()["id"]
    hub = FakeHub()
    async with running_hub(hub) as url, running_service(FakeCamera(), tmp_path, url):
        await until(lambda: capture_id in hub.uploads)


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


class PickyHub(FakeHub):
    """Answers the uploads of some captures with a status of its own, for ever."""

    def __init__(self, status: int, refused: list[str]) -> None:
        super().__init__()
        self._status = status
        self.refused = refused

    async def _upload(self, request: Request) -> Response:
        if request.path_params["id"] in self.refused:
            await request.body()
            self.attempts.append(request.path_params["id"])
            return JSONResponse({"code": "scripted"}, self._status)
        return await super()._upload(request)


@pytest.mark.parametrize("status", [500, 507])
async def test_captures_that_cannot_be_taken_now_do_not_stop_the_others(tmp_path: Path, status: int) -> None:
    spool, ids = filled(tmp_path, 9)
    hub = PickyHub(status, ids[:4])
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 4)
        assert sorted(hub.uploads) == sorted(ids[4:])
        before = len(hub.attempts)
        # Each is offered again, and taken as soon as the hub can.
        await until(lambda: len(hub.attempts) > before + 4)
        hub.refused.clear()
        await until(lambda: spool.count == 0)
    assert sorted(hub.uploads) == sorted(ids)


async def test_a_hub_that_takes_nothing_is_not_offered_everything(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "RETRY_FIRST_S", 600.0)
    monkeypatch.setattr(module, "RETRY_MAX_S", 600.0)
    spool, ids = filled(tmp_path, 30)
    hub = PickyHub(507, list(ids))
    async with running_hub(hub) as url, uploading(spool, url) as wake:
        await until(lambda: len(hub.attempts) >= module.REFUSALS_IN_ROW)
        wake.set()
        # The next round begins with those that were not offered yet.
        await until(lambda: len(hub.attempts) >= 2 * module.REFUSALS_IN_ROW)
        assert len(set(hub.attempts)) == len(hub.attempts) < 30
