"""Sample jobs."""

import uuid
from typing import Any

from camera_ws.jobs.store import StoredJob
from camera_ws.protocol.camera.jobs import Burst, Job, JobSpec, SequenceStart, Timelapse

NOW_US = 1_800_000_000_000_000


def job(spec: JobSpec | None = None, **changes: Any) -> Job:
    fields: dict[str, Any] = {
        "id": str(uuid.uuid4()),
        "camera_id": "camera-1",
        "job": spec or Burst(kind="burst", count=10),
        "state": "running",
        "total": 10,
        "done": 0,
        "missed": 0,
        "bytes": 0,
        "started_at_us": NOW_US,
    }
    return Job(**(fields | changes))


def stored(spec: JobSpec | None = None, begun: int = 0, **changes: Any) -> StoredJob:
    return StoredJob(job=job(spec, **changes), source="hub", begun=begun, saved_at_us=NOW_US)


def timelapse(count: int = 6, every_ms: int = 10_000, **changes: Any) -> Timelapse:
    return Timelapse(kind="timelapse", count=count, every_ms=every_ms, **changes)


def start(spec: JobSpec, **changes: Any) -> SequenceStart:
    return SequenceStart(job_id=str(uuid.uuid4()), job=spec, **changes)
