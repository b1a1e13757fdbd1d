"""Writes that survive a power cut: sync the data first, then the folder that names it."""

import errno
import hashlib
import os
from collections.abc import Generator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from camera_ws.errors import NoSpace

FULL = {errno.ENOSPC, errno.EDQUOT}


def write_durably(path: Path, *parts: bytes | memoryview) -> None:
    """Writes a new file of these parts and waits until it is on the disk. NoSpace when the disk is full."""
    with _no_space_when_full(_size_of(parts)), path.open("xb") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())


def write_new(path: Path, *parts: bytes | memoryview) -> None:
    """Writes a new file that is not on the disk yet: sync_together follows. NoSpace when the disk is full."""
    with _no_space_when_full(_size_of(parts)), path.open("xb") as file:
        file.writelines(parts)


def sync_together(folder: Path, files: Sequence[Path]) -> None:
    """Syncs files and the folder that names them at the same time. NoSpace when the disk is full.

    Syncs that wait for the same commit of the file system's journal cost one wait instead of one each.
    """
    with ThreadPoolExecutor(max(1, len(files)), thread_name_prefix="sync") as threads:
        syncs = [threads.submit(sync_file, file) for file in files]
        sync_folder(folder)
    for sync in syncs:
        sync.result()


def sync_file(path: Path) -> None:
    """Syncs a file that is already written. NoSpace when the disk is full."""
    with _no_space_when_full(f"{path.name} could not be finished"), path.open("rb+") as file:
        os.fsync(file.fileno())


def _size_of(parts: Sequence[bytes | memoryview]) -> str:
    return f"{sum(map(len, parts))} bytes do not fit"


@contextmanager
def _no_space_when_full(consequence: str) -> Generator[None, None, None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise NoSpace(f"the disk is full: {consequence}") from error
        raise


def sync_folder(path: Path) -> None:
    """Syncs the names in a folder. NoSpace when the disk is full. Not on Windows: NTFS journals names by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        with _no_space_when_full(f"the names in {path.name} could not be written"):
            os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of(path: Path) -> str:
    """Reads the file in pieces, so that its size does not matter."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
