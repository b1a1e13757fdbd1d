"""A camera around another one."""

from abc import abstractmethod

from camera_ws.camera.base import Camera, Frame, MemoryChannel
from camera_ws.protocol.camera.settings import CameraSettings, Capabilities, SettingsUpdate
from camera_ws.protocol.messages import CameraInfo


class CameraWrapper(Camera):
    """Passes everything to another camera. Derived classes override what they change."""

    @property
    @abstractmethod
    def _inner(self) -> Camera:
        """The other camera."""

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
        return self._inner.warnings

    @property
    def pending_triggers(self) -> int:
        return self._inner.pending_triggers

    def open(self) -> None:
        self._inner.open()

    def start(self) -> None:
        self._inner.start()

    def next_frame(self, timeout_s: float) -> Frame:
        return self._inner.next_frame(timeout_s)

    def apply(self, update: SettingsUpdate) -> CameraSettings:
        return self._inner.apply(update)

    def abort_exposure(self) -> None:
        self._inner.abort_exposure()

    def save_settings(self) -> None:
        self._inner.save_settings()

    def load_settings(self, channel: MemoryChannel) -> CameraSettings:
        return self._inner.load_settings(channel)

    def fire(self) -> None:
        self._inner.fire()

    def check_connection(self) -> None:
        self._inner.check_connection()

    def stop(self) -> None:
        self._inner.stop()

    def close(self) -> None:
        self._inner.close()
