"""A small, fast camera that tests can unplug."""

from camera_ws.analysis.auto_exposure import SoftwareAutoExposure
from camera_ws.camera.base import Camera, Frame, MemoryChannel
from camera_ws.camera.clock import Clock
from camera_ws.camera.simulator.camera import SimulatedCamera
from camera_ws.errors import CameraDisconnected
from camera_ws.protocol.messages import CameraInfo
from camera_ws.protocol.settings import CameraSettings, Capabilities, Roi, SettingsUpdate

SMALL = Roi(left=0, top=0, width=128, height=96)


class FakeCamera(Camera):
    """The simulator with a small picture. plugged: whether it is connected. Counts calls."""

    def __init__(self, frame_rate: float = 100.0, plugged: bool = True, clock: Clock | None = None) -> None:
        self._inner = SoftwareAutoExposure(SimulatedCamera(1, clock))
        self._inner.apply(SettingsUpdate(roi=SMALL, exposure=2.0, frame_rate=frame_rate))
        self.plugged = plugged
        self.failure: Exception | None = None
        self.skip = 0
        self.test_warnings: tuple[str, ...] = ()
        self.starts = 0
        self.stops = 0
        self.opens = 0
        self.is_open = False

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
        return self.test_warnings

    def open(self) -> None:
        self._check()
        self.opens += 1
        self.is_open = True
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
    def pending_triggers(self) -> int:
        return self._inner.pending_triggers

    def forget_settings(self) -> None:
        """Resets to factory settings, as after a loss of power."""
        self._inner.apply(SettingsUpdate(exposure=8.0, gain=0.0))

    def stop(self) -> None:
        self.stops += 1
        self._inner.stop()

    def close(self) -> None:
        self.is_open = False
        self._inner.close()

    def _check(self) -> None:
        if self.failure is not None:
            raise self.failure
        if not self.plugged:
            raise CameraDisconnected("unplugged")
