"""A limit on the blocks of memory that FFmpeg takes. Its parsers collect a picture without end in one growing block."""

import ctypes
import logging
from pathlib import Path

import av
import av._core

from camera_ws.camera.pictures.picture import PIXELS_MAX

log = logging.getLogger(__name__)

BLOCK_BYTES_MAX = 3 * PIXELS_MAX + 1024 * 1024
"""The largest block with a use: a picture as RGB."""


def limit_blocks(count: int = BLOCK_BYTES_MAX) -> bool:
    """Limits each block of memory that FFmpeg allocates in this process (av_max_alloc).

    A parser that reaches the limit drops its data. Returns False if the limit cannot be set.
    """
    for path in _libraries():
        try:
            set_limit = ctypes.CDLL(str(path)).av_max_alloc
        except (OSError, AttributeError):
            continue
        set_limit.argtypes, set_limit.restype = [ctypes.c_size_t], None
        set_limit(count)
        return True
    log.warning("the memory of a picture without end is not limited: FFmpeg's library was not found")
    return False


def _libraries() -> list[Path]:
    """On Windows a symbol is found only in its own library, elsewhere also in those that the module has loaded."""
    package = Path(av.__file__).parent
    return [Path(av._core.__file__), *sorted((package.parent / "av.libs").glob("avutil-*.dll"))]  # noqa: SLF001  (the only name of the library file)
