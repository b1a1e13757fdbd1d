"""Captures waiting to be uploaded: one folder per capture, there whole or not at all.

A capture is written to `.tmp-<id>`, synced, and renamed to `<id>`; the rename is the moment it exists. What a crash
leaves under a temporary name was never acknowledged and is removed at the next start. Beside a file that the hub
cannot decode lies `preview.jpg`. All methods block.
"""

import json
import logging
import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from camera_ws.errors import NoSpace
from camera_ws.files.durable import sync_file, sync_folder, write_durably
from camera_ws.protocol.messages import CaptureMetadata
from camera_ws.protocol.rpc import loads

log = logging.getLogger(__name__)

RESERVE_BYTES = 64 * 1024 * 1024
"""Never filled: logs, and the database of whoever shares the disk, must go on working."""

_TEMPORARY = ".tmp-"
_METADATA = "metadata.json"
_PREVIEW = "preview.jpg"
_REJECTED = "rejected"
_REASON = "reason.txt"


@dataclass(frozen=True, slots=True)
class RefusedCaptures:
    """Captures set aside because the hub refused them for good."""

    count: int
    reason: str
    """Of the last one."""


Noted = Callable[[CaptureMetadata], None]


@dataclass(frozen=True, slots=True)
class SpoolEntry:
    metadata: CaptureMetadata
    master: Path
    preview: Path | None = None


class Spool:
    """Safe to use from several threads. recover before use."""

    def __init__(
        self, folder: Path, reserve_bytes: int = RESERVE_BYTES, free_bytes: Callable[[Path], int] | None = None
    ) -> None:
        self._folder = folder
        self._reserve_bytes = reserve_bytes
        self._measure_free = free_bytes or _free_bytes
        self._entries: dict[str, SpoolEntry] = {}
        self._lock = threading.Lock()
        self._refused: RefusedCaptures | None = None
        self._rejections = 0

    @property
    def count(self) -> int:
        return len(self._entries)

    @property
    def refused(self) -> RefusedCaptures | None:
        """None when there are none. From memory: recount_refused notices that a person took some away."""
        return self._refused

    @property
    def free_bytes(self) -> int:
        """Left on the disk, the reserve included."""
        return self._measure_free(self._folder)

    @property
    def disk_bytes(self) -> int:
        """Size of the disk."""
        return shutil.disk_usage(self._folder).total

    @property
    def reserve_bytes(self) -> int:
        return self._reserve_bytes

    def entries(self) -> list[SpoolEntry]:
        """Oldest first."""
        with self._lock:
            return sorted(self._entries.values(), key=lambda entry: entry.metadata.captured_at_us)

    def get(self, capture_id: str) -> SpoolEntry | None:
        return self._entries.get(capture_id)

    def recover(self) -> None:
        """Removes what was never finished and picks up what waits."""
        self._folder.mkdir(parents=True, exist_ok=True)
        self._note_refused(_count_folders(self._folder / _REJECTED), _last_reason(self._folder / _REJECTED))
        for path in sorted(self._folder.iterdir()):
            if path.name.startswith(_TEMPORARY):
                # Another program may hold one of the files: the next start tries again.
                shutil.rmtree(path, ignore_errors=True)
            elif path.is_dir() and path.name != _REJECTED:
                self._pick_up(path)

    def store(
        self,
        metadata: CaptureMetadata,
        *parts: bytes | memoryview,
        preview: bytes | None = None,
        noted: Noted | None = None,
    ) -> SpoolEntry:
        """Durable when it returns. NoSpace when the disk does not hold it; then nothing of it is left.

        noted: called when the capture is durable and nobody can have taken it to the hub, and so away, yet.
        """
        self.check_space(sum(map(len, parts)) + len(preview or b""))
        try:
            folder = self.begin(metadata.id)
            write_durably(folder / metadata.filename, *parts)
            return self._finish(folder, metadata, preview, noted)
        except BaseException:
            self.discard(metadata.id)
            raise

    def begin(self, capture_id: str) -> Path:
        """An empty folder for a file that is written bit by bit; adopt or discard it. A crash discards it too."""
        folder = self._temporary(capture_id)
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir()
        return folder

    def adopt(self, metadata: CaptureMetadata, file: Path, preview: bytes | None = None) -> SpoolEntry:
        """As store, for a file that lies finished in the folder from begin: it is renamed, not copied.

        When it fails, as by NoSpace, the file is where it was.
        """
        folder = self._temporary(metadata.id)
        if file.parent != folder:
            raise ValueError(f"{file} is not in the spool's folder for capture {metadata.id}")
        sync_file(file)
        master = file.rename(folder / metadata.filename)
        try:
            return self._finish(folder, metadata, preview)
        except (OSError, NoSpace):
            for name in (_METADATA, _PREVIEW):
                (folder / name).unlink(missing_ok=True)
            master.rename(file)
            raise

    def discard(self, capture_id: str) -> None:
        """What was begun and will not be finished."""
        shutil.rmtree(self._temporary(capture_id), ignore_errors=True)

    def remove(self, capture_id: str) -> None:
        """For when the hub has said that the capture is durable there.

        OSError when another program holds the folder; the entry then stays, and remove can be called again.
        """
        entry = self.get(capture_id)
        if entry is None:
            return
        # Renamed first: a crash half way through leaves a temporary folder, not half a capture.
        doomed = self._temporary(capture_id)
        entry.master.parent.rename(doomed)
        self._drop(capture_id)
        shutil.rmtree(doomed, ignore_errors=True)

    def reject(self, capture_id: str, reason: str) -> None:
        """Sets aside what the hub will never take; a person decides what becomes of it.

        OSError when another program holds the folder; the entry then stays, and reject can be called again.
        """
        entry = self.get(capture_id)
        if entry is None:
            return
        rejected = self._folder / _REJECTED
        rejected.mkdir(exist_ok=True)
        target = rejected / capture_id
        again = target.exists()
        if again:
            shutil.rmtree(target)
        entry.master.parent.rename(target)
        self._drop(capture_id)
        _write_reason(target, reason)
        with self._lock:
            self._rejections += 1
            before = self._refused.count if self._refused else 0
            self._note_refused(before if again else before + 1, reason)

    def recount_refused(self) -> None:
        """Reads the folder of the refused captures, which a person may have emptied."""
        rejections = self._rejections
        count = _count_folders(self._folder / _REJECTED)
        with self._lock:
            # A capture that was refused meanwhile may be counted or not: the next time tells.
            if self._refused is not None and rejections == self._rejections:
                self._note_refused(count, self._refused.reason)

    def check_space(self, needed_bytes: int) -> None:
        """NoSpace when so much would go into the reserve."""
        free = self.free_bytes
        if free - needed_bytes < self._reserve_bytes:
            raise NoSpace(
                f"no space for another capture: {needed_bytes} bytes needed, {free} free, "
                f"{self._reserve_bytes} kept in reserve"
            )

    def _drop(self, capture_id: str) -> None:
        with self._lock:
            self._entries.pop(capture_id, None)

    def _note_refused(self, count: int, reason: str) -> None:
        self._refused = RefusedCaptures(count, reason) if count else None

    def _temporary(self, capture_id: str) -> Path:
        return self._folder / f"{_TEMPORARY}{capture_id}"

    def _finish(
        self, folder: Path, metadata: CaptureMetadata, preview: bytes | None, noted: Noted | None = None
    ) -> SpoolEntry:
        if preview is not None:
            write_durably(folder / _PREVIEW, preview)
        text = json.dumps(metadata.to_json(), ensure_ascii=False, indent=2)
        write_durably(folder / _METADATA, text.encode())
        sync_folder(folder)
        final = self._folder / metadata.id
        folder.rename(final)
        sync_folder(self._folder)
        entry = _entry(metadata, final)
        if noted is not None:
            _note(noted, metadata)
        with self._lock:
            self._entries[metadata.id] = entry
        return entry

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
        self._entries[metadata.id] = _entry(metadata, folder)


