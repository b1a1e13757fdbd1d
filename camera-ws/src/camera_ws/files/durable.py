"""Writes that survive a power cut: sync the data first, then the folder that names it."""

import errno
import hashlib
import os
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path

from camera_ws.errors import NoSpace

FULL = {errno.ENOSPC, errno.EDQUOT}


def write_durably(path: Path, *parts: bytes | memoryview) -> None:
    """Writes a new file of these parts and waits until it is on the disk. NoSpace when the disk is full."""
    with _no_space_when_full(f"{sum(map(len, parts))} bytes do not fit"), path.open("xb") as file:
        file.writelines(parts)
        file.flush()
        os.fsync(file.fileno())


def sync_file(path: Path) -> None:
    """Syncs a file that is already written. NoSpace when the disk is full."""
    with _no_space_when_full(f"{path.name} could not be finished"), path.open("rb+") as file:
        os.fsync(file.fileno())


@contextmanager
def _no_space_when_full(consequence: str) -> Generator[None, None, None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise NoSpace(f"the disk is full: {consequence}") from error
        raise


def sync_folder(path: Path) -> None:
    """Syncs the names in a folder. Not on Windows: NTFS journals names by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def sha256_of(path: Path) -> str:
    """Reads the file in pieces, so that its size does not matter."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
