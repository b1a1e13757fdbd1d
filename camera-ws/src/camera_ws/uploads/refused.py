"""Captures that the hub refused for good: set aside in a folder of the spool. A person decides about them."""

import logging
import os
import shutil
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from camera_ws.files.durable import sync_folder

log = logging.getLogger(__name__)

_REASON = "reason.txt"


@dataclass(frozen=True, slots=True)
class RefusedCaptures:
    """Captures set aside because the hub refused them for good."""

    count: int
    reason: str
    """Of the last refusal."""


class RefusedFolder:
    """Safe to use from several threads. load before use."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._lock = threading.Lock()
        self._captures: RefusedCaptures | None = None
        self._rejections = 0

    @property
    def captures(self) -> RefusedCaptures | None:
        """None when there are none. From memory: only recount sees that a person removed some."""
        return self._captures

    def load(self) -> None:
        self._set(_count_folders(self._folder), _last_reason(self._folder))

    def add(self, capture: Path, reason: str, on_moved: Callable[[], None]) -> None:
        """Moves the folder of a capture here. on_moved: called when it has left its place.

        OSError when another program holds the folder. It then stays where it is.
        """
        self._folder.mkdir(exist_ok=True)
        target = self._folder / capture.name
        repeated = target.exists()
        if repeated:
            shutil.rmtree(target)
        capture.rename(target)
        on_moved()
        _write_reason(target, reason)
        with self._lock:
            self._rejections += 1
            before = self._captures.count if self._captures else 0
            self._set(before if repeated else before + 1, reason)

    def recount(self) -> None:
        rejections = self._rejections
        count = _count_folders(self._folder)
        with self._lock:
            # A capture refused meanwhile may be missing from the count: leave it to the next recount.
            if self._captures is not None and rejections == self._rejections:
                self._set(count, self._captures.reason)

    def _set(self, count: int, reason: str) -> None:
        self._captures = RefusedCaptures(count, reason) if count else None


def _count_folders(folder: Path) -> int:
    """0 when the folder cannot be read."""
    try:
        with os.scandir(folder) as entries:
            return sum(entry.is_dir() for entry in entries)
    except OSError:
        return 0


def _last_reason(rejected: Path) -> str:
    """The reason of the last refusal; empty when it cannot be read."""
    try:
        newest = max(rejected.glob(f"*/{_REASON}"), key=lambda path: path.stat().st_mtime_ns, default=None)
        return newest.read_text(encoding="utf-8", errors="replace").strip() if newest else ""
    except OSError:
        return ""


def _write_reason(folder: Path, reason: str) -> None:
    """A failure is only logged: the capture is set aside already."""
    try:
        (folder / _REASON).write_text(reason + "\n", encoding="utf-8")
        sync_folder(folder.parent)
    except OSError as error:
        log.warning(
            "the reason for the refusal of a capture could not be written",
            extra={"capture": folder.name, "reason": reason, "failure": str(error)},
        )
