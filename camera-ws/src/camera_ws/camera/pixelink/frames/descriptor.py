"""The settings in the SDK's frame descriptor."""

from typing import Any

from camera_ws.camera.pixelink.features import from_sdk
from camera_ws.camera.pixelink.frames.make_frame import frame_roi
from camera_ws.camera.pixelink.pixels import format_of
from camera_ws.protocol.camera.settings import CameraSettings

_TOLERANCE = 1e-3


def matches_settings(settings: CameraSettings, descriptor: Any) -> bool:
    """True if the frame has the exposure and gain of these settings; values of a running automatic are ignored."""
    same_exposure = settings.exposure_auto not in (None, "off") or _close(
        descriptor.Shutter.fValue * 1000, settings.exposure
    )
    same_gain = settings.gain_auto not in (None, "off") or _close(descriptor.Gain.fValue, settings.gain)
    return same_exposure and same_gain


def with_values_of(settings: CameraSettings, descriptor: Any) -> CameraSettings:
    """The settings with the values of the frame: automatics change some."""
    now: dict[str, Any] = {
        "exposure": from_sdk(descriptor.Shutter.fValue, 1000.0),
        "gain": from_sdk(descriptor.Gain.fValue),
        "roi": frame_roi(descriptor),
        "pixel_format": format_of(round(descriptor.PixelFormat.fValue)).name,
    }
    changed = {name: value for name, value in now.items() if getattr(settings, name) != value}
    return settings.with_changes(**changed) if changed else settings


def _close(actual: float, wanted: float) -> bool:
    return abs(actual - wanted) <= _TOLERANCE * max(abs(wanted), _TOLERANCE)
