"""File names with time and format, unique among the known ones."""

from collections.abc import Iterable

from camera_ws.encoding.masters.facts import moment
from camera_ws.encoding.masters.formats import EXTENSION
from camera_ws.protocol.camera.settings import MasterFormat


class Names:
    """used: names that exist already."""

    def __init__(self, used: Iterable[str]) -> None:
        self._used = set(used)

    def claim(self, captured_at_us: int, format: MasterFormat) -> str:
        """capture_YYYYMMDD_HHMMSS_mmm.ext, UTC; a clash gets _2, _3 and so on."""
        stem = f"capture_{moment(captured_at_us):%Y%m%d_%H%M%S}_{captured_at_us // 1000 % 1000:03d}"
        name, count = f"{stem}.{EXTENSION[format]}", 1
        while name in self._used:
            count += 1
            name = f"{stem}_{count}.{EXTENSION[format]}"
        self._used.add(name)
        return name

    def release(self, name: str) -> None:
        self._used.discard(name)
