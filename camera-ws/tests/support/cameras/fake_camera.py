"""A small, fast camera that tests can unplug."""

from camera_ws.camera.base import Camera, Frame, MemoryChannel
from camera_ws.camera.clock import Clock
from camera_ws.camera.simulator.camera import SimulatedCamera
from camera_ws.camera.wrappers.wrapper import CameraWrapper
from camera_ws.errors import CameraDisconnected
from camera_ws.pictures.analysis.auto_exposure import SoftwareAutoExposure
from camera_ws.protocol.camera.settings import CameraSettings, Roi, SettingsUpdate

SMALL = Roi(left=0, top=0, width=128, height=96)


class FakeCamera(CameraWrapper):
    """The simulator with a small picture. plugged: whether it is connected. Counts calls."""

    def __init__(self, frame_rate: float = 100.0, plugged: bool = True, clock: Clock | None = None) -> None:
        self._camera = SoftwareAutoExposure(SimulatedCamera(1, clock))
        self._camera.apply(SettingsUpdate(roi=SMALL, exposure=2.0, frame_rate=frame_rate))
        self.plugged = plugged
        self.failure: Exception | None = None
        self.skip = 0
        self.test_warnings: tuple[str, ...] = ()
        self.starts = 0
        self.stops = 0
        self.opens = 0
        self.is_open = False

    @property
    def _inner(self) -> Camera:
        return self._camera

    @property
    def warnings(self) -> tuple[str, ...]:
        return self.test_warnings

    def open(self) -> None:
        self._check()
        self.opens += 1
        self.is_open = True
        super().open()

    def start(self) -> None:
        self._check()
        self.starts += 1
        super().start()

    def next_frame(self, timeout_s: float) -> Frame:
        self._check()
        for _ in range(self.skip):
            super().next_frame(1)
        self.skip = 0
        return super().next_frame(timeout_s)

    def apply(self, update: SettingsUpdate) -> CameraSettings:
        self._check()
        return super().apply(update)

    def save_settings(self) -> None:
        self._check()
        super().save_settings()

    def load_settings(self, channel: MemoryChannel) -> CameraSettings:
        self._check()
        return super().load_settings(channel)

    def fire(self) -> None:
        self._check()
        super().fire()

    def forget_settings(self) -> None:
        """Resets to factory settings, as after a loss of power."""
        self._camera.apply(SettingsUpdate(exposure=8.0, gain=0.0))

    def stop(self) -> None:
        self.stops += 1
        super().stop()

    def close(self) -> None:
        self.is_open = False
        super().close()

    def _check(self) -> None:
        if self.failure is not None:
            raise self.failure
        if not self.plugged:
            raise CameraDisconnected("unplugged")
