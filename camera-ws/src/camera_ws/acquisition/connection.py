"""Opening the camera: the retries, the settings restored afterwards, and the close of a camera that is lost."""

import logging
import threading
import time
from collections.abc import Callable

from camera_ws.acquisition.status import KnownCamera
from camera_ws.camera.base import Camera
from camera_ws.camera.restore import restore
from camera_ws.errors import CameraError, SettingsUnreadable
from camera_ws.protocol.camera.settings import CameraSettings
from camera_ws.protocol.messages import CameraInfo

log = logging.getLogger(__name__)

RETRY_FIRST_S = 0.5
RETRY_MAX_S = 5.0
KEPT_TRIES = 3
"""How often opening may fail with the kept settings; after that they are not applied."""

KeptSettings = Callable[[CameraInfo], CameraSettings | None]
"""Loads the settings that this camera had in the last run. SettingsUnreadable when they cannot be used."""


class CameraConnection:
    """Used on the camera's thread only, except retry_now."""

    def __init__(self, camera: Camera, kept: KeptSettings) -> None:
        self.differences: list[str] = []
        """Settings that could not be restored, as text for people. Reported until a setting changes."""
        self.preserve_kept = False
        """The kept settings were not applied, so their file must not be overwritten yet."""
        self.attempts = 0
        """Failed attempts to open since the camera was lost."""
        self.retry_at_s = 0.0
        """On the monotonic clock."""
        self._camera = camera
        self._kept = kept
        self._kept_failures = 0
        self._delay_s = RETRY_FIRST_S
        self._retry_requested = threading.Event()

    def retry_now(self) -> None:
        """Makes the next attempt due at once. From any thread."""
        self._retry_requested.set()

    def wait_s(self) -> float:
        """Time until the next attempt is due."""
        return 0.0 if self._retry_requested.is_set() else max(0.0, self.retry_at_s - time.monotonic())

    def open(self, known: KnownCamera | None) -> None:
        """Opens the camera and restores its settings: those last read back, or else the kept ones."""
        self._retry_requested.clear()
        self._camera.open()
        settings = known.settings if known is not None else self._load_kept()
        if settings is not None:
            self._restore(settings, kept=known is None)
        self.attempts = 0
        self._delay_s = RETRY_FIRST_S

    def lose(self, error: CameraError) -> None:
        """Closes the camera after a failure and schedules the next attempt to open it."""
        log.warning("camera lost", extra={"reason": str(error), "fault": error.code, "retry_in_s": self._delay_s})
        self.close()
        self.attempts += 1
        self.retry_at_s = time.monotonic() + self._delay_s
        self._delay_s = min(self._delay_s * 2, RETRY_MAX_S)

    def close(self) -> None:
        try:
            self._camera.close()
        except CameraError as error:
            log.info("the camera did not close cleanly", extra={"reason": str(error)})
        except Exception:  # a defect of the driver: the camera counts as closed and is opened again
            log.exception("the camera did not close")

    def note_change(self, chosen: bool) -> None:
        """The settings were changed after opening; chosen: by a person."""
        self.differences = []
        self.preserve_kept = self.preserve_kept and not chosen

    def _restore(self, settings: CameraSettings, kept: bool) -> None:
        try:
            self.differences = restore(self._camera, settings)
        except Exception:
            # A disconnection counts too: the settings may be what makes the camera drop off.
            self._kept_failures += kept
            raise
        if self.differences:
            log.warning("the camera came back with other settings", extra={"different": self.differences})

    def _load_kept(self) -> CameraSettings | None:
        """None after too many failures: a camera that cannot run with these settings must still start."""
        if self._kept_failures >= KEPT_TRIES:
            log.error("the kept settings could not be applied; the camera starts with its own settings")
            return self._skip_kept("the settings from before the restart could not be applied")
        try:
            return self._kept(self._camera.info)
        except SettingsUnreadable as error:
            log.error(
                "the kept settings could not be read; the camera starts with its own settings",
                extra={"reason": str(error)},
            )
            return self._skip_kept("the settings from before the restart could not be read")

    def _skip_kept(self, reason: str) -> None:
        """Does not overwrite the saved settings until a person changes a setting."""
        self.differences = [reason]
        self.preserve_kept = True
