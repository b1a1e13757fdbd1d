"""A burst, a time-lapse or a clip, which the camera service runs alone."""

import asyncio
import time
from collections.abc import Callable, Mapping
from typing import Any

from eyepiece.errors import JobFailed, JobTimeout
from eyepiece.hub.search import AsyncCaptures
from eyepiece.hub.session import Session, positive
from eyepiece.values.job import JobState
from eyepiece.values.record import mapping

_ASK_EVERY_S = 0.5
JobProgress = Callable[[JobState], None]


class AsyncJob:
    """last: as reported when this object asked last."""

    def __init__(self, session: Session, data: Mapping[str, Any]) -> None:
        self._session = session
        self.last = JobState(data)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id} {self.last.state} {self.last.done}/{self.last.total}>"

    @property
    def id(self) -> str:
        return self.last.id

    async def refresh(self) -> JobState:
        return self._update(await self._session.requests.json("GET", f"/jobs/{self.id}"))

    async def wait(self, timeout: float, progress: JobProgress | None = None) -> JobState:
        """Until it is done. Raises JobFailed if it ends otherwise, and JobTimeout; the job then continues."""
        ends = time.monotonic() + positive("timeout", timeout)
        told: tuple[str, int] | None = None
        while True:
            state = await self.refresh()
            if progress is not None and told != (state.state, state.done):
                told = (state.state, state.done)
                progress(state)
            if state.state == "done":
                return state
            if state.ended:
                raise JobFailed(f"{state.kind} {state.id} is {state.state}: {state.reason or 'no reason was given'}")
            if time.monotonic() >= ends:
                raise JobTimeout(f"{state.kind} {state.id} has {state.done} of {state.total} after {timeout:g} s")
            await asyncio.sleep(min(_ASK_EVERY_S, max(0.0, ends - time.monotonic())))

    async def cancel(self) -> JobState:
        """Captures that were taken stay."""
        return self._update(await self._session.requests.json("POST", f"/jobs/{self.id}/cancel"))

    async def resume(self) -> JobState:
        return self._update(await self._session.requests.json("POST", f"/jobs/{self.id}/resume"))

    def captures(self, limit: int | None = None) -> AsyncCaptures:
        """Those that are in the library already. Uploads may follow the end of the job."""
        return AsyncCaptures(self._session, limit, {"job": self.id, "camera": self.last.camera_id})

    def _update(self, answer: object) -> JobState:
        self.last = JobState(mapping(answer, "the job"))
        return self.last
