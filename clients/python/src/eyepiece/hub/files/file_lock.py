"""One download of a file into a folder at a time: two would write to the same part."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from eyepiece.errors import EyepieceError

if sys.platform == "win32":
    import msvcrt

    def _lock(handle: int) -> None:
        msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _lock(handle: int) -> None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)


@contextmanager
def file_lock(path: Path, what: str) -> Generator[None]:
    """Raises EyepieceError while another program, or another task of this one, holds the lock."""
    handle = _open_locked(path, what)
    try:
        yield
    finally:
        # Windows removes no file that is open.
        with suppress(OSError):
            path.unlink(missing_ok=True)
        os.close(handle)
        if sys.platform == "win32":
            with suppress(OSError):
                path.unlink(missing_ok=True)


def _open_locked(path: Path, what: str) -> int:
    while True:
        handle = os.open(path, os.O_CREAT | os.O_RDWR, 0o600)
        try:
            _lock(handle)
        except (BlockingIOError, PermissionError) as error:
            os.close(handle)
            raise EyepieceError(f"{what} is being downloaded by another program") from error
        except OSError:
            # A file system without locks.
            return handle
        if _is_at(path, handle):
            return handle
        # Its last holder has removed it in the meantime.
        os.close(handle)


def _is_at(path: Path, handle: int) -> bool:
    try:
        return os.path.samestat(path.stat(), os.fstat(handle))
    except FileNotFoundError:
        return False
