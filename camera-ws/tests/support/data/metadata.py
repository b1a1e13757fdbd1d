"""Metadata of a test capture."""

import hashlib
import uuid
from typing import Any

from camera_ws.protocol.camera.settings import CameraSettings, Roi
from camera_ws.protocol.messages import CameraInfo, CaptureMetadata

ROI = Roi(left=0, top=0, width=128, height=96)


def metadata_for(master: bytes, **changes: Any) -> CaptureMetadata:
    fields: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "camera_id": "camera-1",
        "camera_name": "Camera 1",
        "camera": CameraInfo(driver="simulated", model="Virtual microscope", serial="SIM000001"),
        "filename": "capture_20261122_141503_218.jpg",
        "format": "jpg",
        "size_bytes": len(master),
        "sha256": hashlib.sha256(master).hexdigest(),
        "width": 128,
        "height": 96,
        "bit_depth": 8,
        "channels": 3,
        "captured_at_us": 1_795_358_400_123_456,
        "seq": 0,
        "exposure_ms": 8.0,
        "gain_db": 0.0,
        "roi": ROI,
        "pixel_format": "RGB24",
        "settings": CameraSettings(exposure=8.0, gain=0.0, roi=ROI),
        "source": "http",
    }
    return CaptureMetadata(**(fields | changes))
