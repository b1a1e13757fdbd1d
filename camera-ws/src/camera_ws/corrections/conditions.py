"""Under which settings a reference was taken: it is good for pictures taken under the same, and for no others.

Exposure and gain count for the flat field too: both references are subtracted from the same pictures, and sensors are
linear only roughly.
"""

import math
from collections.abc import Mapping
from typing import Any, cast

from camera_ws.camera.base import FrameDescriptor
from camera_ws.protocol.settings import CameraSettings

Conditions = Mapping[str, Any]
"""Settings by their names on the wire."""

_TOLERANCE = 0.01
"""Cameras round what they are set to, and temperature moves a dark frame by more than one per cent of exposure does."""
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
_TOLD = 2


def of_settings(settings: CameraSettings) -> Conditions:
    wire = settings.to_json()
    return {name: wire[name] for name in _WORDS if name in wire}


def of_frame(descriptor: FrameDescriptor, settings: CameraSettings) -> Conditions:
    """Of one frame: its descriptor's own word where it has one, the settings for the rest."""
    seen = {
        "exposure": descriptor.exposure_ms,
        "gain": descriptor.gain_db,
        "roi": descriptor.roi.to_json(),
        "pixelFormat": descriptor.pixel_format,
    }
    return {**of_settings(settings), **seen}


def difference(taken: Conditions, now: Conditions) -> str | None:
    """In words for people, why a reference does not fit; None when it does."""
    names = [name for name in _WORDS if not _alike(taken.get(name), now.get(name))]
    if not names:
        return None
    told = [_told(name, taken.get(name), now.get(name)) for name in names[:_TOLD]]
    more = f" and {len(names) - _TOLD} more" if len(names) > _TOLD else ""
    return "; ".join(told) + more


def _told(name: str, taken: Any, now: Any) -> str:
    word, unit = _WORDS[name]
    return f"{word} is {_plain(now)}{unit}, was {_plain(taken)}{unit} when it was taken"


def _alike(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        first, second = cast("dict[str, Any]", one), cast("dict[str, Any]", other)
        return first.keys() == second.keys() and all(_alike(value, second[name]) for name, value in first.items())
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
