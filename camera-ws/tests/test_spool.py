"""A capture is in the spool whole or not at all, whatever happens."""

import errno
import os
from pathlib import Path
from typing import Any

import pytest

from camera_ws import durable, spool
from camera_ws.errors import NoSpace
from camera_ws.spool import Spool
from metadata import metadata_for

MASTER = b"the picture" * 100


class PowerCut(BaseException):
    """The process ends here: nothing after this point runs."""


def make(folder: Path, **options: Any) -> Spool:
    made = Spool(folder / "spool", **options)
    made.recover()
    return made


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "spool").iterdir())


def test_what_was_stored_is_found_again_after_a_restart(tmp_path: Path) -> None:
    metadata = metadata_for(MASTER)
    entry = make(tmp_path).store(metadata, MASTER)
    assert entry.master.read_bytes() == MASTER
    again = make(tmp_path)
    assert [found.metadata for found in again.entries()] == [metadata]
    assert again.entries()[0].master.read_bytes() == MASTER


def test_oldest_first(tmp_path: Path) -> None:
    box = make(tmp_path)
    for time_us in (30, 10, 20):
        box.store(metadata_for(MASTER, captured_at_us=time_us), MASTER)
    assert [entry.metadata.captured_at_us for entry in make(tmp_path).entries()] == [10, 20, 30]


def _steps(monkeypatch: pytest.MonkeyPatch, stop_at: int) -> list[str]:
    """Cuts the power at the stop_at-th step of a store; returns the steps that were reached."""
    reached: list[str] = []

    def guarded(name: str, real: Any) -> Any:
        def step(*arguments: Any, **options: Any) -> Any:
            if len(reached) == stop_at:
                raise PowerCut
            reached.append(name)
            return real(*arguments, **options)

        return step

    monkeypatch.setattr(spool, "write_durably", guarded("write", durable.write_durably))
    monkeypatch.setattr(spool, "sync_folder", guarded("sync", durable.sync_folder))
    monkeypatch.setattr(Path, "mkdir", guarded("mkdir", Path.mkdir))
    monkeypatch.setattr(Path, "rename", guarded("rename", Path.rename))
    # A power cut runs no clean-up either.
    monkeypatch.setattr(spool.shutil, "rmtree", lambda *_, **__: None)
    return reached


STEPS = ["mkdir", "write", "write", "sync", "rename", "sync"]


@pytest.mark.parametrize("stop_at", range(len(STEPS)))
def test_a_power_cut_leaves_a_whole_capture_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    box = make(tmp_path)
    with monkeypatch.context() as patch:
        reached = _steps(patch, stop_at)
        with pytest.raises(PowerCut):
            box.store(metadata_for(MASTER), MASTER)
        assert reached == STEPS[:stop_at]
    found = make(tmp_path).entries()
    assert len(found) == (1 if stop_at > STEPS.index("rename") else 0)
    assert all(entry.master.read_bytes() == MASTER for entry in found)
    assert len(names(tmp_path)) == len(found)


def test_half_a_write_counts_for_nothing(tmp_path: Path) -> None:
    make(tmp_path)
    torn = tmp_path / "spool" / ".tmp-0b8f9c1e-3c56-4a0e-9b1d-7f2f6a1f2b3c"
    torn.mkdir()
    (torn / "capture.jpg").write_bytes(MASTER[:10])
    assert make(tmp_path).count == 0
    assert names(tmp_path) == []


def test_a_full_disk_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = make(tmp_path)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(NoSpace):
            box.store(metadata_for(MASTER), MASTER)
    assert (names(tmp_path), box.count) == ([], 0)
    box.store(metadata_for(MASTER), MASTER)
    assert box.count == 1


def test_the_reserve_is_never_touched(tmp_path: Path) -> None:
    box = make(tmp_path, reserve_bytes=1000, free_bytes=lambda _: 1000 + len(MASTER) - 1)
    with pytest.raises(NoSpace, match=f"{len(MASTER)} bytes needed"):
        box.store(metadata_for(MASTER), MASTER)
    enough = make(tmp_path, reserve_bytes=1000, free_bytes=lambda _: 1000 + len(MASTER))
    enough.store(metadata_for(MASTER), MASTER)
    assert enough.count == 1


def test_removed_captures_are_gone(tmp_path: Path) -> None:
    box = make(tmp_path)
    metadata = metadata_for(MASTER)
    box.store(metadata, MASTER)
    box.remove(metadata.id)
    box.remove(metadata.id)
    assert (names(tmp_path), box.count) == ([], 0)


def test_refused_captures_are_kept_aside_with_the_reason(tmp_path: Path) -> None:
    box = make(tmp_path)
    metadata = metadata_for(MASTER)
    box.store(metadata, MASTER)
    box.reject(metadata.id, "HTTP 422: digest mismatch")
    kept = tmp_path / "spool" / "rejected" / metadata.id
    assert (kept / metadata.filename).read_bytes() == MASTER
    assert (kept / "reason.txt").read_text() == "HTTP 422: digest mismatch\n"
    assert (box.count, make(tmp_path).count) == (0, 0)


@pytest.mark.parametrize("damage", ["metadata", "master", "size"])
def test_a_damaged_entry_is_left_alone_and_not_uploaded(tmp_path: Path, damage: str) -> None:
    entry = make(tmp_path).store(metadata_for(MASTER), MASTER)
    if damage == "metadata":
        (entry.master.parent / "metadata.json").write_text("{")
    elif damage == "master":
        entry.master.unlink()
    else:
        entry.master.write_bytes(MASTER[:-1])
    assert make(tmp_path).count == 0
    assert entry.master.parent.exists()
