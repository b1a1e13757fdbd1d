"""A camera that sends video: a network camera, a USB camera, or a video file at its own speed."""

import time
from collections import deque
from collections.abc import Callable
from typing import cast

from camera_ws.camera.base import Frame
from camera_ws.camera.clock import Clock, SystemClock
from camera_ws.camera.pictures.described import (
    RATE_MAX_FPS,
    describe,
    picture_capabilities,
    picture_settings,
    pixel_format,
)
from camera_ws.camera.pictures.picture import Picture
from camera_ws.camera.update_check import check_update
from camera_ws.camera.video.address import Address, Kind
from camera_ws.camera.video.connect import connect, controls_of
from camera_ws.camera.video.controls import Controls, NoControls
from camera_ws.camera.video.reader import Reader, Taken
from camera_ws.camera.video.streams.stream import Stream
from camera_ws.camera.video.streams.usb_stream import Size
from camera_ws.camera.virtual import VirtualCamera
from camera_ws.errors import CameraDisconnected, CameraError, CameraTimeout
from camera_ws.protocol.camera.settings import CameraSettings, SettingsUpdate
from camera_ws.protocol.messages import CameraInfo
from camera_ws.protocol.text import cut, storable

OPEN_S = 6.0
"""Until the first picture; shorter than the watchdog of the camera's thread."""
CLOSE_S = 1.0
CONTROLS_S = 1.0
OLDER_FRAMES = 4
"""After a change of a control, the buffers of V4L2 still hold pictures from before it."""
UNKNOWN_FPS = 30.0
FORMATS_MAX, FORMATS_S = 10, 10.0
"""So many new formats within so many seconds: each one is reported to everybody who watches."""
_MODELS: dict[Kind, str] = {
    "file": "Video file",
    "http": "Network camera",
    "lavfi": "Test pattern",
    "rtsp": "Network camera",
    "usb": "USB camera",
}


class VideoCamera(VirtualCamera):
    """Pictures above the frame rate are left out. USB cameras on Linux have controls of their own.

    A picture of another size or format changes the settings and capabilities with its frame.
    """

    def __init__(
        self,
        address: Address,
        clock: Clock | None = None,
        size: Size | None = None,
        make_stream: Callable[[Address, Size | None], Stream] = connect,
        make_controls: Callable[[Address], Controls] = controls_of,
    ) -> None:
        """size: for USB cameras."""
        self._address = address
        self._clock = clock or SystemClock()
        self._make_stream = lambda: make_stream(address, size)
        self._make_controls = make_controls
        self._controls: Controls = NoControls()
        self._controls_due_s = 0.0
        self._reader: Reader | None = None
        self._ending: Reader | None = None
        """It hangs in a call of a library; at most one."""
        self._streaming = False
        self._changed = False
        self._seq = 0
        self._formats_s: deque[float] = deque(maxlen=FORMATS_MAX)

    @property
    def info(self) -> CameraInfo:
        shown = self._address.shown
        return CameraInfo(driver="video", model=_MODELS[self._address.kind], serial=cut(storable(shown), 64))

    @property
    def temperature(self) -> None:
        return None

    def open(self) -> None:
        if self._reader is not None:
            return
        if self._ending is not None and not self._ending.stop(CLOSE_S):
            raise CameraTimeout(f"{self._address.shown}: the connection before has not ended yet")
        self._ending = None
        reader = Reader(self._make_stream, self._clock, self._address.shown)
        try:
            shot, fps = reader.first(OPEN_S)
            self._controls = self._make_controls(self._address)
        except BaseException:
            self._end(reader)
            raise
        self._reader = reader
        self._adopt(shot.picture, min(max(fps or UNKNOWN_FPS, 1.0), RATE_MAX_FPS))

    def start(self) -> None:
        reader = self._open_reader()
        if not self._streaming:
            self._seq = 0
            self._streaming = True
            reader.resume(self._fps)

    def next_frame(self, timeout_s: float) -> Frame:
        reader = self._open_reader()
        if not self._streaming:
            raise CameraError("the camera is not streaming")
        return self._frame(reader.take(timeout_s))

    def apply(self, update: SettingsUpdate) -> CameraSettings:
        check_update(update, self._capabilities)
        if changes := update.changes():
            fps = changes.pop("frame_rate", self._fps)
            if changes:
                self._controls.write(changes)
            self._changed = True
            self._settings = self._settings.with_changes(frame_rate=fps, **self._controls.read())
            if self._reader is not None:
                self._reader.change(self._fps, OLDER_FRAMES if changes else 0)
        return self._settings

    def check_connection(self) -> None:
        if self._reader is not None:
            self._reader.check()

    def stop(self) -> None:
        self._streaming = False
        if self._reader is not None:
            self._reader.pause()

    def close(self) -> None:
        self.stop()
        controls, self._controls = self._controls, NoControls()
        controls.close()
        if self._reader is not None:
            reader, self._reader = self._reader, None
            self._end(reader)

    def _open_reader(self) -> Reader:
        if self._reader is None:
            raise CameraError("the camera is not open")
        return self._reader

    def _end(self, reader: Reader) -> None:
        if not reader.stop(CLOSE_S):
            self._ending = reader

    @property
    def _fps(self) -> float:
        return cast("float", self._settings.frame_rate)

    def _adopt(self, picture: Picture, fps: float) -> None:
        self._settings = picture_settings(picture, fps).with_changes(**self._controls.read())
        own = picture_capabilities(picture)
        self._capabilities = own.model_copy(update={"features": own.features | self._controls.features})

    def _refresh_controls(self) -> None:
        """Automatics of the camera change its values."""
        if time.monotonic() >= self._controls_due_s:
            self._controls_due_s = time.monotonic() + CONTROLS_S
            if values := self._controls.read():
                self._settings = self._settings.with_changes(**values)

    def _check_formats(self) -> None:
        now_s = time.monotonic()
        if len(self._formats_s) == FORMATS_MAX and now_s - self._formats_s[0] < FORMATS_S:
            raise CameraDisconnected(f"{self._address.shown} changes the size of its pictures all the time")
        self._formats_s.append(now_s)

    def _frame(self, taken: Taken) -> Frame:
        picture = taken.shot.picture
        roi = self._settings.roi
        same_size = (roi.width, roi.height) == (picture.width, picture.height)
        if not same_size or pixel_format(picture) != self._settings.pixel_format:
            self._check_formats()
            self._adopt(picture, self._fps)
            self._changed = True
        seq = (self._seq + taken.lost) & 0xFFFF_FFFF
        self._refresh_controls()
        settings = self._settings
        descriptor = describe(
            picture, seq, taken.at_us, self._changed, exposure_ms=settings.exposure, gain_db=settings.gain
        )
        self._seq = (seq + 1) & 0xFFFF_FFFF
        self._changed = False
        return Frame(descriptor, picture.load, picture.jpeg)
