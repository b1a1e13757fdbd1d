"""A capture is in the spool complete or not at all."""

import errno
import os
import shutil
from pathlib import Path

import pytest

from camera_ws.errors import NoSpace
from camera_ws.protocol.messages import CaptureMetadata
from camera_ws.uploads import spool
from camera_ws.uploads.refused import RefusedCaptures
from support.data.metadata import metadata_for
from support.rigs.spool_rig import MASTER, begun, make, names


def test_finds_stored_captures_after_a_restart(tmp_path: Path) -> None:
    metadata = metadata_for(MASTER)
    entry = make(tmp_path).store(metadata, MASTER)
    assert entry.master.read_bytes() == MASTER
    reopened = make(tmp_path)
    assert [found.metadata for found in reopened.entries()] == [metadata]
    assert reopened.entries()[0].master.read_bytes() == MASTER


def test_oldest_first(tmp_path: Path) -> None:
    box = make(tmp_path)
    for time_us in (30, 10, 20):
        box.store(metadata_for(MASTER, captured_at_us=time_us), MASTER)
    assert [entry.metadata.captured_at_us for entry in make(tmp_path).entries()] == [10, 20, 30]


def test_calls_on_stored_when_durable_and_before_the_upload(tmp_path: Path) -> None:
    box = make(tmp_path)
    seen: list[tuple[bool, int]] = []
    metadata = metadata_for(MASTER)
    box.store(metadata, MASTER, on_stored=lambda it: seen.append((it.id in names(tmp_path), box.count)))
    assert seen == [(True, 0)]
    assert box.count == 1


def test_a_failure_of_on_stored_does_not_affect_the_capture(tmp_path: Path) -> None:
    def full(_: CaptureMetadata) -> None:
        raise OSError("no space left on device")

    box = make(tmp_path)
    entry = box.store(metadata_for(MASTER), MASTER, on_stored=full)
    assert box.entries() == [entry]


def test_removes_an_unfinished_capture(tmp_path: Path) -> None:
    make(tmp_path)
    unfinished = tmp_path / "spool" / ".tmp-0b8f9c1e-3c56-4a0e-9b1d-7f2f6a1f2b3c"
    unfinished.mkdir()
    (unfinished / "capture.jpg").write_bytes(MASTER[:10])
    assert make(tmp_path).count == 0
    assert names(tmp_path) == []


def test_an_unfinished_capture_that_cannot_be_removed_does_not_stop_the_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    make(tmp_path).store(metadata_for(MASTER), MASTER)
    (tmp_path / "spool" / ".tmp-unfinished").mkdir()

    def refuse(*_: object, **__: object) -> None:
        raise PermissionError("not permitted")

    monkeypatch.setattr(spool.shutil, "rmtree", refuse)
    assert make(tmp_path).count == 1
    assert "an unfinished capture cannot be removed" in caplog.text


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


def test_the_reserve_stays_free(tmp_path: Path) -> None:
    box = make(tmp_path, reserve_bytes=1000, free_bytes=lambda _: 1000 + len(MASTER) - 1)
    with pytest.raises(NoSpace, match=f"{len(MASTER)} bytes needed"):
        box.store(metadata_for(MASTER), MASTER)
    enough = make(tmp_path, reserve_bytes=1000, free_bytes=lambda _: 1000 + len(MASTER))
    enough.store(metadata_for(MASTER), MASTER)
    assert enough.count == 1


def test_removes_captures(tmp_path: Path) -> None:
    box = make(tmp_path)
    metadata = metadata_for(MASTER)
    box.store(metadata, MASTER)
    box.remove(metadata.id)
    box.remove(metadata.id)
    assert (names(tmp_path), box.count) == ([], 0)


def test_refused_captures_are_set_aside_with_the_reason(tmp_path: Path) -> None:
    box = make(tmp_path)
    metadata = metadata_for(MASTER)
    box.store(metadata, MASTER)
    box.reject(metadata.id, "HTTP 422: digest mismatch")
    kept = tmp_path / "spool" / "rejected" / metadata.id
    assert (kept / metadata.filename).read_bytes() == MASTER
    assert (kept / "reason.txt").read_text() == "HTTP 422: digest mismatch\n"
    assert (box.count, make(tmp_path).count) == (0, 0)
    for opened in (box, make(tmp_path)):
        assert opened.refused == RefusedCaptures(1, "HTTP 422: digest mismatch")
    shutil.rmtree(kept)
    assert box.refused is not None
    box.recount_refused()
    assert box.refused is None


def test_a_reason_that_cannot_be_written_does_not_stop_the_rejection(tmp_path: Path) -> None:
    box = make(tmp_path)
    entry = box.store(metadata_for(MASTER), MASTER)
    (entry.master.parent / "reason.txt").mkdir()
    box.reject(entry.metadata.id, "too large")
    assert (box.count, box.refused) == (0, RefusedCaptures(1, "too large"))
    assert (tmp_path / "spool" / "rejected" / entry.metadata.id / entry.master.name).read_bytes() == MASTER


def test_refused_captures_are_counted_without_reading_their_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    box = make(tmp_path)

    def fail(_: object) -> None:
        pytest.fail("the folder of the refused captures was read")

    monkeypatch.setattr(os, "scandir", fail)
    monkeypatch.setattr(Path, "iterdir", fail)
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


def test_adopts_a_file_by_renaming_it(tmp_path: Path) -> None:
    box = make(tmp_path)
    metadata, file = begun(box)
    inode = file.stat().st_ino
    entry = box.adopt(metadata, file, b"small")
    assert (entry.master.stat().st_ino, entry.master.name) == (inode, metadata.filename)
    assert make(tmp_path).entries() == [entry]


@pytest.mark.parametrize("finished", [False, True])
def test_an_unfinished_file_is_removed_after_a_crash_or_discard(tmp_path: Path, finished: bool) -> None:
    box = make(tmp_path)
    metadata, _ = begun(box)
    if finished:
        box.discard(metadata.id)
    assert make(tmp_path).count == 0
    assert names(tmp_path) == []


def test_adopts_only_from_the_folder_of_the_capture(tmp_path: Path) -> None:
    box = make(tmp_path)
    _, file = begun(box)
    with pytest.raises(ValueError, match="not in the spool's folder"):
        box.adopt(metadata_for(MASTER), file)
    assert file.exists()


def test_a_full_disk_leaves_the_clip_in_place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = make(tmp_path)
    metadata, file = begun(box)

    def full(path: Path, *_: bytes) -> None:
        path.write_bytes(b"half")
        raise NoSpace("the disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(spool, "write_new", full)
        with pytest.raises(NoSpace):
            box.adopt(metadata, file, b"small")
    assert file.read_bytes() == MASTER
    assert box.adopt(metadata, file, b"small").master.read_bytes() == MASTER


def test_reports_free_space_and_reserve(tmp_path: Path) -> None:
    assert make(tmp_path, free_bytes=lambda _: 12345).free_bytes == 12345
    assert make(tmp_path).free_bytes > 0
    assert make(tmp_path, reserve_bytes=7).reserve_bytes == 7
