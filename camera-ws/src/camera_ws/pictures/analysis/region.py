"""The region of a picture that is analysed."""

from camera_ws.errors import SettingRejected
from camera_ws.protocol.camera.settings import CameraSettings, Roi
from camera_ws.protocol.rpc import FieldIssue

_QUARTER_TURNS = (90, 270)


def clip(region: Roi, width: int, height: int) -> Roi | None:
    """The part of the region inside a picture of this size; None when there is none."""
    right, bottom = min(region.left + region.width, width), min(region.top + region.height, height)
    if region.left >= right or region.top >= bottom:
        return None
    return Roi(left=region.left, top=region.top, width=right - region.left, height=bottom - region.top)


def picture_size(settings: CameraSettings) -> tuple[int, int]:
    """Width and height, px, of the pictures that a camera delivers with these settings."""
    addressing = settings.pixel_addressing
    width = settings.roi.width // (addressing.x if addressing else 1)
    height = settings.roi.height // (addressing.y if addressing else 1)
    return (height, width) if settings.rotate in _QUARTER_TURNS else (width, height)


def check_region(region: Roi, settings: CameraSettings) -> None:
    """SettingRejected when no pixel of the camera's pictures is in the region."""
    width, height = picture_size(settings)
    if clip(region, width, height) is not None:
        return
    name, value, limit = ("left", region.left, width) if region.left >= width else ("top", region.top, height)
    message = f"region.{name} {value} px is outside the picture of {width} × {height} px"
    raise SettingRejected(
        [FieldIssue(path=f"region.{name}", message=message, value=value, min=0, max=limit - 1, unit="px")]
    )
