"""Acknowledged captures are uploaded and never lost."""

import asyncio
import shutil
from pathlib import Path

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, Response

from camera_ws.service.app import create_app
from camera_ws.uploads import uploader as uploader_module
from support.cameras.fake_camera import FakeCamera
from support.fake_hub import FakeHub, running_hub
from support.rigs.uploader_rig import MASTER, filled, uploading
from support.services import running_service
from support.serving import address_of, bound, serving
from support.waiting import DEADLINE_S, until

pytestmark = pytest.mark.usefixtures("quick_uploads")


async def test_uploads_with_digest_and_metadata_and_empties_the_spool(tmp_path: Path) -> None:
    spool, ids = filled(tmp_path, 5)
    hub = FakeHub()
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0)
    assert sorted(hub.uploads) == sorted(ids)
    assert sorted(hub.attempts) == sorted(ids)
    metadata, body = hub.uploads[ids[0]]
    assert (body, metadata.notes) == (MASTER, "ü" * 4000)


@pytest.mark.parametrize("status", [500, 503, 401, 429, 507])
async def test_retries_after_a_temporary_failure(tmp_path: Path, status: int) -> None:
    spool, ids = filled(tmp_path, 1)
    hub = FakeHub()
    hub.statuses = [status, status]
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0)
    assert hub.attempts == ids * 3


@pytest.mark.parametrize("status", [400, 409, 413, 422])
async def test_sets_aside_captures_that_the_hub_refuses_for_good(tmp_path: Path, status: int) -> None:
    spool, ids = filled(tmp_path, 1)
    hub = FakeHub()
    hub.statuses = [status]
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.refused is not None)
    assert (hub.attempts, hub.uploads) == (ids, {})
    assert (tmp_path / "spool" / "rejected" / ids[0] / "reason.txt").read_text().startswith(f"HTTP {status}")
    assert spool.refused is not None
    assert spool.refused.reason.startswith(f"HTTP {status}")


async def test_repeats_an_upload_that_was_damaged_on_its_way(tmp_path: Path) -> None:
    spool, ids = filled(tmp_path, 1)
    hub = FakeHub(code="digest_mismatch")
    hub.statuses = [422, 422]
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0)
    assert (hub.attempts, list(hub.uploads), spool.refused) == (ids * 3, ids, None)


async def test_sets_aside_a_capture_whose_file_was_damaged_in_the_spool(tmp_path: Path) -> None:
    spool, ids = filled(tmp_path, 1)
    spool.entries()[0].master.write_bytes(MASTER[:-1] + b"?")
    hub = FakeHub(code="digest_mismatch")
    hub.statuses = [422]
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0 or len(hub.attempts) > 1)
    assert (hub.attempts, hub.uploads) == (ids, {})
    assert spool.refused is not None
    assert "digest_mismatch" in spool.refused.reason


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (MASTER[:-1], f"the file has {len(MASTER) - 1} bytes, its metadata {len(MASTER)}"),
        (b"", f"the file has 0 bytes, its metadata {len(MASTER)}"),
        (MASTER + b"!", f"the file has {len(MASTER) + 1} bytes, its metadata {len(MASTER)}"),
        (None, "the file is missing"),
    ],
)
async def test_sets_aside_a_capture_whose_file_does_not_have_its_size(
    tmp_path: Path, content: bytes | None, reason: str
) -> None:
    spool, (damaged, other) = filled(tmp_path, 2)
    master = spool.entries()[0].master
    if content is None:
        master.unlink()
    else:
        master.write_bytes(content)
    hub = FakeHub()
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 0)
    assert (hub.attempts, list(hub.uploads)) == ([other], [other])
    assert spool.refused is not None
    assert spool.refused.reason.startswith(reason)
    assert (tmp_path / "spool" / "rejected" / damaged / "metadata.json").exists()


