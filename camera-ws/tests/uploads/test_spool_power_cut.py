"""A power cut at any step leaves a capture complete or absent."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from camera_ws.files import durable
from camera_ws.uploads import spool
from support.data.metadata import metadata_for
from support.rigs.spool_rig import MASTER, begun, make, names


class PowerCut(BaseException):
    """The process ends here."""


def _steps(monkeypatch: pytest.MonkeyPatch, stop_at: int) -> list[str]:
    """Cuts the power at step stop_at; returns the steps before it."""
    reached: list[str] = []

    def guarded(name: str, real: Any) -> Any:
        def step(*arguments: Any, **options: Any) -> Any:
            if len(reached) == stop_at:
                raise PowerCut
            reached.append(name)
            return real(*arguments, **options)

        return step

    monkeypatch.setattr(spool, "write_new", guarded("write", durable.write_new))
    monkeypatch.setattr(spool, "sync_together", guarded("sync", durable.sync_together))
    monkeypatch.setattr(spool, "sync_file", guarded("sync file", durable.sync_file))
    monkeypatch.setattr(spool, "sync_folder", guarded("sync", durable.sync_folder))
    monkeypatch.setattr(Path, "mkdir", guarded("mkdir", Path.mkdir))
    monkeypatch.setattr(Path, "rename", guarded("rename", Path.rename))
    # A power cut runs no clean-up.
    monkeypatch.setattr(spool.shutil, "rmtree", lambda *_, **__: None)
    return reached


STEPS = ["mkdir", "write", "write", "sync", "rename", "sync"]
PREVIEW_STEPS = ["mkdir", "write", "write", "write", "sync", "rename", "sync"]
ADOPT_STEPS = ["sync file", "rename", "write", "write", "sync", "rename", "sync"]


def _cut(monkeypatch: pytest.MonkeyPatch, steps: list[str], stop_at: int, store: Callable[[], object]) -> None:
    """Cuts the power while the capture is stored."""
    with monkeypatch.context() as patch:
        reached = _steps(patch, stop_at)
        with pytest.raises(PowerCut):
            store()
        assert reached == steps[:stop_at]


@pytest.mark.parametrize("stop_at", range(len(STEPS)))
def test_a_power_cut_leaves_a_complete_capture_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    box = make(tmp_path)
    _cut(monkeypatch, STEPS, stop_at, lambda: box.store(metadata_for(MASTER), MASTER))
    found = make(tmp_path).entries()
    assert len(found) == (1 if stop_at > STEPS.index("rename") else 0)
    assert all(entry.master.read_bytes() == MASTER for entry in found)
    assert len(names(tmp_path)) == len(found)


@pytest.mark.parametrize("stop_at", range(len(PREVIEW_STEPS)))
def test_a_power_cut_leaves_a_capture_with_its_preview_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    box = make(tmp_path)
    _cut(monkeypatch, PREVIEW_STEPS, stop_at, lambda: box.store(metadata_for(MASTER), MASTER, preview=b"small"))
    found = make(tmp_path).entries()
    assert len(found) == (1 if stop_at > PREVIEW_STEPS.index("rename") else 0)
    assert all(entry.preview is not None and entry.preview.read_bytes() == b"small" for entry in found)


@pytest.mark.parametrize("stop_at", range(len(ADOPT_STEPS)))
def test_a_power_cut_leaves_a_complete_clip_or_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stop_at: int
) -> None:
    box = make(tmp_path)
    metadata, file = begun(box)
    _cut(monkeypatch, ADOPT_STEPS, stop_at, lambda: box.adopt(metadata, file, b"small"))
    found = make(tmp_path).entries()
    assert len(found) == (1 if stop_at == len(ADOPT_STEPS) - 1 else 0)
    assert all(entry.master.read_bytes() == MASTER and entry.preview is not None for entry in found)
    assert len(names(tmp_path)) == len(found)


@pytest.mark.skipif(os.name == "nt", reason="folders are not synced on Windows")
def test_everything_is_synced_before_the_capture_exists(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    box = make(tmp_path)
    synced: set[int] = set()
    at_rename: list[set[int]] = []
    rename = Path.rename

    def note(descriptor: int) -> None:
        synced.add(os.fstat(descriptor).st_ino)

    def noted(path: Path, target: Path) -> Path:
        at_rename.append({it.stat().st_ino for it in [path, *path.iterdir()]} - synced)
        return rename(path, target)

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", note)
        patch.setattr(Path, "rename", noted)
        box.store(metadata_for(MASTER), MASTER, preview=b"small")
    assert at_rename == [set()]
    assert (tmp_path / "spool").stat().st_ino in synced
