"""References and switches on disk, written atomically and loaded at the next start."""

import logging
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import ValidationError

from camera_ws.files.durable import sync_folder, write_durably
from camera_ws.pictures.corrections.reference import DamagedReference, Reference, from_npz, to_npz
from camera_ws.protocol.camera.corrections import DisplayWindow
from camera_ws.protocol.wire import Wire

log = logging.getLogger(__name__)

T = TypeVar("T")
Kind = Literal["dark", "flat"]
KINDS: tuple[Kind, ...] = ("dark", "flat")
_SWITCHES = "switches.json"
_UNFINISHED = ".new"


class Switches(Wire):
    """Which corrections are on."""

    dark: bool = False
    flat: bool = False
    display: DisplayWindow | None = None


@dataclass(frozen=True, slots=True)
class CorrectionStore:
    """A folder. Writing raises OSError, and NoSpace when the disk is full; loading never stops the service."""

    folder: Path

    def recover(self) -> None:
        """Removes unfinished files."""
        for path in self.folder.glob(f"*{_UNFINISHED}"):
            try:
                path.unlink()
            except OSError as error:  # held by another program: the next save replaces it
                log.error("an unfinished correction cannot be removed", extra={"file": str(path), "reason": str(error)})

    def load(self, kind: Kind) -> Reference | None:
        """None when there is none. A file that cannot be read is logged; the next reference replaces it."""
        return self._load(f"{kind}.npz", from_npz)

    def save(self, kind: Kind, reference: Reference) -> None:
        self._replace(f"{kind}.npz", to_npz(reference))

    def remove(self, kind: Kind) -> None:
        (self.folder / f"{kind}.npz").unlink(missing_ok=True)
        sync_folder(self.folder)

    def load_switches(self) -> Switches:
        return self._load(_SWITCHES, Switches.model_validate_json) or Switches()

    def save_switches(self, switches: Switches) -> None:
        self._replace(_SWITCHES, switches.model_dump_json(by_alias=True, exclude_none=True).encode())

    def _load(self, name: str, read: Callable[[bytes], T]) -> T | None:
        try:
            return read((self.folder / name).read_bytes())
        except FileNotFoundError:
            return None
        except (OSError, DamagedReference, ValidationError) as error:
            log.error(
                "a kept correction cannot be read; the service starts without it",
                extra={"file": str(self.folder / name), "reason": str(error)},
            )
            return None

    def _replace(self, name: str, data: bytes) -> None:
        self.folder.mkdir(parents=True, exist_ok=True)
        unfinished = self.folder / f"{name}{_UNFINISHED}"
        unfinished.unlink(missing_ok=True)
        try:
            write_durably(unfinished, data)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        unfinished.replace(self.folder / name)
        sync_folder(self.folder)
