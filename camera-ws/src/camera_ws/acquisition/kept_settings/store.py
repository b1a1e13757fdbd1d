"""The last settings of each camera on disk, for the next start of the service. All methods block."""

import hashlib
import json
import re
from dataclasses import dataclass
from pathlib import Path

from pydantic import ValidationError

from camera_ws.errors import SettingsUnreadable
from camera_ws.files.durable import sync_folder, write_durably
from camera_ws.protocol.camera.settings import CameraSettings
from camera_ws.protocol.messages import CameraInfo
from camera_ws.protocol.rpc import loads
from camera_ws.protocol.wire import Wire

_UNFINISHED = ".new"
_PLAIN = re.compile(r"[A-Za-z0-9-]{1,64}")


class _Kept(Wire):
    """driver and serial identify the camera: a file copied from another camera is not used."""

    driver: str
    serial: str
    settings: CameraSettings


@dataclass(frozen=True, slots=True)
class SettingsStore:
    """A folder with one file for each camera that was ever connected."""

    folder: Path

    def load(self, camera: CameraInfo) -> CameraSettings | None:
        """None when there is no file. SettingsUnreadable, which names the file, when it cannot be used."""
        path = self._path(camera)
        try:
            kept = _Kept.from_wire(loads(path.read_bytes()))
        except FileNotFoundError:
            return None
        except (OSError, ValueError, RecursionError, ValidationError) as error:
            raise SettingsUnreadable(f"{path}: {error}") from error
        if (kept.driver, kept.serial) != (camera.driver, camera.serial):
            raise SettingsUnreadable(f"{path}: these are the settings of the {kept.driver} camera {kept.serial}")
        return kept.settings

    def save(self, camera: CameraInfo, settings: CameraSettings) -> None:
        """Durable when it returns. OSError, and NoSpace when the disk is full; the file is then as it was."""
        self.folder.mkdir(parents=True, exist_ok=True)
        path = self._path(camera)
        unfinished = path.with_name(path.name + _UNFINISHED)
        kept = _Kept(driver=camera.driver, serial=camera.serial, settings=settings)
        unfinished.unlink(missing_ok=True)
        try:
            write_durably(unfinished, json.dumps(kept.to_json(), ensure_ascii=False, indent=2).encode())
            unfinished.replace(path)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        sync_folder(self.folder)

    def _path(self, camera: CameraInfo) -> Path:
        name = f"{camera.driver}-{camera.serial}"
        if not _PLAIN.fullmatch(name):
            name = hashlib.sha256(name.encode()).hexdigest()[:32]
        return self.folder / f"{name}.json"
