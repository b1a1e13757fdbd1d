"""Keeps other accounts of the machine out of the service's files. On Windows, folders inherit the owner's rights."""

import os
import stat
from pathlib import Path

_PRIVATE_UMASK = 0o077
_FOLDER_MODE = 0o700
_FILE_MODE = 0o600
_OTHERS = 0o077
"""Permission bits of the group and of all others."""


class OpenToOthers(OSError):
    """Other accounts can read or change the data folder, and this cannot be corrected."""


def make_files_private() -> None:
    """Files that this process makes from now on are readable by its own account only."""
    if os.name == "posix":
        os.umask(_PRIVATE_UMASK)


def claim_folder(folder: Path, variable: str) -> None:
    """Makes the folder private, and creates it if necessary; OpenToOthers when other accounts keep access.

    A folder that was open until now may hold open files: then everything in it is corrected.
    """
    folder.mkdir(mode=_FOLDER_MODE, parents=True, exist_ok=True)
    if os.name != "posix":
        return
    where = f"{variable}={folder}"
    found = folder.stat()
    if found.st_uid != os.getuid():
        raise OpenToOthers(
            f"{where} belongs to another account (user id {found.st_uid}): "
            "run as that account, chown the folder, or choose another one"
        )
    if not found.st_mode & _OTHERS:
        return
    _correct(folder, _FOLDER_MODE, where)
    if folder.stat().st_mode & _OTHERS:
        raise OpenToOthers(
            f"{where} stays open to other accounts: its file system does not store file modes; "
            "choose a folder on another file system"
        )
    for parent, folders, files in os.walk(folder):
        for names, mode in ((folders, _FOLDER_MODE), (files, _FILE_MODE)):
            for name in names:
                _correct_entry(Path(parent) / name, mode, where)


def _correct_entry(path: Path, mode: int, where: str) -> None:
    """Symbolic links and their targets are left alone."""
    try:
        found = path.lstat()
    except FileNotFoundError:
        return
    if found.st_mode & _OTHERS and not stat.S_ISLNK(found.st_mode):
        _correct(path, mode, where)


def _correct(path: Path, mode: int, where: str) -> None:
    try:
        path.chmod(mode)
    except FileNotFoundError:
        return
    except OSError as error:
        raise OpenToOthers(
            f"{where} is open to other accounts, and {path} cannot be changed ({error.strerror}): "
            "chown it, or chmod -R go= it"
        ) from error
