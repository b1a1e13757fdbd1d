"""Cameras that exist in this process only."""

from camera_ws.camera.base import Camera
from camera_ws.protocol.camera.settings import CameraSettings, Capabilities


class VirtualCamera(Camera):
    """Its capabilities and settings are attributes, which derived classes set."""

    _capabilities: Capabilities
    _settings: CameraSettings

    @property
    def capabilities(self) -> Capabilities:
        return self._capabilities

    @property
    def settings(self) -> CameraSettings:
        return self._settings
