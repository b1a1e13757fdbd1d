"""The hub hears of refused captures when they change, in words that it can read."""

import asyncio
import shutil
from pathlib import Path

import pytest

from camera_ws.link import refusals
from camera_ws.link.refusals import Refusals
from camera_ws.uploads.spool import Spool
from support.data.metadata import metadata_for
from support.waiting import DEADLINE_S, until

MASTER = b"master"


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "LOOK_S", 0.0)


def refuse(spool: Spool, reason: str = "HTTP 413: too large") -> None:
    metadata = metadata_for(MASTER)
    spool.store(metadata, MASTER)
    spool.reject(metadata.id, reason)


def make(folder: Path) -> Spool:
    spool = Spool(folder / "spool")
    spool.recover()
    return spool


@pytest.mark.parametrize("reason", ["µ" * 600, "😀" * 600, "x" + "😀" * 600])
def test_a_reason_fits_however_its_length_is_counted(tmp_path: Path, reason: str) -> None:
    spool = make(tmp_path)
    refuse(spool, reason)
    told = Refusals(spool).tell()
    assert told is not None
    assert reason.startswith(told.reason)
    assert 499 <= len(told.reason.encode("utf-16-le")) // 2 <= 500


async def test_what_was_told_is_no_change_and_a_refusal_is_one(tmp_path: Path) -> None:
    spool = make(tmp_path)
    refuse(spool)
    told = Refusals(spool)
    told.tell()
    changed = asyncio.create_task(told.changed())
    for _ in range(100):
        await asyncio.sleep(0)
    assert not changed.done()
    refuse(spool)
    await asyncio.wait_for(changed, DEADLINE_S)
    again = told.tell()
    assert again is not None
    assert again.count == 2


async def test_the_folder_is_read_at_most_every_ten_seconds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    spool = make(tmp_path)
    refuse(spool)
    now_s, recounts = 1000.0, 0
    recount_refused = spool.recount_refused

    def recount() -> None:
        nonlocal recounts
        recounts += 1
        recount_refused()

    monkeypatch.setattr(spool, "recount_refused", recount)
    told = Refusals(spool, lambda: now_s)
    told.tell()
    changed = asyncio.create_task(told.changed())
    for expected in (0, 1, 2):
        await until(lambda expected=expected: recounts == expected)
        for _ in range(100):
            await asyncio.sleep(0)
        assert (recounts, changed.done()) == (expected, False)
        now_s += refusals.RECOUNT_S
    await until(lambda: recounts == 3)
    shutil.rmtree(next(tmp_path.rglob("rejected")))
    now_s += refusals.RECOUNT_S
    await asyncio.wait_for(changed, DEADLINE_S)
    assert told.tell() is None
