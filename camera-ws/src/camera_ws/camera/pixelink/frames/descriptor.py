"""What a frame tells of the settings it was made with."""

from typing import Any

from camera_ws.camera.pixelink.features import from_sdk
from camera_ws.camera.pixelink.frames.make_frame import frame_roi
from camera_ws.camera.pixelink.pixels import format_of
from camera_ws.protocol.settings import CameraSettings

_TOLERANCE = 1e-3


def shows(settings: CameraSettings, told: Any) -> bool:
    """Whether the frame was made with the exposure and gain of these settings; an automatic may be anywhere."""
    same_exposure = settings.exposure_auto not in (None, "off") or _close(told.Shutter.fValue * 1000, settings.exposure)
    same_gain = settings.gain_auto not in (None, "off") or _close(told.Gain.fValue, settings.gain)
    return same_exposure and same_gain


def followed(settings: CameraSettings, told: Any) -> CameraSettings:
    """The settings as the frame has them: automatics move some."""
    now: dict[str, Any] = {
        "exposure": from_sdk(told.Shutter.fValue, 1000.0),
        "gain": from_sdk(told.Gain.fValue),
        "roi": frame_roi(told),
        "pixel_format": format_of(round(told.PixelFormat.fValue)).name,
    }
    changed = {name: value for name, value in now.items() if getattr(settings, name) != value}
    return settings.with_changes(**changed) if changed else settings


def _close(told: float, wanted: float) -> bool:
    return abs(told - wanted) <= _TOLERANCE * max(abs(wanted), _TOLERANCE)
