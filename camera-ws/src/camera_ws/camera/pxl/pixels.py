"""Raw frames of a PixeLINK camera to pictures."""

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from camera_ws.camera.base import Pixels
from camera_ws.errors import CameraError

Raw = NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class PixelFormat:
    """A raw layout; to_picture takes the flat bytes, height, width and the number of significant bits."""

    id: int
    name: str
    bytes_per_pixel: int
    deep: bool
    to_picture: Callable[[Raw, int, int, int], Pixels]


def _mono8(raw: Raw, height: int, width: int, _bits: int) -> Pixels:
    return raw.reshape(height, width)


def _mono16(raw: Raw, height: int, width: int, bits: int) -> Pixels:
    # Big-endian with the significant bits on top, whatever the host is.
    return (raw.view(">u2") >> (16 - bits)).astype(np.uint16).reshape(height, width)


def _bayer8(code: int) -> Callable[[Raw, int, int, int], Pixels]:
    return lambda raw, height, width, bits: cv2.cvtColor(_mono8(raw, height, width, bits), code)  # pyright: ignore[reportReturnType]


def _bayer16(code: int) -> Callable[[Raw, int, int, int], Pixels]:
    return lambda raw, height, width, bits: cv2.cvtColor(_mono16(raw, height, width, bits), code)  # pyright: ignore[reportReturnType]


def _rgb(raw: Raw, height: int, width: int, _bits: int) -> Pixels:
    return raw.reshape(height, width, 3)


def _bgr(raw: Raw, height: int, width: int, _bits: int) -> Pixels:
    return raw.reshape(height, width, 3)[:, :, ::-1]


def _dib(raw: Raw, height: int, width: int, bits: int) -> Pixels:
    # A device-independent bitmap: blue first, bottom row first.
    return _bgr(raw, height, width, bits)[::-1]


_BAYER = {
    "GRBG": (3, 4, cv2.COLOR_BayerGRBG2RGB),
    "RGGB": (7, 10, cv2.COLOR_BayerRGGB2RGB),
    "GBRG": (8, 11, cv2.COLOR_BayerGBRG2RGB),
    "BGGR": (9, 12, cv2.COLOR_BayerBGGR2RGB),
}

FORMATS: dict[int, PixelFormat] = {
    format.id: format
    for format in (
        PixelFormat(0, "MONO8", 1, False, _mono8),
        PixelFormat(1, "MONO16", 2, True, _mono16),
        *(PixelFormat(id8, f"BAYER8_{name}", 1, False, _bayer8(code)) for name, (id8, _, code) in _BAYER.items()),
        *(PixelFormat(id16, f"BAYER16_{name}", 2, True, _bayer16(code)) for name, (_, id16, code) in _BAYER.items()),
        PixelFormat(5, "RGB24", 3, False, _dib),
        PixelFormat(18, "RGB24_NON_DIB", 3, False, _rgb),
        PixelFormat(34, "BGR24", 3, False, _bgr),
    )
}
BY_NAME = {format.name: format for format in FORMATS.values()}


def format_of(id: int) -> PixelFormat:
    known = FORMATS.get(id)
    if known is None:
        names = ", ".join(BY_NAME)
        raise CameraError(f"pixel format {id} of the camera is not supported; supported are {names}")
    return known


def to_picture(raw: Raw, format: PixelFormat, height: int, width: int, significant_bits: int) -> tuple[Pixels, int]:
    """The picture in our order (rows from the top, RGB) and the bits of its samples."""
    bits = significant_bits if format.deep else 8
    needed = height * width * format.bytes_per_pixel
    if raw.size < needed:
        raise CameraError(f"a {width}×{height} {format.name} frame has {needed} bytes, the buffer {raw.size}")
    return np.ascontiguousarray(format.to_picture(raw[:needed], height, width, bits)), bits
