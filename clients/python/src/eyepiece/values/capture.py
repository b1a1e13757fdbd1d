"""The metadata of a capture, and its safe name on this machine."""

import re
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any

from eyepiece.errors import UnexpectedAnswer
from eyepiece.values.record import OfCamera

_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\..*)?", re.IGNORECASE)


class CaptureFields(OfCamera):
    """The fields that are used most. `data` has all, see Capture at /docs of the hub."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}>"

    @property
    def name(self) -> str:
        """A relative path with forward slashes, unique in the library."""
        return self._text("name")

    @property
    def format(self) -> str:
        return self._text("format")

    @property
    def width(self) -> int:
        return self._whole("width")

    @property
    def height(self) -> int:
        return self._whole("height")

    @property
    def bit_depth(self) -> int:
        return self._whole("bitDepth")

    @property
    def channels(self) -> int:
        return self._whole("channels")

    @property
    def size_bytes(self) -> int:
        return self._whole("sizeBytes")

    @property
    def sha256(self) -> str:
        return self._text("sha256").lower()

    @property
    def captured_at(self) -> datetime:
        return self._time("capturedAt")

    @property
    def exposure_ms(self) -> float:
        return self._number("exposureMs")

    @property
    def gain_db(self) -> float:
        return self._number("gainDb")

    @property
    def um_per_pixel(self) -> float | None:
        """Size of a pixel in the specimen; None without calibration."""
        return None if self.data.get("umPerPixel") is None else self._number("umPerPixel")

    @property
    def label(self) -> str | None:
        return self._optional_text("label")

    @property
    def tags(self) -> list[str]:
        return [str(tag) for tag in self.data.get("tags", [])]

    @property
    def rating(self) -> int:
        """Stars; 0: none."""
        return self._whole("rating")

    @property
    def job_id(self) -> str | None:
        return self._optional_text("jobId")

    @property
    def file_path(self) -> PurePosixPath:
        """`name` as a relative path. Raises UnexpectedAnswer if it could leave the folder of a download."""
        parts = self.name.split("/")
        for part in parts:
            unsafe = part in ("", ".", "..") or part[-1:] in (".", " ") or _DEVICE.fullmatch(part)
            if unsafe or any(char in '<>:"|?*\\' or ord(char) < 32 for char in part):
                raise UnexpectedAnswer(f"the name {self.name!r} of capture {self.id} is not a safe path")
        return PurePosixPath(*parts)


def table_row(data: dict[str, Any]) -> dict[str, Any]:
    """The scalar fields of a capture, for a table."""
    return {name: value for name, value in data.items() if not isinstance(value, dict)}
