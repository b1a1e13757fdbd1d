"""Captures waiting to be uploaded: one folder per capture, there whole or not at all.

A capture is written to `.tmp-<id>`, synced, and renamed to `<id>`; the rename is the moment it exists. What a crash
leaves under a temporary name was never acknowledged and is removed at the next start. All methods block.
"""

import json
import logging
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from camera_ws.durable import sync_folder, write_durably
from camera_ws.errors import NoSpace
from camera_ws.protocol.messages import CaptureMetadata
from camera_ws.protocol.rpc import loads

log = logging.getLogger(__name__)

RESERVE_BYTES = 64 * 1024 * 1024
"""Never filled: logs, and the database of whoever shares the disk, must go on working."""

_TEMPORARY = ".tmp-"
_METADATA = "metadata.json"
_REJECTED = "rejected"
_REASON = "reason.txt"


@dataclass(frozen=True, slots=True)
class SpoolEntry:
    metadata: CaptureMetadata
    master: Path


class Spool:
    """Safe to use from several threads. recover before use."""

    def __init__(
        self, folder: Path, reserve_bytes: int = RESERVE_BYTES, free_bytes: Callable[[Path], int] | None = None
    ) -> None:
        self._folder = folder
        self._reserve_bytes = reserve_bytes
        self._free_bytes = free_bytes or _free_bytes
        self._entries: dict[str, SpoolEntry] = {}
        self._lock = threading.Lock()

    @property
    def count(self) -> int:
        return len(self._entries)

    def entries(self) -> list[SpoolEntry]:
        """Oldest first."""
        with self._lock:
            return sorted(self._entries.values(), key=lambda entry: entry.metadata.captured_at_us)

    def get(self, capture_id: str) -> SpoolEntry | None:
        return self._entries.get(capture_id)

    def recover(self) -> None:
        """Removes what was never finished and picks up what waits."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for path in sorted(self._folder.iterdir()):
            if path.name.startswith(_TEMPORARY):
                shutil.rmtree(path)
            elif path.is_dir() and path.name != _REJECTED:
                self._pick_up(path)

    def store(self, metadata: CaptureMetadata, master: bytes) -> SpoolEntry:
        """Durable when it returns. NoSpace when the disk does not hold it; then nothing of it is left."""
        self._check_space(len(master))
        temporary = self._folder / f"{_TEMPORARY}{metadata.id}"
        final = self._folder / metadata.id
        try:
            self._write(temporary, metadata, master)
            temporary.rename(final)
        except BaseException:
            shutil.rmtree(temporary, ignore_errors=True)
            raise
        sync_folder(self._folder)
        entry = SpoolEntry(metadata, final / metadata.filename)
        with self._lock:
            self._entries[metadata.id] = entry
        return entry

    def remove(self, capture_id: str) -> None:
        """For when the hub has said that the capture is durable there."""
        with self._lock:
            entry = self._entries.pop(capture_id, None)
        if entry is None:
            return
        # Renamed first: a crash half way through leaves a temporary folder, not half a capture.
        doomed = self._folder / f"{_TEMPORARY}{capture_id}"
        entry.master.parent.rename(doomed)
        shutil.rmtree(doomed, ignore_errors=True)

    def reject(self, capture_id: str, reason: str) -> None:
        """Sets aside what the hub will never take; a person decides what becomes of it."""
        with self._lock:
            entry = self._entries.pop(capture_id, None)
        if entry is None:
            return
        rejected = self._folder / _REJECTED
        rejected.mkdir(exist_ok=True)
        target = rejected / capture_id
        if target.exists():
            shutil.rmtree(target)
        entry.master.parent.rename(target)
        (target / _REASON).write_text(reason + "\n", encoding="utf-8")
        sync_folder(rejected)

    def _check_space(self, needed_bytes: int) -> None:
        free = self._free_bytes(self._folder)
        if free - needed_bytes < self._reserve_bytes:
            raise NoSpace(
                f"no space for another capture: {needed_bytes} bytes needed, {free} free, "
                f"{self._reserve_bytes} kept in reserve"
            )

    def _write(self, folder: Path, metadata: CaptureMetadata, master: bytes) -> None:
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir()
        write_durably(folder / metadata.filename, master)
        text = json.dumps(metadata.to_json(), ensure_ascii=False, indent=2)
        write_durably(folder / _METADATA, text.encode())
        sync_folder(folder)

    def _pick_up(self, folder: Path) -> None:
        try:
            metadata = CaptureMetadata.from_wire(loads((folder / _METADATA).read_bytes()))
            master = folder / metadata.filename
            size = master.stat().st_size
        except (OSError, ValueError, ValidationError) as error:
            log.error("unreadable capture left in the spool", extra={"folder": folder.name, "reason": str(error)})
            return
        if metadata.id != folder.name or size != metadata.size_bytes:
            log.error("capture in the spool does not match its metadata", extra={"folder": folder.name})
            return
        self._entries[metadata.id] = SpoolEntry(metadata, master)


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free
