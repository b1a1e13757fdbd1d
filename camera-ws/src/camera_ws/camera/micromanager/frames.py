"""Frames from the core's buffer."""

from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from camera_ws.camera.base import FrameDescriptor, Pixels
from camera_ws.camera.micromanager.core import Metadata
from camera_ws.protocol.camera.settings import CameraSettings


def pixels_of(image: NDArray[Any]) -> Pixels:
    """Colour comes as BGRA, packed into one integer a pixel."""
    if image.dtype.itemsize <= 2:
        return cast("Pixels", np.ascontiguousarray(image))
    sample = np.uint8 if image.dtype.itemsize == 4 else np.uint16
    height, width = image.shape
    channels = np.ascontiguousarray(image).view(sample).reshape(height, width, 4)
    return cast("Pixels", cv2.cvtColor(channels, cv2.COLOR_BGRA2RGB))


def describe(
    pixels: Pixels,
    settings: CameraSettings,
    *,
    bits: int,
    seq: int,
    at_us: int,
    temperature: float | None,
    changed: bool,
) -> FrameDescriptor:
    height, width = pixels.shape[:2]
    return FrameDescriptor(
        seq=seq,
        captured_at_us=at_us,
        exposure_ms=settings.exposure,
        gain_db=settings.gain,
        roi=settings.roi,
        width=width,
        height=height,
        channels=3 if pixels.ndim == 3 else 1,
        pixel_format=settings.pixel_format or "",
        bit_depth=bits,
        temperature=temperature,
        settings_changed=changed,
    )


class Numbers:
    """The count of frames that the core or its buffer lost, from the numbers in their metadata."""

    def __init__(self) -> None:
        self._last: int | None = None

    def restart(self) -> None:
        self._last = None

    def lost_before(self, metadata: Metadata) -> int:
        number = tag(metadata, "ImageNumber")
        if number is None:
            return 0
        last, self._last = self._last, int(number)
        return 0 if last is None else max(0, int(number) - last - 1)


def tag(metadata: Metadata, name: str) -> float | None:
    if not metadata.HasTag(name):
        return None
    try:
        value = float(metadata.GetSingleTag(name).GetValue())
    except ValueError:
        return None
    return value if 0 <= value < 1e15 else None
