"""Files that are synced together."""

import errno
import os
import threading
from pathlib import Path

import pytest

from camera_ws.errors import NoSpace
from camera_ws.files.durable import sync_together, write_new

WAIT_S = 60.0


def _files(folder: Path) -> list[Path]:
    files = [folder / name for name in ("master", "metadata", "preview")]
    for file in files:
        write_new(file, b"one ", b"two")
    return files


@pytest.mark.skipif(os.name == "nt", reason="folders are not synced on Windows")
def test_syncs_every_file_and_the_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = _files(tmp_path)
    synced: list[int] = []

    def note(descriptor: int) -> None:
        synced.append(os.fstat(descriptor).st_ino)

    monkeypatch.setattr(os, "fsync", note)
    sync_together(tmp_path, files)
    assert sorted(synced) == sorted(path.stat().st_ino for path in [*files, tmp_path])
    assert [file.read_bytes() for file in files] == [b"one two"] * 3


@pytest.mark.skipif(os.name == "nt", reason="folders are not synced on Windows")
def test_syncs_at_the_same_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files = _files(tmp_path)
    all_there = threading.Barrier(len(files) + 1)

    def wait_for_all(_: int) -> None:
        # One after the other, the barrier would break.
        all_there.wait(WAIT_S)

    monkeypatch.setattr(os, "fsync", wait_for_all)
    sync_together(tmp_path, files)


@pytest.mark.parametrize("number", range(3))
def test_fails_when_one_file_does_not_fit(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, number: int) -> None:
    files = _files(tmp_path)
    full = files[number].stat().st_ino

    def fsync(descriptor: int) -> None:
        if os.fstat(descriptor).st_ino == full:
            raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", fsync)
    with pytest.raises(NoSpace, match="the disk is full"):
        sync_together(tmp_path, files)


def test_a_new_file_replaces_none(tmp_path: Path) -> None:
    write_new(tmp_path / "file", b"first")
    with pytest.raises(FileExistsError):
        write_new(tmp_path / "file", b"second")
    assert (tmp_path / "file").read_bytes() == b"first"
