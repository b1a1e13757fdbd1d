"""The parts of the service that jobs use, and the ids and parameters of their captures."""

import uuid
from dataclasses import dataclass, field

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.capture.captures import Captures
from camera_ws.capture.develop import Correct, uncorrected
from camera_ws.encoding.encoder import Encoder
from camera_ws.jobs.reports import JobReports
from camera_ws.jobs.schedule import Timer
from camera_ws.jobs.store import JobStore, StoredJob
from camera_ws.protocol.messages import CaptureParams
from camera_ws.rewind.rewind import Rewind
from camera_ws.uploads.spool import Spool


@dataclass(frozen=True, slots=True)
class JobParts:
    camera_id: str
    acquisition: Acquisition
    captures: Captures
    encoder: Encoder
    spool: Spool
    store: JobStore
    reports: JobReports
    timer: Timer
    correct: Correct = uncorrected
    """For the frames of a clip; stills are corrected by Captures."""
    rewind: Rewind = field(default_factory=lambda: Rewind(0))


def capture_id(job_id: str, index: int) -> str:
    """The same id for the same picture of a job, so that it is in the library at most once."""
    return str(uuid.uuid5(uuid.UUID(job_id), str(index)))


def capture_params(stored: StoredJob, index: int) -> CaptureParams:
    """The parameters of picture `index` of the job; the file of a clip has index 0."""
    job, spec = stored.job, stored.job.job
    return CaptureParams(
        capture_id=capture_id(job.id, index),
        format=None if spec.kind == "clip" else spec.format,
        full_frame=None if spec.kind == "clip" else spec.full_frame,
        average=spec.average if spec.kind == "timelapse" else None,
        label=spec.label,
        tags=spec.tags,
        notes=spec.notes,
        user=job.user,
        session_id=job.session_id,
        calibration=stored.calibration,
        name_template=stored.name_template,
    )
