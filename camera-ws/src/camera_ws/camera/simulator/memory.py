"""The virtual camera's memory for settings: a file, or without one only the process."""

import json
import logging
from pathlib import Path

from pydantic import ValidationError

from camera_ws.camera.base import MemoryChannel
from camera_ws.camera.simulator.features import default_settings
from camera_ws.errors import CameraError, SettingRejected
from camera_ws.protocol.camera.settings import CameraSettings
from camera_ws.protocol.rpc import FieldIssue

log = logging.getLogger(__name__)


class Memory:
    """Factory settings and one user channel."""

    def __init__(self, file: Path | None = None, factory: CameraSettings | None = None) -> None:
        self._file = file
        self._factory = factory or default_settings()
        self._user: CameraSettings | None = None

    def save(self, settings: CameraSettings) -> None:
        """CameraError when the file cannot be written."""
        self._user = settings
        if self._file is None:
            return
        unfinished = self._file.with_suffix(".tmp")
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            unfinished.write_text(json.dumps(settings.to_json(), indent=2), encoding="utf-8")
            unfinished.replace(self._file)
        except OSError as error:
            raise CameraError(f"the settings cannot be written to {self._file}: {error.strerror}") from error

    def load(self, channel: MemoryChannel) -> CameraSettings:
        """SettingRejected when nothing was saved in the channel."""
        if channel == "factory":
            return self._factory
        saved = self._user or self._read()
        if saved is None:
            message = "nothing was saved in the camera's user memory yet: save the settings first"
            raise SettingRejected([FieldIssue(path="channel", message=message, value=channel)])
        return saved

    def _read(self) -> CameraSettings | None:
        if self._file is None:
            return None
        try:
            return CameraSettings.from_wire(json.loads(self._file.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError, ValidationError) as error:
            log.warning("the saved settings cannot be read", extra={"file": str(self._file), "reason": str(error)})
            return None
