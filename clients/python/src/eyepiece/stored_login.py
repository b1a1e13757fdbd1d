"""The login that `eyepiece login` stores: a file that only its owner can read."""

import json
import os
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from platformdirs import user_config_path

from eyepiece.errors import EyepieceError

_FILE = "login.json"


@dataclass(frozen=True)
class Login:
    url: str
    key: str = field(repr=False)
    ca_file: str | None = None


def login_path() -> Path:
    return user_config_path("eyepiece", appauthor=False) / _FILE


def read_login() -> Login | None:
    """None if nobody has logged in."""
    path = login_path()
    try:
        stored = json.loads(path.read_text("utf-8"))
        ca_file = stored.get("ca_file")
        return Login(str(stored["url"]), str(stored["key"]), None if ca_file is None else str(ca_file))
    except FileNotFoundError:
        return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        # The text of the error could contain what is in the file.
        raise EyepieceError(f"{path} cannot be read ({type(error).__name__}): run `eyepiece login` again") from None


def store_login(login: Login) -> Path:
    """Replaces the file at once, so that a crash leaves the old one or the new one."""
    path = login_path()
    content = {"url": login.url, "key": login.key, "ca_file": login.ca_file}
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        # mkstemp makes files that only their owner can read.
        handle, temporary = tempfile.mkstemp(prefix=".login-", dir=path.parent)
        try:
            with os.fdopen(handle, "w", encoding="utf-8") as file:
                json.dump(content, file)
                file.flush()
                os.fsync(file.fileno())
            Path(temporary).replace(path)
        except BaseException:
            Path(temporary).unlink(missing_ok=True)
            raise
    except OSError as error:
        raise EyepieceError(f"the login cannot be stored in {path}: {error.strerror}") from error
    return path


def forget_login() -> bool:
    """Whether there was one."""
    try:
        login_path().unlink()
    except FileNotFoundError:
        return False
    return True
