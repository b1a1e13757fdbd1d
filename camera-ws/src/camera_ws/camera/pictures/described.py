"""Frame descriptor, settings and capabilities of video sources and recordings, which have no sensor to configure."""

from camera_ws.camera.base import FrameDescriptor
from camera_ws.camera.pictures.picture import Picture
from camera_ws.protocol.camera.settings import (
    CAPTURE_FORMATS,
    CameraSettings,
    Capabilities,
    NumberFeature,
    Resolution,
    Roi,
    RoiFeature,
    Sensor,
)

EXPOSURE_MS = 1.0
"""Nominal: the exposure of the pictures is unknown."""
RATE_MAX_FPS = 240.0


def describe(
    picture: Picture,
    seq: int,
    captured_at_us: int,
    changed: bool,
    *,
    exposure_ms: float = EXPOSURE_MS,
    gain_db: float = 0.0,
) -> FrameDescriptor:
    return FrameDescriptor(
        seq=seq,
        captured_at_us=captured_at_us,
        exposure_ms=exposure_ms,
        gain_db=gain_db,
        roi=_whole(picture),
        width=picture.width,
        height=picture.height,
        channels=picture.channels,
        pixel_format=pixel_format(picture),
        bit_depth=picture.bit_depth,
        settings_changed=changed,
    )


def pixel_format(picture: Picture) -> str:
    if picture.channels == 3:
        return "RGB24" if picture.bit_depth == 8 else "RGB48"
    return "MONO8" if picture.bit_depth == 8 else "MONO16"


def picture_settings(picture: Picture, fps: float) -> CameraSettings:
    return CameraSettings(
        exposure=EXPOSURE_MS,
        gain=0.0,
        frame_rate=fps,
        roi=_whole(picture),
        pixel_format=pixel_format(picture),
    )


def picture_capabilities(picture: Picture) -> Capabilities:
    def fixed(label: str, unit: str, value: float) -> NumberFeature:
        return NumberFeature(label=label, unit=unit, min=value, max=value, default=value, read_only=True)

    return Capabilities(
        sensor=Sensor(
            width=picture.width, height=picture.height, color=picture.channels == 3, bit_depth=picture.bit_depth
        ),
        features={
            "exposure": fixed("Exposure", "ms", EXPOSURE_MS),
            "gain": fixed("Gain", "dB", 0.0),
            "frameRate": NumberFeature(label="Frame rate", unit="fps", min=0.1, max=RATE_MAX_FPS, digits=1),
            "roi": RoiFeature(
                label="Region of interest",
                unit="px",
                read_only=True,
                min_width=picture.width,
                min_height=picture.height,
                max_width=picture.width,
                max_height=picture.height,
            ),
        },
        resolutions=(Resolution(width=picture.width, height=picture.height),),
        capture_formats=CAPTURE_FORMATS,
    )


def _whole(picture: Picture) -> Roi:
    return Roi(left=0, top=0, width=picture.width, height=picture.height)
