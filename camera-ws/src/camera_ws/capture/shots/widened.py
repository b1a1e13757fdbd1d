"""A note on disk that the region of interest is widened. After a kill, the next start puts the region back.

The note is not synced: it is needed only while the camera has power, because a power cut resets the region too. All
methods block.
"""

import json
import logging
from pathlib import Path

from pydantic import ValidationError

from camera_ws.protocol.camera.settings import CameraSettings, Roi
from camera_ws.protocol.rpc import loads
from camera_ws.protocol.wire import Wire

log = logging.getLogger(__name__)


class Widened(Wire):
    """before: the settings before widening; serial: of the camera."""

    serial: str
    whole: Roi
    before: CameraSettings


class WidenedNote:
    """One file; it exists while the region is widened."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, widened: Widened) -> None:
        """A failure is only logged: the note matters only if the service is killed during this capture."""
        temporary = self._path.with_suffix(".tmp")
        try:
            temporary.write_text(json.dumps(widened.to_json()), encoding="utf-8")
            temporary.replace(self._path)
        except OSError as error:
            log.warning("the region of interest could not be saved", extra={"reason": str(error)})

    def read(self) -> Widened | None:
        try:
            return Widened.from_wire(loads(self._path.read_bytes()))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError, ValidationError) as error:
            log.warning("the saved region of interest is unreadable", extra={"reason": str(error)})
            self.remove()
            return None

    def remove(self) -> None:
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("the saved region of interest could not be removed", extra={"reason": str(error)})
