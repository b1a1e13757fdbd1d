"""The address of a video source. It may contain credentials: only `shown` is for logs, states and errors."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit

Kind = Literal["file", "http", "lavfi", "rtsp", "usb"]

ADDRESS_MAX = 2048
_SCHEMES: dict[str, Kind] = {"http": "http", "https": "http", "rtsp": "rtsp", "rtsps": "rtsp"}
_USB = re.compile(r"\d{1,2}|/dev/video\d{1,3}|/dev/v4l/by-(?:id|path)/[\w.:+-]{1,200}")
_FORMS = "rtsp://…, http://…, usb:0 or a file"


@dataclass(frozen=True, slots=True)
class Address:
    """shown is without user, password, path and query: cameras take credentials in all of them."""

    kind: Kind
    target: str = field(repr=False)
    shown: str


def parse_address(text: str) -> Address:
    """ValueError, which does not quote the address, when it is none."""
    if not 0 < len(text) <= ADDRESS_MAX:
        raise ValueError(f"must have 1 to {ADDRESS_MAX} characters")
    if not text.isprintable():
        raise ValueError("must be printable text")
    if text.startswith("lavfi:"):
        return Address("lavfi", text.removeprefix("lavfi:"), "lavfi")
    if text.startswith("usb:"):
        device = text.removeprefix("usb:")
        if not _USB.fullmatch(device):
            raise ValueError("after usb: comes a number, /dev/video0, or a name in /dev/v4l/by-id")
        return Address("usb", device, text)
    if "://" not in text:
        return Address("file", str(Path(text).absolute()), Path(text).name)
    return _network_address(text)


def _network_address(text: str) -> Address:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        # Its message quotes the address.
        raise ValueError(f"is not a valid address: {_FORMS}") from None
    kind = _SCHEMES.get(parts.scheme)
    if kind is None:
        raise ValueError(f"the scheme {parts.scheme[:16]} is not supported: {_FORMS}")
    if not parts.hostname:
        raise ValueError(f"has no host: {_FORMS}")
    if not text.isascii() or " " in text:
        raise ValueError("must be ASCII without spaces: write other characters as %20")
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return Address(kind, text, f"{parts.scheme}://{host}{'' if port is None else f':{port}'}")
