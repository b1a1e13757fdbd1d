"""Replays a folder, an MJPEG stream or a video at a given rate, in a loop."""

from pathlib import Path
from typing import cast

from camera_ws.camera.base import Frame
from camera_ws.camera.clock import Clock, SystemClock
from camera_ws.camera.pictures.described import EXPOSURE_MS, describe, picture_capabilities, picture_settings
from camera_ws.camera.pictures.picture import Picture
from camera_ws.camera.replay.folder import FolderSource
from camera_ws.camera.replay.mjpeg import MjpegSource
from camera_ws.camera.replay.source import Source
from camera_ws.camera.replay.video import VideoSource
from camera_ws.camera.update_check import check_update
from camera_ws.camera.virtual import VirtualCamera
from camera_ws.errors import CameraError, CameraTimeout
from camera_ws.protocol.camera.settings import CameraSettings, SettingsUpdate
from camera_ws.protocol.messages import CameraInfo
from camera_ws.protocol.text import cut


class ReplayCamera(VirtualCamera):
    """Reads the source in the constructor, so that a wrong one stops the start of the service."""

    def __init__(self, path: Path, fps: float, clock: Clock | None = None) -> None:
        self._path = path
        self._clock = clock or SystemClock()
        self._source: Source | None = open_source(path)
        self._next = self._source.next()
        self._settings = picture_settings(self._next, fps)
        self._capabilities = picture_capabilities(self._next)
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
        descriptor = describe(picture, self._seq, self._due_us, self._changed)
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