@pytest.mark.parametrize("status", [201, 422])
async def test_a_folder_that_another_program_holds_is_retried(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    monkeypatch.setattr(uploader_module, "ENTRY_RETRY_MAX_S", 0.1)
    spool, (held, other) = filled(tmp_path, 2)
    # Obstacles in place of both rename targets.
    (tmp_path / "spool" / f".tmp-{held}" / "obstacle").mkdir(parents=True)
    (tmp_path / "spool" / "rejected").write_text("obstacle")
    hub = PickyHub(status, [held]) if status == 422 else FakeHub()
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: held in hub.attempts and spool.get(other) is None)
        assert [entry.metadata.id for entry in spool.entries()] == [held]
        (tmp_path / "spool" / "rejected").unlink()
        shutil.rmtree(tmp_path / "spool" / f".tmp-{held}")
        await until(lambda: spool.count == 0)
    assert (spool.refused is not None) == (status == 422)
    if status == 201:
        assert hub.attempts.count(held) == 1


async def test_a_wake_up_retries_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploader_module, "RETRY_FIRST_S", 600.0)
    monkeypatch.setattr(uploader_module, "RETRY_MAX_S", 600.0)
    spool, _ = filled(tmp_path, 1)
    hub = FakeHub()
    hub.statuses = [503]
    async with running_hub(hub) as url, uploading(spool, url) as wake:
        await until(lambda: len(hub.attempts) == 1)
        wake.set()
        await until(lambda: spool.count == 0)


async def test_captures_taken_without_a_hub_are_uploaded_once_each(tmp_path: Path) -> None:
    hub, listener = FakeHub(), bound()
    async with running_service(FakeCamera(), tmp_path, address_of(listener)) as service:
        async with serving(create_app(service)) as own, httpx.AsyncClient(base_url=own, timeout=DEADLINE_S) as http:
            answers = await asyncio.gather(*(http.post("/capture") for _ in range(20)))
        assert [answer.status_code for answer in answers] == [200] * 20
        ids = [answer.json()["id"] for answer in answers]
        assert service.spool.count == 20
        async with running_hub(hub, listener):
            await until(lambda: service.spool.count == 0)
    assert sorted(hub.uploads) == sorted(ids)
    assert len(hub.attempts) == 20
    assert len({metadata.filename for metadata, _ in hub.uploads.values()}) == 20


async def test_uploads_waiting_captures_after_a_restart(tmp_path: Path) -> None:
    async with running_service(FakeCamera(), tmp_path) as service:
        async with serving(create_app(service)) as own, httpx.AsyncClient(base_url=own, timeout=DEADLINE_S) as http:
            capture_id = (await http.post("/capture")).json()["id"]
    hub = FakeHub()
    async with running_hub(hub) as url, running_service(FakeCamera(), tmp_path, url):
        await until(lambda: capture_id in hub.uploads)


class PickyHub(FakeHub):
    """Responds to the uploads of some captures always with the same status."""

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
async def test_a_capture_that_fails_does_not_delay_the_others(tmp_path: Path, status: int) -> None:
    spool, ids = filled(tmp_path, 9)
    hub = PickyHub(status, ids[:4])
    async with running_hub(hub) as url, uploading(spool, url):
        await until(lambda: spool.count == 4)
        assert sorted(hub.uploads) == sorted(ids[4:])
        before = len(hub.attempts)
        # The failed ones are retried and stored as soon as the hub accepts them.
        await until(lambda: len(hub.attempts) > before + 4)
        hub.refused.clear()
        await until(lambda: spool.count == 0)
    assert sorted(hub.uploads) == sorted(ids)


async def test_a_hub_that_refuses_everything_gets_few_attempts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(uploader_module, "RETRY_FIRST_S", 600.0)
    monkeypatch.setattr(uploader_module, "RETRY_MAX_S", 600.0)
    spool, ids = filled(tmp_path, 30)
    hub = PickyHub(507, list(ids))
    async with running_hub(hub) as url, uploading(spool, url) as wake:
        await until(lambda: len(hub.attempts) >= uploader_module.FAILURES_IN_ROW)
        wake.set()
        # The next round starts with captures that were not tried yet.
        await until(lambda: len(hub.attempts) >= 2 * uploader_module.FAILURES_IN_ROW)
        assert len(set(hub.attempts)) == len(hub.attempts) < 30
