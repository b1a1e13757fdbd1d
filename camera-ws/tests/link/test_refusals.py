"""Reports of refused captures: when they change, and within the limits of the protocol."""

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
def quick_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusals, "POLL_S", 0.0)


def refuse(spool: Spool, reason: str = "HTTP 413: too large") -> None:
    metadata = metadata_for(MASTER)
    spool.store(metadata, MASTER)
    spool.reject(metadata.id, reason)


def make(folder: Path) -> Spool:
    spool = Spool(folder / "spool")
    spool.recover()
    return spool


@pytest.mark.parametrize("reason", ["µ" * 600, "😀" * 600, "x" + "😀" * 600])
def test_the_reason_is_cut_to_the_limit_in_utf_16_units(tmp_path: Path, reason: str) -> None:
    spool = make(tmp_path)
    refuse(spool, reason)
    refused = Refusals(spool).report()
    assert refused is not None
    assert reason.startswith(refused.reason)
    assert 499 <= len(refused.reason.encode("utf-16-le")) // 2 <= 500


async def test_changed_returns_after_another_refusal(tmp_path: Path) -> None:
    spool = make(tmp_path)
    refuse(spool)
    reports = Refusals(spool)
    reports.report()
    changed = asyncio.create_task(reports.changed())
    for _ in range(100):
        await asyncio.sleep(0)
    assert not changed.done()
    refuse(spool)
    await asyncio.wait_for(changed, DEADLINE_S)
    second = reports.report()
    assert second is not None
    assert second.count == 2


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
    reports = Refusals(spool, lambda: now_s)
    reports.report()
    changed = asyncio.create_task(reports.changed())
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
    assert reports.report() is None
