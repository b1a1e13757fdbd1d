"""The fields of a frame's header from its descriptor."""

from camera_ws.camera.base import FrameDescriptor
from camera_ws.protocol.frame import FLAG_SCALED, FLAG_SETTINGS_CHANGED, FrameFields


def frame_fields(descriptor: FrameDescriptor, width: int, height: int, flags: int) -> FrameFields:
    """width, height: of the picture in the payload."""
    return FrameFields(
        seq=descriptor.seq,
        flags=flags,
        captured_at_us=descriptor.captured_at_us,
        width=width,
        height=height,
        exposure_ms=descriptor.exposure_ms,
        gain_db=descriptor.gain_db,
    )


def live_flags(*, scaled: bool, settings_changed: bool) -> int:
    return (FLAG_SCALED if scaled else 0) | (FLAG_SETTINGS_CHANGED if settings_changed else 0)
