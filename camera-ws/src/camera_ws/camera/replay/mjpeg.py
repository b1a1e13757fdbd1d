"""A raw MJPEG stream: JPEGs one after another, with or without multipart headers between them."""

import itertools
import mmap
from pathlib import Path

from camera_ws.camera.pictures.picture import Picture, jpeg_picture
from camera_ws.errors import CameraError

_SOI = b"\xff\xd8\xff"
_EOI = 0xD9
_SOS = 0xDA
_TEM = 0x01


class MjpegSource:
    """The file is mapped, not read: a recording may be larger than memory."""

    def __init__(self, path: Path) -> None:
        self._name = path.name
        self._file = path.open("rb")
        try:
            self._data = mmap.mmap(self._file.fileno(), 0, access=mmap.ACCESS_READ)
        except ValueError as error:
            self._file.close()
            raise CameraError(f"{path.name} is empty") from error
        self._spans = split_jpegs(self._data)
        if not self._spans:
            self.close()
            raise CameraError(f"no complete JPEG in {path.name}")
        self._order = itertools.cycle(self._spans)

    def next(self) -> Picture:
        start, end = next(self._order)
        return jpeg_picture(self._data[start:end], self._name)

    def close(self) -> None:
        self._data.close()
        self._file.close()


def split_jpegs(data: "bytes | mmap.mmap") -> list[tuple[int, int]]:
    """Start and end of every complete JPEG. Skips other data and a truncated last JPEG."""
    spans: list[tuple[int, int]] = []
    start = data.find(_SOI)
    while start >= 0:
        end = _end_of_jpeg(data, start)
        if end is not None:
            spans.append((start, end))
        start = data.find(_SOI, end if end is not None else start + len(_SOI))
    return spans


def _end_of_jpeg(data: "bytes | mmap.mmap", start: int) -> int | None:
    """Follows the segments (ITU-T T.81, annex B), because a thumbnail inside has its own end marker."""
    at = start + 2
    while at + 4 <= len(data):
        if data[at] != 0xFF:
            return None
        marker = data[at + 1]
        if marker == 0xFF:
            at += 1
        elif marker == _EOI:
            return at + 2
        elif marker == _TEM or 0xD0 <= marker <= 0xD7:
            at += 2
        else:
            at += 2 + int.from_bytes(data[at + 2 : at + 4], "big")
            if marker == _SOS:
                at = _end_of_scan(data, at)
    return at + 2 if data[at : at + 2] == b"\xff\xd9" else None


def _end_of_scan(data: "bytes | mmap.mmap", at: int) -> int:
    """The next marker after entropy-coded data: FF that is neither stuffed (FF00) nor a restart marker."""
    while True:
        at = data.find(b"\xff", at)
        if at < 0 or at + 1 >= len(data):
            return len(data)
        following = data[at + 1]
        if following != 0x00 and not 0xD0 <= following <= 0xD7:
            return at
        at += 2
