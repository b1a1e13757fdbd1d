"""Captures that wait for their upload: one folder per capture, complete or absent.

A capture is written to `.tmp-<id>`, synced, and renamed to `<id>`; from the rename on it exists. A folder that a crash
leaves under a temporary name was never acknowledged; the next start removes it. A file that the hub cannot decode has
a `preview.jpg` beside it. All methods block.
"""

import json
import logging
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from camera_ws.errors import NoSpace
from camera_ws.files.durable import sync_file, sync_folder, sync_together, write_new
from camera_ws.protocol.messages import CaptureMetadata
from camera_ws.protocol.rpc import loads
from camera_ws.uploads.refused import RefusedCaptures, RefusedFolder

log = logging.getLogger(__name__)

RESERVE_BYTES = 64 * 1024 * 1024
"""Always left free: logs, and databases on the same disk, must go on working."""

_TEMPORARY = ".tmp-"
_METADATA = "metadata.json"
_PREVIEW = "preview.jpg"
_REJECTED = "rejected"


OnStored = Callable[[CaptureMetadata], None]


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
        self._refused = RefusedFolder(folder / _REJECTED)

    @property
    def count(self) -> int:
        return len(self._entries)

    @property
    def refused(self) -> RefusedCaptures | None:
        """None when there are none. From memory: only recount_refused sees that a person removed some."""
        return self._refused.captures

    @property
    def free_bytes(self) -> int:
        """Free space on the disk, including the reserve."""
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
        """Removes unfinished captures and loads the complete ones."""
        self._folder.mkdir(parents=True, exist_ok=True)
        sync_folder(self._folder.parent)
        self._refused.load()
        for path in sorted(self._folder.iterdir()):
            if path.name.startswith(_TEMPORARY):
                _remove_unfinished(path)
            elif path.is_dir() and path.name != _REJECTED:
                self._load(path)

    def store(
        self,
        metadata: CaptureMetadata,
        *parts: bytes | memoryview,
        preview: bytes | None = None,
        on_stored: OnStored | None = None,
    ) -> SpoolEntry:
        """Durable when it returns. NoSpace when the disk is too full; then no part of it is left.

        on_stored: called when the capture is durable and before the uploader can see it.
        """
        self.check_space(sum(map(len, parts)) + len(preview or b""))
        try:
            folder = self.begin(metadata.id)
            master = folder / metadata.filename
            write_new(master, *parts)
            return self._finish(metadata, master, preview, on_stored)
        except BaseException:
            self.discard(metadata.id)
            raise

    def begin(self, capture_id: str) -> Path:
        """An empty folder for a file written piece by piece. Then adopt or discard it; a crash discards it too."""
        self._make_folder()
        folder = self._temporary(capture_id)
        if folder.exists():
            shutil.rmtree(folder)
        folder.mkdir()
        return folder

    def adopt(self, metadata: CaptureMetadata, file: Path, preview: bytes | None = None) -> SpoolEntry:
        """As store, for a complete file in the folder from begin: it is renamed, not copied.

        After an error such as NoSpace the file is back where it was.
        """
        folder = self._temporary(metadata.id)
        if file.parent != folder:
            raise ValueError(f"{file} is not in the spool's folder for capture {metadata.id}")
        # While the file can stay where it is: the disk may turn out to be full.
        sync_file(file)
        master = file.rename(folder / metadata.filename)
        try:
            return self._finish(metadata, master, preview)
        except (OSError, NoSpace):
            for name in (_METADATA, _PREVIEW):
                (folder / name).unlink(missing_ok=True)
            master.rename(file)
            raise

    def discard(self, capture_id: str) -> None:
        """Removes the folder from begin."""
        shutil.rmtree(self._temporary(capture_id), ignore_errors=True)

    def remove(self, capture_id: str) -> None:
        """Call when the hub has confirmed that the capture is durable there.

        OSError when another program holds the folder. The entry then stays, and remove can be called again.
        """
        entry = self.get(capture_id)
        if entry is None or self._forget_removed(entry):
            return
        # Rename first: a crash then leaves a temporary folder, not half a capture.
        removed = self._temporary(capture_id)
        entry.master.parent.rename(removed)
        self._drop(capture_id)
        shutil.rmtree(removed, ignore_errors=True)

    def reject(self, capture_id: str, reason: str) -> bool:
        """Sets aside a capture that the hub refused permanently; a person decides about it.

        False when there is nothing to set aside, because its folder was removed. OSError when another program holds
        the folder. The entry then stays, and reject can be called again.
        """
        entry = self.get(capture_id)
        if entry is None or self._forget_removed(entry):
            return False
        self._refused.add(entry.master.parent, reason, on_moved=lambda: self._drop(capture_id))
        return True

    def recount_refused(self) -> None:
        """Counts the folder of refused captures again: a person may have removed some."""
        self._refused.recount()

    def check_space(self, needed_bytes: int) -> None:
        """NoSpace when this many bytes would use up the reserve."""
        self._make_folder()
        free = self.free_bytes
        if free - needed_bytes < self._reserve_bytes:
            raise NoSpace(
                f"no space for another capture: {needed_bytes} bytes needed, {free} free, "
                f"{self._reserve_bytes} kept in reserve"
            )

    def _make_folder(self) -> None:
        """Makes the spool again if a person has removed it.

        FileNotFoundError while the data folder is missing too: its disk may be away for a while, with the captures.
        """
        if self._folder.exists():
            return
        # Two captures may find it missing at once.
        self._folder.mkdir(exist_ok=True)
        sync_folder(self._folder.parent)
        log.error("the folder of the spool was removed; it was made again", extra={"folder": str(self._folder)})

    def _forget_removed(self, entry: SpoolEntry) -> bool:
        """Whether a person has removed the folder of a capture: no further attempt can upload it."""
        self._make_folder()
        if entry.master.parent.exists():
            return False
        self._drop(entry.metadata.id)
        log.error(
            "the folder of a capture was removed from the spool",
            extra={"capture": entry.metadata.id, "file": entry.metadata.filename},
        )
        return True

    def _drop(self, capture_id: str) -> None:
        with self._lock:
            self._entries.pop(capture_id, None)

    def _temporary(self, capture_id: str) -> Path:
        return self._folder / f"{_TEMPORARY}{capture_id}"

    def _finish(
        self, metadata: CaptureMetadata, master: Path, preview: bytes | None, on_stored: OnStored | None = None
    ) -> SpoolEntry:
        folder = master.parent
        files = [master, folder / _METADATA]
        text = json.dumps(metadata.to_json(), ensure_ascii=False, indent=2)
        write_new(folder / _METADATA, text.encode())
        if preview is not None:
            files.append(folder / _PREVIEW)
            write_new(folder / _PREVIEW, preview)
        sync_together(folder, files)
        final = self._folder / metadata.id
        folder.rename(final)
        sync_folder(self._folder)
        entry = _entry(metadata, final)
        if on_stored is not None:
            _call_on_stored(on_stored, metadata)
        with self._lock:
            self._entries[metadata.id] = entry
        return entry

    def _load(self, folder: Path) -> None:
        try:
            metadata = CaptureMetadata.from_wire(loads((folder / _METADATA).read_bytes()))
            master = folder / metadata.filename
            size = master.stat().st_size
        except (OSError, ValueError, RecursionError, ValidationError) as error:
            log.error("unreadable capture left in the spool", extra={"folder": folder.name, "reason": str(error)})
            return
        if metadata.id != folder.name or size != metadata.size_bytes:
            log.error("capture in the spool does not match its metadata", extra={"folder": folder.name})
            return
        self._entries[metadata.id] = _entry(metadata, folder)


def _entry(metadata: CaptureMetadata, folder: Path) -> SpoolEntry:
    preview = folder / _PREVIEW
    return SpoolEntry(metadata, folder / metadata.filename, preview if preview.exists() else None)


def _remove_unfinished(folder: Path) -> None:
    """A failure is only logged: the service must start, and the folder is never taken for a capture."""
    try:
        shutil.rmtree(folder)
    except OSError as error:
        log.error("an unfinished capture cannot be removed", extra={"folder": folder.name, "reason": str(error)})


def _call_on_stored(on_stored: OnStored, metadata: CaptureMetadata) -> None:
    """A failure is only logged: the capture is durable already."""
    try:
        on_stored(metadata)
    except OSError as error:
        log.warning("a capture could not be recorded", extra={"capture": metadata.id, "reason": str(error)})


def _free_bytes(folder: Path) -> int:
    return shutil.disk_usage(folder).free
