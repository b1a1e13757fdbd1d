"""Writing that survives a power cut: data first, then the name that makes it count."""

import errno
import os
from pathlib import Path

from camera_ws.errors import NoSpace

_FULL = {errno.ENOSPC, errno.EDQUOT}


def write_durably(path: Path, data: bytes) -> None:
    """Writes a new file and waits until it is on the disk. NoSpace when the disk is full."""
    try:
        with path.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        if error.errno in _FULL:
            raise NoSpace(f"the disk is full: {len(data)} bytes do not fit") from error
        raise


def sync_folder(path: Path) -> None:
    """Makes names in a folder durable. Windows has no such call: NTFS journals names by itself."""
    if os.name == "nt":
        return
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
