"""Nothing that was acknowledged is lost on its way to the hub."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import httpx
import pytest

from camera_ws import uploader as module
from camera_ws.app import create_app
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


@pytest.mark.parametrize("status", [500, 503, 401, 429, 507])
async def test_tries_again_after_a_passing_failure(tmp_path: Path, status: int) -> None:
    spool, ids = filled(tmp_path, 1)
    hub = FakeHub()
    hub.statuses = [status, status]
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0)
    assert hub.attempts == ids * 3


@pytest.mark.parametrize("status", [400, 422])
async def test_sets_aside_what_the_hub_will_never_take(tmp_path: Path, status: int) -> None:
    spool, ids = filled(tmp_path, 1)
    hub = FakeHub()
    hub.statuses = [status]
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0)
    assert (hub.attempts, hub.uploads) == (ids, {})
    assert (tmp_path / "spool" / "rejected" / ids[0] / "reason.txt").read_text().startswith(f"HTTP {status}")


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
