"""Converts raw frames of a PixeLINK camera to pictures."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from camera_ws.camera.base import Pixels
from camera_ws.camera.pixelink.packing import unpack_10_msfirst, unpack_12, unpack_12_msfirst
from camera_ws.errors import CameraError

Raw = NDArray[np.uint8]
Samples = Callable[[Raw, int], Pixels]
"""From flat bytes and the number of significant bits to flat samples."""


@dataclass(frozen=True, slots=True)
class PixelFormat:
    """A raw layout. eighths: bits per pixel. bits: depth of the samples; 0 for the depth of the sensor.

    to_samples takes the flat bytes, height, width and the number of significant bits. Its result is the picture, or
    the input of develop if there is one.
    """

    id: int
    name: str
    eighths: int
    bits: int
    to_samples: Callable[[Raw, int, int, int], Pixels]
    develop: Callable[[Pixels], Pixels] | None = None

    def frame_bytes(self, height: int, width: int) -> int:
        return -(-height * width * self.eighths // 8)


def _eight(raw: Raw, _bits: int) -> Pixels:
    return raw


def _sixteen(raw: Raw, bits: int) -> Pixels:
    # Big-endian on every host, with the significant bits on top.
    return (raw.view(">u2") >> (16 - bits)).astype(np.uint16)


_LAYOUTS: tuple[tuple[str, int, int, Samples], ...] = (
    ("8", 8, 8, _eight),
    ("16", 16, 0, _sixteen),
    ("12_PACKED", 12, 12, unpack_12),
    ("12_PACKED_MSFIRST", 12, 12, unpack_12_msfirst),
    ("10_PACKED_MSFIRST", 10, 10, unpack_10_msfirst),
)
_MONO_IDS = (0, 1, 13, 20, 25)
# OpenCV's older names start at the second pixel of the second row, these newer ones at the first pixel.
# Edge-aware, because it accepts 16 bits; variable-number-of-gradients does not.
_BAYER: dict[Literal["GRBG", "RGGB", "GBRG", "BGGR"], tuple[tuple[int, ...], int]] = {
    "GRBG": ((3, 4, 14, 21, 26), cv2.COLOR_BayerGRBG2RGB_EA),
    "RGGB": ((7, 10, 15, 22, 27), cv2.COLOR_BayerRGGB2RGB_EA),
    "GBRG": ((8, 11, 16, 23, 28), cv2.COLOR_BayerGBRG2RGB_EA),
    "BGGR": ((9, 12, 17, 24, 29), cv2.COLOR_BayerBGGR2RGB_EA),
}


def _plane(samples: Samples) -> Callable[[Raw, int, int, int], Pixels]:
    return lambda raw, height, width, bits: samples(raw, bits).reshape(height, width)


def _color(code: int) -> Callable[[Pixels], Pixels]:
    return lambda samples: cv2.cvtColor(samples, code)  # pyright: ignore[reportReturnType]


def _pairs(raw: Raw, height: int, width: int, _bits: int) -> Pixels:
    return raw.reshape(height, width, 2)


def _rgb(raw: Raw, height: int, width: int, _bits: int) -> Pixels:
    return raw.reshape(height, width, 3)


def _bgr(raw: Raw, height: int, width: int, _bits: int) -> Pixels:
    return raw.reshape(height, width, 3)[:, :, ::-1]


def _dib(raw: Raw, height: int, width: int, bits: int) -> Pixels:
    # A device-independent bitmap: blue first, bottom row first.
    return _bgr(raw, height, width, bits)[::-1]


def _all_formats() -> list[PixelFormat]:
    mono = [
        PixelFormat(id, f"MONO{name}", eighths, bits, _plane(samples))
        for id, (name, eighths, bits, samples) in zip(_MONO_IDS, _LAYOUTS, strict=True)
    ]
    bayer = [
        PixelFormat(id, _bayer_name(order, name), eighths, bits, _plane(samples), _color(code))
        for order, (ids, code) in _BAYER.items()
        for id, (name, eighths, bits, samples) in zip(ids, _LAYOUTS, strict=True)
    ]
    color = [
        PixelFormat(2, "YUV422", 16, 8, _pairs, _color(cv2.COLOR_YUV2RGB_UYVY)),
        PixelFormat(5, "RGB24", 24, 8, _dib),
        PixelFormat(18, "RGB24_NON_DIB", 24, 8, _rgb),
        PixelFormat(34, "BGR24", 24, 8, _bgr),
    ]
    return [*mono, *bayer, *color]


def _bayer_name(order: str, layout: str) -> str:
    """BAYER12_PACKED of the order GRBG is BAYER12_GRBG_PACKED."""
    depth, _, packing = layout.partition("_")
    return f"BAYER{depth}_{order}" + (f"_{packing}" if packing else "")


FORMATS: dict[int, PixelFormat] = {format.id: format for format in _all_formats()}
BY_NAME = {format.name: format for format in FORMATS.values()}


def format_of(id: int) -> PixelFormat:
    known = FORMATS.get(id)
    if known is None:
        names = ", ".join(BY_NAME)
        raise CameraError(f"pixel format {id} of the camera is not supported; supported are {names}")
    return known


def same_layout(name: str) -> tuple[str, ...]:
    """This format and, for Bayer, those with another order: a flip changes the order."""
    if not name.startswith("BAYER"):
        return (name,)
    depth, order, *rest = name.split("_", 2)
    others = ["_".join([depth, other, *rest]) for other in _BAYER if other != order]
    return (name, *others)


def to_picture(raw: Raw, format: PixelFormat, height: int, width: int, significant_bits: int) -> tuple[Pixels, int]:
    """The picture (rows from the top, RGB) and the depth of its samples."""
    samples, bits = to_samples(raw, format, height, width, significant_bits)
    return np.ascontiguousarray(format.develop(samples) if format.develop else samples), bits


def to_samples(raw: Raw, format: PixelFormat, height: int, width: int, significant_bits: int) -> tuple[Pixels, int]:
    """The samples before colour conversion, aligned to the least significant bit, and their depth."""
    bits = format.bits or significant_bits
    needed = format.frame_bytes(height, width)
    if raw.size < needed:
        raise CameraError(f"a {width}×{height} {format.name} frame has {needed} bytes, the buffer {raw.size}")
    return format.to_samples(raw[:needed], height, width, bits), bits
