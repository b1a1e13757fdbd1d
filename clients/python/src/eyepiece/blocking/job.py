"""A burst, a time-lapse or a clip, which the camera service runs alone."""

from eyepiece.blocking.capture import Captures
from eyepiece.blocking.face import Face, blocking, direct
from eyepiece.blocking.loop import LoopThread
from eyepiece.hub.job import AsyncJob
from eyepiece.values.job import JobState


class Job(Face[AsyncJob]):
    def __repr__(self) -> str:
        return repr(self._inner).replace("AsyncJob", "Job")

    @property
    def id(self) -> str:
        return self._inner.id

    @property
    def last(self) -> JobState:
        """As reported when this object asked last."""
        return self._inner.last

    refresh = blocking(AsyncJob.refresh)
    wait = blocking(AsyncJob.wait)
    cancel = blocking(AsyncJob.cancel)
    resume = blocking(AsyncJob.resume)
    captures = direct(AsyncJob.captures, Captures)


def jobs_of(loop: LoopThread, jobs: list[AsyncJob]) -> list[Job]:
    return [Job(loop, job) for job in jobs]
