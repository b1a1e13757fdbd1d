"""Detects a camera that should send frames and does not."""

import time

from camera_ws.camera.base import Camera
from camera_ws.errors import CameraTimeout


class StallCheck:
    """Used on the camera's thread only."""

    def __init__(self) -> None:
        self._last_s = time.monotonic()

    def reset(self) -> None:
        """A frame came, or the wait for one starts again."""
        self._last_s = time.monotonic()

    def check(self, camera: Camera, least_s: float) -> None:
        """CameraTimeout when no frame came for least_s and longer than its settings can take."""
        settings = camera.settings
        if settings.trigger == "hardware" or (settings.trigger == "software" and not camera.pending_triggers):
            self.reset()
            return
        delay_ms = settings.trigger_delay or 0.0
        longest_s = (settings.exposure + delay_ms) / 1000 + 3 / (settings.frame_rate or 1.0)
        silent_s = time.monotonic() - self._last_s
        if silent_s > max(least_s, longest_s):
            raise CameraTimeout(f"no frame from the camera for {silent_s:.1f} s: check its cable and USB port")
