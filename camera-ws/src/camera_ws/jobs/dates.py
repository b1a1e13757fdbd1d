"""A running job keeps times of the camera clock. They are converted to dates when the job is sent or saved.

A job that has ended has dates already: setting the clock later does not change them.
"""

from collections.abc import Callable

from camera_ws.jobs.store import StoredJob
from camera_ws.protocol.camera.jobs import Gap, Job, Waiting

ToDate = Callable[[int], int]


def dated(job: Job, to_date: ToDate) -> Job:
    """The job to send; unchanged when it has ended."""
    return job if job.ended_at_us is not None else _dated(job, to_date)


def dated_stored(stored: StoredJob, to_date: ToDate) -> StoredJob:
    """The job to save; unchanged when it has ended."""
    if stored.job.ended_at_us is not None:
        return stored
    clip = stored.clip
    if clip is not None:
        clip = clip.model_copy(update={"captured_at_us": to_date(clip.captured_at_us)})
    job = _dated(stored.job, to_date)
    return stored.model_copy(update={"job": job, "saved_at_us": to_date(stored.saved_at_us), "clip": clip})


def _dated(job: Job, to_date: ToDate) -> Job:
    return job.model_copy(
        update={
            "started_at_us": to_date(job.started_at_us),
            "next_at_us": None if job.next_at_us is None else to_date(job.next_at_us),
            "waiting": None if job.waiting is None else _dated_waiting(job.waiting, to_date),
            "gaps": None if job.gaps is None else [_dated_gap(gap, to_date) for gap in job.gaps],
        }
    )


def _dated_waiting(waiting: Waiting, to_date: ToDate) -> Waiting:
    return waiting.model_copy(update={"until_us": to_date(waiting.until_us)})


def _dated_gap(gap: Gap, to_date: ToDate) -> Gap:
    to_us = None if gap.to_us is None else to_date(gap.to_us)
    return gap.model_copy(update={"from_us": to_date(gap.from_us), "to_us": to_us})
