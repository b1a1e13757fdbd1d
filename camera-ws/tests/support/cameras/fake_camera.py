"""A camera in the hands of a test: quick, small, and pulled out of its socket when the test says so."""

from camera_ws.analysis.auto_exposure import SoftwareAutoExposure
from camera_ws.camera.base import Camera, Frame, MemoryChannel
from camera_ws.camera.clock import Clock
from camera_ws.camera.simulator.camera import SimulatedCamera
from camera_ws.errors import CameraDisconnected
from camera_ws.protocol.messages import CameraInfo
from camera_ws.protocol.settings import CameraSettings, Capabilities, Roi, SettingsUpdate

SMALL = Roi(left=0, top=0, width=128, height=96)


class FakeCamera(Camera):
    """The simulator with a small picture, and a plug. Counts what is done to it."""

    def __init__(self, frame_rate: float = 100.0, plugged: bool = True, clock: Clock | None = None) -> None:
        self._inner = SoftwareAutoExposure(SimulatedCamera(1, clock))
        self._inner.apply(SettingsUpdate(roi=SMALL, exposure=2.0, frame_rate=frame_rate))
        self.plugged = plugged
        self.failure: Exception | None = None
        self.skip = 0
        self.warns: tuple[str, ...] = ()
        self.starts = 0
        self.stops = 0
        self.opens = 0
        self.open_now = False

    @property
    def info(self) -> CameraInfo:
        return self._inner.info

    @property
    def capabilities(self) -> Capabilities:
        return self._inner.capabilities

    @property
    def settings(self) -> CameraSettings:
        return self._inner.settings

    @property
    def temperature(self) -> float | None:
        return self._inner.temperature

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.warns

    def open(self) -> None:
        self._check()
        self.opens += 1
        self.open_now = True
        self._inner.open()

    def start(self) -> None:
        self._check()
        self.starts += 1
        self._inner.start()

    def next_frame(self, timeout_s: float) -> Frame:
        self._check()
        for _ in range(self.skip):
            self._inner.next_frame(1)
        self.skip = 0
        return self._inner.next_frame(timeout_s)

    def apply(self, update: SettingsUpdate) -> CameraSettings:
        self._check()
        return self._inner.apply(update)

    def save_settings(self) -> None:
        self._check()
        self._inner.save_settings()

    def load_settings(self, channel: MemoryChannel) -> CameraSettings:
        self._check()
        return self._inner.load_settings(channel)

    def fire(self) -> None:
        self._check()
        self._inner.fire()

    @property
    def shots(self) -> int:
        return self._inner.shots

    def forget_settings(self) -> None:
        """As a camera that lost its power: back to factory settings."""
        self._inner.apply(SettingsUpdate(exposure=8.0, gain=0.0))

    def stop(self) -> None:
        self.stops += 1
        self._inner.stop()

    def close(self) -> None:
        self.open_now = False
        self._inner.close()

    def _check(self) -> None:
        if self.failure is not None:
            raise self.failure
        if not self.plugged:
            raise CameraDisconnected("unplugged")
