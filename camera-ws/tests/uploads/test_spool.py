"""A capture is in the spool whole or not at all, whatever happens."""

import errno
import os
import shutil
from pathlib import Path
from typing import Any

import pytest

from camera_ws.errors import NoSpace
from camera_ws.files import durable
from camera_ws.protocol.messages import CaptureMetadata
from camera_ws.uploads import spool
from camera_ws.uploads.spool import RefusedCaptures, Spool
from support.data.metadata import metadata_for

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


def test_is_noted_when_durable_and_before_anybody_can_take_it(tmp_path: Path) -> None:
    box = make(tmp_path)
    seen: list[tuple[bool, int]] = []
    metadata = metadata_for(MASTER)
    box.store(metadata, MASTER, noted=lambda it: seen.append((it.id in names(tmp_path), box.count)))
    assert seen == [(True, 0)]
    assert box.count == 1


def test_a_note_that_fails_takes_no_picture_with_it(tmp_path: Path) -> None:
    def full(_: CaptureMetadata) -> None:
        raise OSError("no space left on device")

    box = make(tmp_path)
    entry = box.store(metadata_for(MASTER), MASTER, noted=full)
    assert box.entries() == [entry]


def _steps(monkeypatch: pytest.MonkeyPatch, stop_at: int) -> list[str]:
    """Cuts the power at the stop_at-th step; returns the steps that were reached."""
    reached: list[str] = []

    def guarded(name: str, real: Any) -> Any:
        def step(*arguments: Any, **options: Any) -> Any:
            if len(reached) == stop_at:
                raise PowerCut
            reached.append(name)
            return real(*arguments, **options)

        return step

    monkeypatch.setattr(spool, "write_durably", guarded("write", durable.write_durably))
    monkeypatch.setattr(spool, "sync_file", guarded("sync file", durable.sync_file))
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


STORE_STEPS = ["mkdir", "write", "write", "write", "sync", "rename", "sync"]
ADOPT_STEPS = ["sync file", "rename", "write", "write", "sync", "rename", "sync"]


@pytest.mark.parametrize("stop_at", range(len(STORE_STEPS)))
def test_a_power_cut_leaves_a_capture_with_its_preview_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    box = make(tmp_path)
    with monkeypatch.context() as patch:
        reached = _steps(patch, stop_at)
        with pytest.raises(PowerCut):
            box.store(metadata_for(MASTER), MASTER, preview=b"small")
        assert reached == STORE_STEPS[:stop_at]
    found = make(tmp_path).entries()
    assert len(found) == (1 if stop_at > STORE_STEPS.index("rename") else 0)
    assert all(entry.preview is not None and entry.preview.read_bytes() == b"small" for entry in found)


@pytest.mark.parametrize("stop_at", range(len(ADOPT_STEPS)))
def test_a_power_cut_leaves_a_whole_clip_or_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_at: int) -> None:
    box = make(tmp_path)
    metadata, file = begun(box)
    with monkeypatch.context() as patch:
        reached = _steps(patch, stop_at)
        with pytest.raises(PowerCut):
            box.adopt(metadata, file, b"small")
        assert reached == ADOPT_STEPS[:stop_at]
    found = make(tmp_path).entries()
    assert len(found) == (1 if stop_at == len(ADOPT_STEPS) - 1 else 0)
    assert all(entry.master.read_bytes() == MASTER and entry.preview is not None for entry in found)
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
    for again in (box, make(tmp_path)):
        assert again.refused == RefusedCaptures(1, "HTTP 422: digest mismatch")
    shutil.rmtree(kept)
    assert box.refused is not None
    box.recount_refused()
    assert box.refused is None


def test_a_reason_that_cannot_be_written_keeps_no_capture_from_being_set_aside(tmp_path: Path) -> None:
    box = make(tmp_path)
    entry = box.store(metadata_for(MASTER), MASTER)
    (entry.master.parent / "reason.txt").mkdir()
    box.reject(entry.metadata.id, "too large")
    assert (box.count, box.refused) == (0, RefusedCaptures(1, "too large"))
    assert (tmp_path / "spool" / "rejected" / entry.metadata.id / entry.master.name).read_bytes() == MASTER


