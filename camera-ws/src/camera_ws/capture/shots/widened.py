"""A note that the region of interest is widened for a moment, for a service that starts after one that was killed.

Cameras keep their settings while they have power. A power cut needs no note, so none is synced. All methods block.
"""

import json
import logging
from pathlib import Path

from pydantic import ValidationError

from camera_ws.protocol.rpc import loads
from camera_ws.protocol.settings import CameraSettings, Roi
from camera_ws.protocol.wire import Wire

log = logging.getLogger(__name__)


class Widened(Wire):
    """before: what the camera of this serial number had."""

    serial: str
    whole: Roi
    before: CameraSettings


class WidenedNote:
    """One file, there for as long as the region is widened."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def write(self, widened: Widened) -> None:
        """A note that cannot be written would only be missed after a kill in this moment."""
        temporary = self._path.with_suffix(".tmp")
        try:
            temporary.write_text(json.dumps(widened.to_json()), encoding="utf-8")
            temporary.replace(self._path)
        except OSError as error:
            log.warning("the region of interest could not be noted", extra={"reason": str(error)})

    def read(self) -> Widened | None:
        try:
            return Widened.from_wire(loads(self._path.read_bytes()))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, ValidationError) as error:
            log.warning("unreadable note of a region of interest", extra={"reason": str(error)})
            self.remove()
            return None

    def remove(self) -> None:
        try:
            self._path.unlink(missing_ok=True)
        except OSError as error:
            log.warning("the note of a region of interest could not be removed", extra={"reason": str(error)})
