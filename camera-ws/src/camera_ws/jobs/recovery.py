"""What a service that starts again finds of the jobs of the one before."""

from camera_ws.jobs.dates import dated_stored
from camera_ws.jobs.store import JobStore, StoredJob
from camera_ws.protocol.jobs import Gap
from camera_ws.uploads.spool import Spool

INTERRUPTED = "the camera service stopped while it ran"
_GAP = "the camera service was not running"


def counted(stored: StoredJob, store: JobStore, spool: Spool) -> StoredJob:
    """With the pictures that a kill left in the spool and that the job did not live to count.

    One that has ended counted them then; what it has may be uploaded since.
    """
    if stored.job.job.kind == "clip" or stored.job.ended_at_us is not None:
        return stored
    noted = store.kept(stored.job.id)
    found = {
        entry.metadata.job_index: entry.metadata.size_bytes
        for entry in spool.entries()
        if entry.metadata.job_id == stored.job.id and entry.metadata.job_index is not None
    }
    for index in found.keys() - noted.keys():
        # Before it is uploaded: another kill after that would find it nowhere.
        store.note_kept(stored.job.id, index, found[index])
    kept = noted | found
    changes: dict[str, object] = {"done": len(kept), "bytes": sum(kept.values())}
    if stored.job.job.kind == "timelapse":
        changes["missed"] = stored.begun - len(kept)
    return stored.model_copy(update={"job": stored.job.model_copy(update=changes)})


def continued(stored: StoredJob, now_us: int) -> StoredJob:
    """A time-lapse goes on. The time without the service is a gap, which the next picture closes.

    A job that was saved later than now was saved before the wall clock was set back. Its times move with the clock:
    by the old ones it would wait for as long as the clock was set back.
    """
    ahead_us = stored.saved_at_us - now_us
    if ahead_us > 0:
        stored = dated_stored(stored, lambda time_us: max(0, time_us - ahead_us))
    gaps = list(stored.job.gaps or [])
    if not gaps or gaps[-1].to_us is not None:
        gaps.append(Gap(from_us=stored.saved_at_us, reason=_GAP))
    return stored.model_copy(update={"job": stored.job.model_copy(update={"gaps": gaps[-100:]})})
