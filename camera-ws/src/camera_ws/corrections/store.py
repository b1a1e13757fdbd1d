"""References and switches on disk: written whole or not at all, found again after a restart."""

import logging
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import ValidationError

from camera_ws.corrections.reference import DamagedReference, Reference, from_npz, to_npz
from camera_ws.files.durable import sync_folder, write_durably
from camera_ws.protocol.corrections import DisplayWindow
from camera_ws.protocol.wire import Wire

log = logging.getLogger(__name__)

T = TypeVar("T")
Kind = Literal["dark", "flat"]
KINDS: tuple[Kind, ...] = ("dark", "flat")
_SWITCHES = "switches.json"
_UNFINISHED = ".new"


class Switches(Wire):
    """What is on."""

    dark: bool = False
    flat: bool = False
    display: DisplayWindow | None = None


@dataclass(frozen=True, slots=True)
class CorrectionStore:
    """A folder of its own. What writes raises OSError, and NoSpace when the disk is full."""

    folder: Path

    def recover(self) -> None:
        """Makes the folder; what was never finished goes."""
        self.folder.mkdir(parents=True, exist_ok=True)
        for path in self.folder.glob(f"*{_UNFINISHED}"):
            with suppress(OSError):  # held by another program: the next save replaces it
                path.unlink()

    def load(self, kind: Kind) -> Reference | None:
        """None when there is none, or its file cannot be read: that is logged, and the next one taken replaces it."""
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
            log.warning("a kept correction cannot be read", extra={"file": name, "reason": str(error)})
            return None

    def _replace(self, name: str, data: bytes) -> None:
        unfinished = self.folder / f"{name}{_UNFINISHED}"
        unfinished.unlink(missing_ok=True)
        try:
            write_durably(unfinished, data)
        except BaseException:
            unfinished.unlink(missing_ok=True)
            raise
        unfinished.replace(self.folder / name)
        sync_folder(self.folder)
