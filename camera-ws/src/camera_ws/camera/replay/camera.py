"""Replays a folder, an MJPEG stream or a video at a given rate, in a loop."""

from pathlib import Path
from typing import cast

from camera_ws.camera.base import Frame, FrameDescriptor
from camera_ws.camera.clock import Clock, SystemClock
from camera_ws.camera.replay.folder import FolderSource
from camera_ws.camera.replay.mjpeg import MjpegSource
from camera_ws.camera.replay.source import Picture, Source
from camera_ws.camera.replay.video import VideoSource
from camera_ws.camera.update_check import check_update
from camera_ws.camera.virtual import VirtualCamera
from camera_ws.errors import CameraError, CameraTimeout
from camera_ws.protocol.camera.settings import (
    CAPTURE_FORMATS,
    CameraSettings,
    Capabilities,
    NumberFeature,
    Resolution,
    Roi,
    RoiFeature,
    Sensor,
    SettingsUpdate,
)
from camera_ws.protocol.messages import CameraInfo
from camera_ws.protocol.text import cut

EXPOSURE_MS = 1.0
"""Nominal: the exposure of recorded pictures is unknown."""
RATE_MAX_FPS = 240.0


class ReplayCamera(VirtualCamera):
    """Reads the source in the constructor, so that a wrong one stops the start of the service."""

    def __init__(self, path: Path, fps: float, clock: Clock | None = None) -> None:
        self._path = path
        self._clock = clock or SystemClock()
        self._source: Source | None = open_source(path)
        self._next = self._source.next()
        self._settings = _settings(self._next, fps)
        self._capabilities = _capabilities(self._next)
        self._streaming = False
        self._changed = False
        self._seq = 0
        self._due_us = 0

    @property
    def info(self) -> CameraInfo:
        return CameraInfo(driver="replay", model="Replay", serial=cut(self._path.name, 64))

    @property
    def temperature(self) -> None:
        return None

    def open(self) -> None:
        if self._source is None:
            self._source = open_source(self._path)
            self._next = self._source.next()

    def start(self) -> None:
        if self._source is None:
            raise CameraError("the camera is not open")
        if not self._streaming:
            self._seq = 0
            self._streaming = True
            self._due_us = self._clock.now_us() + round(EXPOSURE_MS * 1000)

    def stop(self) -> None:
        self._streaming = False

    def close(self) -> None:
        self.stop()
        if self._source is not None:
            self._source.close()
            self._source = None

    def apply(self, update: SettingsUpdate) -> CameraSettings:
        check_update(update, self._capabilities)
        changes = update.changes()
        self._changed = self._changed or bool(changes)
        self._settings = self._settings.with_changes(**changes)
        return self._settings

    def next_frame(self, timeout_s: float) -> Frame:
        if not self._streaming or self._source is None:
            raise CameraError("the camera is not streaming")
        if not self._clock.wait_until(self._due_us, timeout_s):
            raise CameraTimeout(f"no frame within {timeout_s:g} s")
        frame = self._frame(self._next)
        self._next = self._source.next()
        self._seq = (self._seq + 1) & 0xFFFF_FFFF
        self._changed = False
        period_us = round(1e6 / cast("float", self._settings.frame_rate))
        self._due_us = max(self._due_us, self._clock.now_us() - period_us) + period_us
        return frame

    def _frame(self, picture: Picture) -> Frame:
        descriptor = FrameDescriptor(
            seq=self._seq,
            captured_at_us=self._due_us,
            exposure_ms=EXPOSURE_MS,
            gain_db=0.0,
            roi=Roi(left=0, top=0, width=picture.width, height=picture.height),
            width=picture.width,
            height=picture.height,
            channels=picture.channels,
            pixel_format=_pixel_format(picture),
            bit_depth=picture.bit_depth,
            settings_changed=self._changed,
        )
        return Frame(descriptor, picture.load, picture.jpeg)


def open_source(path: Path) -> Source:
    """The source for the kind of path; CameraError when it has no readable picture."""
    if path.is_dir():
        return FolderSource(path)
    if not path.is_file():
        raise CameraError(f"there is no file or folder {path} to replay")
    if path.suffix.lower() in (".mjpeg", ".mjpg"):
        return MjpegSource(path)
    return VideoSource(path)


def _pixel_format(picture: Picture) -> str:
    if picture.channels == 3:
        return "RGB24" if picture.bit_depth == 8 else "RGB48"
    return "MONO8" if picture.bit_depth == 8 else "MONO16"


def _settings(picture: Picture, fps: float) -> CameraSettings:
    return CameraSettings(
        exposure=EXPOSURE_MS,
        gain=0.0,
        frame_rate=fps,
        roi=Roi(left=0, top=0, width=picture.width, height=picture.height),
        pixel_format=_pixel_format(picture),
    )


def _capabilities(picture: Picture) -> Capabilities:
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
