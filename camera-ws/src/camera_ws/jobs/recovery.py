"""Restores the jobs of the previous run after a restart."""

import logging

from camera_ws.jobs.dates import dated_stored
from camera_ws.jobs.store import JobStore, StoredJob
from camera_ws.protocol.camera.jobs import Gap
from camera_ws.uploads.spool import Spool

log = logging.getLogger(__name__)

INTERRUPTED = "the camera service stopped while it ran"
_GAP = "the camera service was not running"


def with_counts(stored: StoredJob, store: JobStore, spool: Spool) -> StoredJob:
    """Adds the pictures in the spool that the job could not count before it was killed.

    A job that has ended has the right numbers; its pictures may be uploaded already.
    """
    if stored.job.job.kind == "clip" or stored.job.ended_at_us is not None:
        return stored
    found = {
        entry.metadata.job_index: entry.metadata.size_bytes
        for entry in spool.entries()
        if entry.metadata.job_id == stored.job.id and entry.metadata.job_index is not None
    }
    try:
        recorded = store.kept(stored.job.id)
        for index in found.keys() - recorded.keys():
            # Before the upload: after another kill the picture would be neither here nor in the spool.
            store.note_kept(stored.job.id, index, found[index])
    except OSError as error:
        log.error("the pictures of a job cannot be counted", extra={"job": stored.job.id, "reason": str(error)})
        return stored
    kept = recorded | found
    changes: dict[str, object] = {"done": len(kept), "bytes": sum(kept.values())}
    if stored.job.job.kind == "timelapse":
        changes["missed"] = stored.begun - len(kept)
    return stored.model_copy(update={"job": stored.job.model_copy(update=changes)})


def continued(stored: StoredJob, now_us: int) -> StoredJob:
    """The job of a time-lapse that continues. The time without the service is a gap; the next picture closes it.

    When the job was saved later than now, the wall clock was set back since. Then the job's times are set back too:
    otherwise the job would wait for as long.
    """
    ahead_us = stored.saved_at_us - now_us
    if ahead_us > 0:
        stored = dated_stored(stored, lambda time_us: max(0, time_us - ahead_us))
    gaps = list(stored.job.gaps or [])
    if not gaps or gaps[-1].to_us is not None:
        gaps.append(Gap(from_us=stored.saved_at_us, reason=_GAP))
    return stored.model_copy(update={"job": stored.job.model_copy(update={"gaps": gaps[-100:]})})
