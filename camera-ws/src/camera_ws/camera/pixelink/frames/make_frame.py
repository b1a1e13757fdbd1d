"""Makes a Frame from the camera's bytes and the SDK's descriptor."""

from typing import Any

from camera_ws.camera.base import Frame, FrameDescriptor
from camera_ws.camera.pixelink.features import from_sdk
from camera_ws.camera.pixelink.frames.stream import RawFrame
from camera_ws.camera.pixelink.pixels import format_of, to_picture, to_samples
from camera_ws.camera.pixelink.settings.readback import roi_of
from camera_ws.errors import CameraError
from camera_ws.protocol.camera.settings import CameraSettings, Roi


def make_frame(raw: RawFrame, seq: int, sensor_bits: int, settings: CameraSettings, settings_changed: bool) -> Frame:
    """The frame; its pixels are converted on first use."""
    source = raw.descriptor
    format = format_of(round(source.PixelFormat.fValue))
    width, height = _size(source)
    needed = format.frame_bytes(height, width)
    if raw.data.size < needed:
        raise CameraError(f"a {width}×{height} {format.name} frame has {needed} bytes, the buffer {raw.data.size}")
    descriptor = FrameDescriptor(
        seq=seq,
        captured_at_us=raw.arrived_us,
        exposure_ms=from_sdk(source.Shutter.fValue, 1000.0),
        gain_db=from_sdk(source.Gain.fValue),
        roi=frame_roi(source),
        width=width,
        height=height,
        channels=1 if format.name.startswith("MONO") else 3,
        pixel_format=format.name,
        bit_depth=format.bits or sensor_bits,
        temperature=from_sdk(source.Temperature.fValue) or None,
        settings_changed=settings_changed,
        sharpness_score=from_sdk(source.SharpnessScore.fValue) if settings.sharpness_score == "on" else None,
    )
    layout = (raw.data, format, height, width, sensor_bits)
    # Unpacked twice if both are needed, which is rare: otherwise every live frame would hold the mosaic.
    samples = (lambda: to_samples(*layout)[0]) if format.develop else None
    return Frame(descriptor, lambda: to_picture(*layout)[0], raw=samples)


def frame_roi(source: Any) -> Roi:
    return roi_of((source.Roi.fLeft, source.Roi.fTop, source.Roi.fWidth, source.Roi.fHeight))


def _size(source: Any) -> tuple[int, int]:
    """Width and height of the picture: addressing divides the region, a quarter turn swaps the two."""
    width = int(source.Roi.fWidth / (source.PixelAddressingValue.fHorizontal or 1))
    height = int(source.Roi.fHeight / (source.PixelAddressingValue.fVertical or 1))
    return (height, width) if round(source.Rotate.fValue) in (90, 270) else (width, height)
