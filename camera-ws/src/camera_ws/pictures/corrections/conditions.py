"""The settings under which a reference was taken. It is applied only to pictures taken under the same settings.

Exposure and gain count for the flat field too: sensors are only approximately linear.
"""

import math
from collections.abc import Mapping
from typing import Any, cast

from camera_ws.camera.base import FrameDescriptor
from camera_ws.protocol.camera.settings import CameraSettings

Conditions = Mapping[str, Any]
"""Settings by their names in the protocol."""

_TOLERANCE = 0.01
"""Cameras round their settings. One per cent of exposure changes a dark frame less than temperature does."""
_WORDS = {
    "exposure": ("exposure", " ms"),
    "gain": ("gain", " dB"),
    "roi": ("region", " px"),
    "pixelFormat": ("pixel format", ""),
    "pixelAddressing": ("binning", ""),
    "rotate": ("rotation", "°"),
    "flip": ("flip", ""),
    "gamma": ("gamma", ""),
    "brightness": ("black level", " %"),
    "sharpness": ("sharpness", " %"),
    "saturation": ("saturation", " %"),
    "colorTemperature": ("colour temperature", " K"),
    "whiteBalance": ("white balance", ""),
}
_IN_DESCRIPTOR = ("exposure", "gain", "roi", "pixelFormat")
_DIFFERENCES_MAX = 2


def of_settings(settings: CameraSettings) -> Conditions:
    wire = settings.to_json()
    return {name: wire[name] for name in _WORDS if name in wire}


def of_frame(descriptor: FrameDescriptor, settings: CameraSettings) -> Conditions:
    """Of one frame: the values of its descriptor, and the settings for the rest."""
    seen = {
        "exposure": descriptor.exposure_ms,
        "gain": descriptor.gain_db,
        "roi": descriptor.roi.to_json(),
        "pixelFormat": descriptor.pixel_format,
    }
    return {**of_settings(settings), **seen}


def difference(taken: Conditions, now: Conditions) -> str | None:
    """The reason, as text for people, why a reference does not match; None when it does."""
    names = [name for name in _WORDS if not _equal(taken.get(name), now.get(name))]
    if not names:
        return None
    parts = [_describe(name, taken.get(name), now.get(name)) for name in names[:_DIFFERENCES_MAX]]
    more = f" and {len(names) - _DIFFERENCES_MAX} more" if len(names) > _DIFFERENCES_MAX else ""
    return "; ".join(parts) + more


def _describe(name: str, taken: Any, now: Any) -> str:
    word, unit = _WORDS[name]
    return f"{word} is {_plain(now)}{unit}, was {_plain(taken)}{unit} when it was taken"


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        first, second = cast("dict[str, Any]", one), cast("dict[str, Any]", other)
        return first.keys() == second.keys() and all(_equal(value, second[name]) for name, value in first.items())
    if isinstance(one, float) and isinstance(other, float | int):
        return math.isclose(one, other, rel_tol=_TOLERANCE, abs_tol=1e-6)
    return one == other


def _plain(value: Any) -> str:
    if value is None:
        return "unknown"
    if isinstance(value, dict):
        parts = cast("dict[str, Any]", value)
        return ", ".join(f"{name} {_plain(part)}" for name, part in parts.items())
    return f"{value:g}" if isinstance(value, float) else str(value)
