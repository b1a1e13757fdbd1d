"""JPEGs of which several threads encode a strip each; restart markers join them (ITU-T T.81, annex B.2 and E.1.3).

The prediction of a block starts anew after a restart marker, so the picture is exactly that of one encoder. This holds
without subsampling only: with it, libjpeg filters the colour of neighbouring rows together.
"""

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from camera_ws.encoding.display_jpeg import to_jpeg

_BLOCK = 8
_INTERVAL_MAX = 0xFFFF
"""Blocks between two restart markers: a field of 16 bits."""
_LEAST_PIXELS = 200_000
"""For less, handing a strip to another thread takes longer than encoding it."""
_THREADS_MAX = 4
_SOF0, _SOF1, _SOS, _DRI, _RST0 = 0xC0, 0xC1, 0xDA, 0xDD, 0xD0
_EOI = b"\xff\xd9"


class StripEncoder:
    """threads: by default one for each core that this process may use. close ends the helping threads.

    Used by one thread at a time, which encodes a strip as well.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads or min(_THREADS_MAX, _cores())
        self._helpers = ThreadPoolExecutor(max(1, self._threads - 1), thread_name_prefix="encode-strip")

    def encode(self, pixels: NDArray[np.uint8], quality: int) -> bytes:
        """(h, w) grey or (h, w, 3) RGB, without subsampling."""
        height, width = pixels.shape[:2]
        rows = _strip_rows(width, height, self._threads)
        if rows >= height:
            return to_jpeg(pixels, quality, "444")
        strips = [pixels[top : top + rows] for top in range(0, height, rows)]
        others = [self._helpers.submit(to_jpeg, strip, quality, "444") for strip in strips[1:]]
        first = to_jpeg(strips[0], quality, "444")
        interval = -(-width // _BLOCK) * (rows // _BLOCK)
        return _joined([first, *(other.result() for other in others)], height, interval)

    def close(self) -> None:
        self._helpers.shutdown(cancel_futures=True)


def _cores() -> int:
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _strip_rows(width: int, height: int, threads: int) -> int:
    """Rows of each strip but the last: whole blocks. At least height: one strip."""
    if threads < 2 or width * height < _LEAST_PIXELS:
        return height
    block_rows = -(-height // _BLOCK)
    most = _INTERVAL_MAX // -(-width // _BLOCK)
    return min(-(-block_rows // threads), most) * _BLOCK


def _joined(strips: list[bytes], height: int, interval: int) -> bytes:
    """The header of the first strip with the whole height, then the data of all."""
    parts: list[bytes | memoryview] = [_head(strips[0], height, interval), _data(strips[0])]
    for index, strip in enumerate(strips[1:]):
        parts += [bytes((0xFF, _RST0 + index % 8)), _data(strip)]
    return b"".join([*parts, _EOI])


def _head(jpeg: bytes, height: int, interval: int) -> bytes:
    """The header with another height and a restart interval."""
    head = bytearray(jpeg[:2])
    for marker, segment in _segments(jpeg):
        if marker in (_SOF0, _SOF1):
            head += segment[:5] + height.to_bytes(2) + segment[7:]
        elif marker == _SOS:
            head += bytes((0xFF, _DRI, 0, 4)) + interval.to_bytes(2) + segment
        else:
            head += segment
    return bytes(head)


def _data(jpeg: bytes) -> memoryview:
    """What follows the header, without the end marker."""
    header = 2 + sum(len(segment) for _, segment in _segments(jpeg))
    return memoryview(jpeg)[header : -len(_EOI)]


def _segments(jpeg: bytes) -> Iterator[tuple[int, bytes]]:
    """Marker and bytes of each segment up to the start of the scan."""
    at, marker = 2, 0
    while marker != _SOS:
        marker = jpeg[at + 1]
        end = at + 2 + int.from_bytes(jpeg[at + 2 : at + 4])
        yield marker, jpeg[at:end]
        at = end
