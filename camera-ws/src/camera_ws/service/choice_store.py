"""The chosen driver on disk, for the next start of the service. All methods block."""

import json
import logging
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from camera_ws.files.durable import sync_folder, write_durably
from camera_ws.protocol.camera.choice import CameraChoice
from camera_ws.protocol.rpc import loads

log = logging.getLogger(__name__)

_BYTES_MAX = 4096


@dataclass(frozen=True, slots=True)
class ChoiceStore:
    folder: Path

    @property
    def _path(self) -> Path:
        return self.folder / "camera-choice.json"

    def load(self) -> CameraChoice | None:
        """None when nothing was chosen. A file that cannot be used is logged and counts as no choice."""
        try:
            with self._path.open("rb") as file:
                return CameraChoice.from_wire(loads(file.read(_BYTES_MAX)))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError, ValidationError) as error:
            log.warning("the chosen camera cannot be read", extra={"file": str(self._path), "reason": str(error)})
            return None

    def save(self, choice: CameraChoice) -> None:
        """Durable when it returns. OSError, and NoSpace when the disk is full; the choice is then as it was."""
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self._path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        try:
            write_durably(unfinished, json.dumps(choice.to_json(), ensure_ascii=False).encode())
            unfinished.replace(self._path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        sync_folder(self.folder)
