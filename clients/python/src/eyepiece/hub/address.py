"""Where the hub is, and the secret key for it."""

import os
import ssl
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import SplitResult, urlsplit

from eyepiece.errors import EyepieceError
from eyepiece.stored_login import read_login


class Secret:
    """Hides the key from representations, errors and logs."""

    __slots__ = ("_value",)

    def __init__(self, value: str) -> None:
        self._value = value

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return "<key>"


@dataclass(frozen=True)
class Address:
    """origin: scheme, host and port. base_path: empty, or the path below which the hub is published."""

    origin: str
    base_path: str
    key: Secret
    ca_file: Path | None = field(default=None)

    @property
    def url(self) -> str:
        return self.origin + self.base_path

    def tls(self) -> ssl.SSLContext | None:
        """None for plain HTTP."""
        if not self.origin.startswith("https:"):
            return None
        try:
            return ssl.create_default_context(cafile=self.ca_file)
        except OSError as error:
            raise EyepieceError(f"the certificates in {self.ca_file} cannot be read: {error}") from error


def find_address(url: str | None, key: str | None, ca_file: str | os.PathLike[str] | None) -> Address:
    """Arguments, then EYEPIECE_URL, EYEPIECE_KEY and EYEPIECE_CA, then what `eyepiece login` stored."""
    url = url or os.environ.get("EYEPIECE_URL")
    key = key or os.environ.get("EYEPIECE_KEY")
    ca_file = ca_file or os.environ.get("EYEPIECE_CA")
    if not url or not key:
        login = read_login()
        # A key goes only to the hub that it was stored for.
        if login is not None and (not url or url.rstrip("/") == login.url):
            url, key = login.url, key or login.key
            ca_file = ca_file or login.ca_file
    if not url:
        raise EyepieceError("no hub is named: pass url, set EYEPIECE_URL, or run `eyepiece login`")
    if not key:
        raise EyepieceError(f"there is no key for {url}: pass key, set EYEPIECE_KEY, or run `eyepiece login`")
    return make_address(url, key, ca_file)


def make_address(url: str, key: str, ca_file: str | os.PathLike[str] | None = None) -> Address:
    origin, base_path = _split(url)
    if any(ord(char) <= 32 or ord(char) > 126 for char in key):
        raise EyepieceError("the key contains blanks or characters that no key has")
    return Address(origin, base_path, Secret(key), Path(ca_file) if ca_file else None)


def _split(url: str) -> tuple[str, str]:
    try:
        parts = urlsplit(url)
        valid = parts.port is None or parts.port > 0
    except ValueError as error:
        raise EyepieceError(f"the url of the hub is not valid: {error}") from error
    if parts.scheme not in ("http", "https") or not parts.hostname or not valid:
        raise EyepieceError(f"the url of the hub must begin with http:// or https:// and name a host: {_plain(parts)}")
    if parts.username is not None or parts.query or parts.fragment:
        raise EyepieceError("the url of the hub must have neither user, query nor fragment: pass the key as key")
    return f"{parts.scheme}://{parts.netloc}", parts.path.rstrip("/")


def _plain(parts: SplitResult) -> str:
    """Without what might be a secret."""
    return f"{parts.scheme}://{parts.hostname or ''}{parts.path}" if parts.hostname else parts.path