def test_leftovers_that_another_program_holds_are_left_to_the_next_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = make(tmp_path).store(metadata_for(MASTER), MASTER)
    (tmp_path / "spool" / ".tmp-leftover").mkdir()

    def held(path: Path, ignore_errors: bool = False) -> None:
        if not ignore_errors:
            raise PermissionError(13, "another program has the file", str(path))

    monkeypatch.setattr(spool.shutil, "rmtree", held)
    assert [found.metadata.id for found in make(tmp_path).entries()] == [entry.metadata.id]


def test_refused_captures_are_counted_without_reading_their_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = make(tmp_path)

    def unread(_: object) -> None:
        pytest.fail("the folder of the refused captures was read")

    monkeypatch.setattr(os, "scandir", unread)
    monkeypatch.setattr(Path, "iterdir", unread)
    for count in (1, 2):
        metadata = metadata_for(MASTER)
        box.store(metadata, MASTER)
        box.reject(metadata.id, f"HTTP 413: number {count}")
        assert box.refused == RefusedCaptures(count, f"HTTP 413: number {count}")


def test_a_capture_that_is_refused_twice_counts_once(tmp_path: Path) -> None:
    box = make(tmp_path)
    metadata = metadata_for(MASTER)
    for reason in ("first", "second"):
        box.store(metadata, MASTER)
        box.reject(metadata.id, reason)
    assert box.refused == RefusedCaptures(1, "second")


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


def test_a_preview_is_kept_beside_the_master(tmp_path: Path) -> None:
    entry = make(tmp_path).store(metadata_for(MASTER), MASTER[:50], memoryview(MASTER)[50:], preview=b"small")
    found = make(tmp_path).entries()[0]
    assert found == entry
    assert found.master.read_bytes() == MASTER
    assert found.preview is not None
    assert found.preview.read_bytes() == b"small"


def test_without_a_preview_there_is_none(tmp_path: Path) -> None:
    make(tmp_path).store(metadata_for(MASTER), MASTER)
    assert make(tmp_path).entries()[0].preview is None


def begun(box: Spool) -> tuple[CaptureMetadata, Path]:
    """A clip that was written bit by bit."""
    metadata = metadata_for(MASTER, format="mp4", filename="capture_20261122_141503_218.mp4")
    file = box.begin(metadata.id) / "writing.mp4"
    file.write_bytes(MASTER)
    return metadata, file


def test_a_file_written_bit_by_bit_is_renamed_into_place(tmp_path: Path) -> None:
    box = make(tmp_path)
    metadata, file = begun(box)
    inode = file.stat().st_ino
    entry = box.adopt(metadata, file, b"small")
    assert (entry.master.stat().st_ino, entry.master.name) == (inode, metadata.filename)
    assert make(tmp_path).entries() == [entry]


@pytest.mark.parametrize("finished", [False, True])
def test_what_was_begun_is_gone_after_a_crash_or_when_discarded(tmp_path: Path, finished: bool) -> None:
    box = make(tmp_path)
    metadata, _ = begun(box)
    if finished:
        box.discard(metadata.id)
    assert make(tmp_path).count == 0
    assert names(tmp_path) == []


def test_only_the_capture_s_own_folder_is_adopted(tmp_path: Path) -> None:
    box = make(tmp_path)
    _, file = begun(box)
    with pytest.raises(ValueError, match="not in the spool's folder"):
        box.adopt(metadata_for(MASTER), file)
    assert file.exists()


def test_a_disk_that_fills_at_the_end_leaves_the_clip_where_it_was(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = make(tmp_path)
    metadata, file = begun(box)

    def full(path: Path, *_: bytes) -> None:
        path.write_bytes(b"half")
        raise NoSpace("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(spool, "write_durably", full)
        with pytest.raises(NoSpace):
            box.adopt(metadata, file, b"small")
    assert file.read_bytes() == MASTER
    assert box.adopt(metadata, file, b"small").master.read_bytes() == MASTER


def test_says_how_much_is_free(tmp_path: Path) -> None:
    assert make(tmp_path, free_bytes=lambda _: 12345).free_bytes == 12345
    assert make(tmp_path).free_bytes > 0
    assert make(tmp_path, reserve_bytes=7).reserve_bytes == 7
