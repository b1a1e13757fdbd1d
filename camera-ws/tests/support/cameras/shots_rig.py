"""Shots with a camera that records what they do."""

import tempfile
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.base import Frame
from camera_ws.capture.shots.shots import Shots
from camera_ws.capture.shots.widened import WidenedNote
from camera_ws.errors import CameraDisconnected
from camera_ws.protocol.camera.settings import CameraSettings, RoiFeature, SettingsUpdate
from camera_ws.protocol.messages import CaptureParams
from support.cameras.fake_camera import FakeCamera
from support.waiting import status_where

NOTE = "widened.json"


class RecordingCamera(FakeCamera):
    """Records updates and frames."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.frames: list[Frame] = []
        self.updates: list[SettingsUpdate] = []
        self.lose_on_frame_wider_than: int | None = None

    def next_frame(self, timeout_s: float) -> Frame:
        frame = super().next_frame(timeout_s)
        if self.lose_on_frame_wider_than is not None and frame.descriptor.width > self.lose_on_frame_wider_than:
            self.plugged = False
            raise CameraDisconnected("unplugged")
        self.frames.append(frame)
        return frame

    def apply(self, update: SettingsUpdate) -> CameraSettings:
        self.updates.append(update)
        return super().apply(update)

    @property
    def whole(self) -> tuple[int, int]:
        feature = self.capabilities.features["roi"]
        assert isinstance(feature, RoiFeature)
        return feature.max_width, feature.max_height


@asynccontextmanager
async def running(camera: FakeCamera, folder: Path | None = None) -> AsyncIterator[tuple[Shots, Acquisition]]:
    """folder: with the note of an earlier service."""
    with tempfile.TemporaryDirectory() as empty:
        acquisition = Acquisition(camera)
        acquisition.start()
        shots = Shots(acquisition, WidenedNote((folder or Path(empty)) / NOTE))
        shots.start()
        try:
            await status_where(acquisition, lambda status: status.connected)
            yield shots, acquisition
        finally:
            await acquisition.close()
            await shots.close()


def params_for(**fields: Any) -> CaptureParams:
    return CaptureParams(capture_id=str(uuid.uuid4()), **fields)


def roi_now(acquisition: Acquisition) -> Any:
    camera = acquisition.current.camera
    assert camera is not None
    return camera.settings.roi