def _entry(metadata: CaptureMetadata, folder: Path) -> SpoolEntry:
    preview = folder / _PREVIEW
    return SpoolEntry(metadata, folder / metadata.filename, preview if preview.exists() else None)


def _count_folders(folder: Path) -> int:
    """0 when it cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return sum(entry.is_dir() for entry in entries)
    except OSError:
        return 0


def _last_reason(rejected: Path) -> str:
    """Of the capture that was refused last; empty when it cannot be read."""
    try:
        newest = max(rejected.glob(f"*/{_REASON}"), key=lambda path: path.stat().st_mtime_ns, default=None)
        return newest.read_text(encoding="utf-8", errors="replace").strip() if newest else ""
    except OSError:
        return ""


def _write_reason(folder: Path, reason: str) -> None:
    """The capture is set aside already: on a full disk only its reason is missing."""
    try:
        (folder / _REASON).write_text(reason + "\n", encoding="utf-8")
        sync_folder(folder.parent)
    except OSError as error:
        log.warning(
            "the reason of a refused capture could not be written",
            extra={"capture": folder.name, "reason": reason, "failure": str(error)},
        )


def _note(noted: Noted, metadata: CaptureMetadata) -> None:
    """The capture is durable already: a note that cannot be written is missed only if the service is killed now."""
    try:
        noted(metadata)
    except OSError as error:
        log.warning("a capture could not be noted", extra={"capture": metadata.id, "reason": str(error)})


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free
