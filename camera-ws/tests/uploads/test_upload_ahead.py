"""Early uploads: captures that are uploaded while they are still being written to the spool."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from camera_ws.protocol.messages import CaptureMetadata
from camera_ws.uploads import uploader as uploader_module
from camera_ws.uploads.client import Answer, UploadClient
from support.data.metadata import metadata_for
from support.fake_hub import FakeHub
from support.rigs.uploader_rig import MASTER, filled, idle_uploader
from support.waiting import until

pytestmark = pytest.mark.usefixtures("quick_uploads")


async def test_a_capture_is_uploaded_once_and_before_it_is_in_the_spool(tmp_path: Path) -> None:
    spool, _ = filled(tmp_path, 0)
    hub, metadata = FakeHub(), metadata_for(MASTER)
    async with idle_uploader(spool, hub) as (uploader, wake):
        uploader.begin(metadata, (MASTER[:7], memoryview(MASTER)[7:]))
        await until(lambda: metadata.id in hub.uploads)
        spool.store(metadata, MASTER)
        wake.set()
        await until(lambda: spool.count == 0)
    assert hub.uploads[metadata.id][1] == MASTER
    assert hub.attempts == [metadata.id]


@pytest.mark.parametrize(
    ("status", "code", "forget", "uploaded"),
    [
        pytest.param(503, "scripted", False, True, id="hub unavailable"),
        pytest.param(503, "scripted", True, True, id="spool failed first"),
        pytest.param(422, "scripted", False, False, id="refused for good"),
        pytest.param(422, "digest_mismatch", False, True, id="damaged on its way"),
    ],
)
async def test_after_a_failed_early_upload_the_spool_takes_over(
    tmp_path: Path, status: int, code: str, forget: bool, uploaded: bool
) -> None:
    spool, _ = filled(tmp_path, 0)
    hub, metadata = FakeHub(code), metadata_for(MASTER)
    hub.statuses = [status]
    async with idle_uploader(spool, hub) as (uploader, wake):
        uploader.begin(metadata, (MASTER,))
        if forget:
            uploader.forget(metadata.id)
        spool.store(metadata, MASTER)
        wake.set()
        await until(lambda: spool.count == 0)
    rejected = tmp_path / "spool" / "rejected" / metadata.id / metadata.filename
    stored = hub.uploads[metadata.id][1] if uploaded else rejected.read_bytes()
    assert stored == MASTER
    assert rejected.exists() != uploaded
    assert list(hub.uploads) == ([metadata.id] if uploaded else [])


async def test_does_not_upload_early_while_the_hub_is_unavailable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    early: list[str] = []

    async def put_parts(
        _client: UploadClient, metadata: CaptureMetadata, _parts: Sequence[bytes | memoryview]
    ) -> Answer:
        early.append(metadata.id)
        return Answer("unavailable")

    monkeypatch.setattr(uploader_module, "RETRY_FIRST_S", 600.0)
    monkeypatch.setattr(uploader_module, "RETRY_MAX_S", 600.0)
    monkeypatch.setattr(UploadClient, "put_parts", put_parts)
    spool, ids = filled(tmp_path, 1)
    hub, metadata = FakeHub(), metadata_for(MASTER)
    hub.statuses = [503]
    async with idle_uploader(spool, hub) as (uploader, wake):
        await until(lambda: hub.attempts == ids)
        uploader.begin(metadata, (MASTER,))
        spool.store(metadata, MASTER)
        wake.set()
        await until(lambda: spool.count == 0)
    # An early upload would have been made before the one from the spool.
    assert early == []
    assert sorted(hub.attempts) == sorted([*ids, *ids, metadata.id])
