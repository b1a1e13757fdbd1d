"""Frames for the ring, without a camera."""

from camera_ws.camera.base import FrameDescriptor
from camera_ws.encoding.display_jpeg import Shown
from camera_ws.protocol.camera.settings import CameraSettings, Roi
from camera_ws.protocol.messages import CameraInfo
from camera_ws.rewind.kept_frame import KeptFrame

CAMERA = CameraInfo(driver="simulated", model="Double", serial="1")
SETTINGS = CameraSettings(exposure=8.0, gain=0.0, roi=Roi(left=0, top=0, width=64, height=48))
FPS = 10


def kept(index: int, size_bytes: int = 10_000) -> KeptFrame:
    descriptor = FrameDescriptor(
        seq=index,
        captured_at_us=1_800_000_000_000_000 + index * 1_000_000 // FPS,
        exposure_ms=8.0 + index / 1000,
        gain_db=index / 1000,
        roi=Roi(left=index % 1000, top=0, width=64, height=48),
        width=64,
        height=48,
        channels=3,
        pixel_format="RGB24",
        bit_depth=8,
        temperature=20.0 + index / 1000,
    )
    return KeptFrame(descriptor, bytes(size_bytes), Shown(), CAMERA, SETTINGS)
