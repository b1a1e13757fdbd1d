"""File names: when, then what; never the same twice while the first is still known."""

from collections.abc import Iterable

from camera_ws.encoding.masters.facts import moment
from camera_ws.encoding.masters.formats import EXTENSION
from camera_ws.protocol.settings import MasterFormat


class Names:
    """taken: names that are in use already."""

    def __init__(self, taken: Iterable[str]) -> None:
        self._taken = set(taken)

    def claim(self, captured_at_us: int, format: MasterFormat) -> str:
        """capture_YYYYMMDD_HHMMSS_mmm.ext, UTC; a clash gets _2, _3 and so on."""
        stem = f"capture_{moment(captured_at_us):%Y%m%d_%H%M%S}_{captured_at_us // 1000 % 1000:03d}"
        name, count = f"{stem}.{EXTENSION[format]}", 1
        while name in self._taken:
            count += 1
            name = f"{stem}_{count}.{EXTENSION[format]}"
        self._taken.add(name)
        return name

    def release(self, name: str) -> None:
        self._taken.discard(name)
