"""Jobs on disk, for the next start of the service.

`<id>.json` is the job, replaced and synced at every change of state. `<id>.kept` has one line for each picture in the
spool, appended when it gets there: a kill loses none of them, and a job of 100,000 pictures is not written 100,000
times. All methods block.
"""

import json
import logging
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from camera_ws.files.durable import sync_folder, write_durably
from camera_ws.protocol.camera.corrections import AppliedCorrections
from camera_ws.protocol.camera.jobs import Job
from camera_ws.protocol.camera.optics import Calibration
from camera_ws.protocol.camera.rewind import FromLive
from camera_ws.protocol.camera.settings import CameraSettings, Roi
from camera_ws.protocol.messages import CameraInfo
from camera_ws.protocol.primitives import Count, Natural
from camera_ws.protocol.rpc import loads
from camera_ws.protocol.wire import Wire

log = logging.getLogger(__name__)

_TEMPORARY = ".tmp-"


class ClipBegin(Wire):
    """Facts about the first frame of a clip, which would be lost by a restart."""

    seq: Natural
    captured_at_us: Natural
    exposure_ms: float
    gain_db: float
    roi: Roi
    width: Count
    height: Count
    channels: Literal[1, 3]
    pixel_format: str
    bit_depth: Count
    temperature: float | None = None
    settings: CameraSettings
    camera: CameraInfo
    corrections: AppliedCorrections | None = None
    from_live: FromLive | None = None


class StoredJob(Wire):
    """begun counts the pictures of the schedule that were tried; none of them is tried again."""

    job: Job
    source: Literal["hub", "http"]
    begun: Natural = 0
    saved_at_us: Natural
    calibration: Calibration | None = None
    name_template: str | None = None
    settings: CameraSettings | None = None
    """The camera's settings at the start of the job."""
    clip: ClipBegin | None = None
    camera: CameraInfo | None = None
    """The camera at the start of the job."""


class JobStore:
    """A folder with one set of files per job."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def load(self) -> list[StoredJob]:
        """Newest first. Removes unfinished files; logs files that cannot be read, because the service must start."""
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            log.error(
                "the folder of the jobs cannot be created", extra={"folder": str(self._folder), "reason": str(error)}
            )
        for path in self._folder.glob(f"{_TEMPORARY}*"):
            _discard(path)
        jobs = [stored for path in self._folder.glob("*.json") if (stored := _read(path)) is not None]
        return sorted(jobs, key=lambda stored: stored.job.started_at_us, reverse=True)

    def save(self, stored: StoredJob) -> None:
        """Durable when it returns."""
        self._folder.mkdir(parents=True, exist_ok=True)
        temporary = self._folder / f"{_TEMPORARY}{stored.job.id}"
        temporary.unlink(missing_ok=True)
        write_durably(temporary, json.dumps(stored.to_json(), ensure_ascii=False, indent=2).encode())
        temporary.replace(self._folder / f"{stored.job.id}.json")
        sync_folder(self._folder)

    def note_kept(self, job_id: str, index: int, size_bytes: int) -> None:
        with self._kept(job_id).open("a", encoding="ascii") as file:
            file.write(f"{index} {size_bytes}\n")

    def kept(self, job_id: str) -> dict[int, int]:
        """Size in bytes of each recorded picture, by its index. Skips lines damaged by a power cut."""
        try:
            lines = self._kept(job_id).read_text(encoding="ascii", errors="replace").splitlines()
        except FileNotFoundError:
            return {}
        pairs = [line.split() for line in lines]
        return {int(pair[0]): int(pair[1]) for pair in pairs if len(pair) == 2 and all(map(str.isdecimal, pair))}

    def recording(self, job_id: str) -> Path:
        """The file of a clip while it is recorded."""
        return self._folder / f"{job_id}.mp4"

    def scratch(self) -> Path:
        """A temporary file, removed at the next start."""
        return self._folder / f"{_TEMPORARY}scratch.mp4"

    def drop_kept(self, job_id: str) -> None:
        """Call when the job has ended: its json file has the number of pictures."""
        _discard(self._kept(job_id))

    def drop_recording(self, job_id: str) -> None:
        """Call when the clip is in the spool."""
        _discard(self.recording(job_id))

    def forget(self, job_id: str) -> None:
        self.drop_kept(job_id)
        self.drop_recording(job_id)
        _discard(self._folder / f"{job_id}.json")

    def _kept(self, job_id: str) -> Path:
        return self._folder / f"{job_id}.kept"


def _discard(path: Path) -> None:
    """A failure is only logged: another program may hold the file."""
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        log.warning("a file of a job cannot be removed", extra={"file": path.name, "reason": str(error)})


def _read(path: Path) -> StoredJob | None:
    try:
        stored = StoredJob.from_wire(loads(path.read_bytes()))
    except (OSError, ValueError, RecursionError, ValidationError) as error:
        log.error("unreadable job", extra={"file": path.name, "reason": str(error)})
        return None
    if path.stem != stored.job.id:
        log.error("the name of a job's file is not its id", extra={"file": path.name})
        return None
    return stored
