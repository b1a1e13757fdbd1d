"""Facts of a test picture."""

import uuid
from typing import Any

from camera_ws.camera.base import Frame
from camera_ws.encoding.masters.facts import CameraIdentity, Facts
from camera_ws.protocol.camera.settings import CameraSettings
from camera_ws.protocol.messages import CameraInfo, CaptureParams

CAMERA = CameraInfo(driver="pixelink", model="PL-D755CU", serial="1234567")


def facts_for(frame: Frame, settings: dict[str, Any] | None = None, **params: Any) -> Facts:
    """settings beyond exposure, gain and ROI; params of the capture."""
    descriptor = frame.descriptor
    return Facts(
        identity=CameraIdentity("camera-1", "Kamera Öst"),
        camera=CAMERA,
        descriptor=descriptor,
        settings=CameraSettings(
            exposure=descriptor.exposure_ms, gain=descriptor.gain_db, roi=descriptor.roi, **(settings or {})
        ),
        params=CaptureParams(capture_id=str(uuid.uuid4()), **params),
        source="hub",
    )
