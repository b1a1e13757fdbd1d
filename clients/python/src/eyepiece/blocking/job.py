"""A burst, a time-lapse or a clip, which the camera service runs alone."""

from eyepiece.blocking.capture import Captures
from eyepiece.blocking.loop import LoopThread
from eyepiece.hub.job import AsyncJob, JobProgress
from eyepiece.values.job import JobState


class Job:
    def __init__(self, loop: LoopThread, job: AsyncJob) -> None:
        self._loop = loop
        self._job = job

    def __repr__(self) -> str:
        return repr(self._job).replace("AsyncJob", "Job")

    @property
    def id(self) -> str:
        return self._job.id

    @property
    def last(self) -> JobState:
        """As reported when this object asked last."""
        return self._job.last

    def refresh(self) -> JobState:
        return self._loop.run(self._job.refresh())

    def wait(self, timeout: float, progress: JobProgress | None = None) -> JobState:
        """Until it is done. Raises JobFailed if it ends otherwise, and JobTimeout; the job then continues."""
        return self._loop.run(self._job.wait(timeout, progress))

    def cancel(self) -> JobState:
        """Captures that were taken stay."""
        return self._loop.run(self._job.cancel())

    def resume(self) -> JobState:
        return self._loop.run(self._job.resume())

    def captures(self, limit: int | None = None) -> Captures:
        """Those that are in the library already. Uploads may follow the end of the job."""
        return Captures(self._loop, self._job.captures(limit))
