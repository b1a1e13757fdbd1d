"""Captures that go to the hub while they are still being written into the spool."""

import asyncio
from pathlib import Path

import pytest

from camera_ws.uploads import uploader as module
from support.data.metadata import metadata_for
from support.fake_hub import FakeHub
from support.uploader_rig import MASTER, carrying, filled
from support.waiting import until

pytestmark = pytest.mark.usefixtures("quick_uploads")


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
