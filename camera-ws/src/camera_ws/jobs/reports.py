"""What the hub hears of jobs: each change of state at once, progress at most twice a second."""

import asyncio
import json
from collections.abc import Callable, Iterable
from typing import Any

from camera_ws.protocol.jobs import Job

PROGRESS_INTERVAL_S = 0.5
HELLO_BUDGET_BYTES = 512 * 1024
"""Jobs with long notes and many gaps must leave room for the rest of a hello, which is at most 1 MiB."""


class JobReports:
    """tell gets subject, method and parameters. Used on the event loop only; close ends what waits."""

    def __init__(self, tell: Callable[[str, str, dict[str, Any]], None]) -> None:
        self._tell = tell
        self._told_s: dict[str, float] = {}
        self._waiting: dict[str, tuple[asyncio.TimerHandle, Job]] = {}

    def changed(self, job: Job) -> None:
        """Said now."""
        self._drop(job.id)
        self._say(job)

    def progress(self, job: Job) -> None:
        """Said now or, when something was said less than half a second ago, then, in its newest form."""
        handle, _ = self._waiting.get(job.id, (None, None))
        if handle is None:
            loop = asyncio.get_running_loop()
            due_s = self._told_s.get(job.id, 0.0) + PROGRESS_INTERVAL_S
            if loop.time() >= due_s:
                self._say(job)
                return
            handle = loop.call_at(due_s, self._say_waiting, job.id)
        self._waiting[job.id] = (handle, job)

    def close(self) -> None:
        for job_id in list(self._waiting):
            self._drop(job_id)

    def _say_waiting(self, job_id: str) -> None:
        _, job = self._waiting.pop(job_id)
        self._say(job)

    def _say(self, job: Job) -> None:
        if job.ended_at_us is None:
            self._told_s[job.id] = asyncio.get_running_loop().time()
        else:
            self._told_s.pop(job.id, None)
        self._tell(f"job {job.id}", "job", {"job": job.to_json()})

    def _drop(self, job_id: str) -> None:
        handle, _ = self._waiting.pop(job_id, (None, None))
        if handle is not None:
            handle.cancel()


def fitting(jobs: Iterable[Job], most: int) -> list[Job]:
    """The first of them, at most so many and so few that a hello can carry them."""
    told: list[Job] = []
    room = HELLO_BUDGET_BYTES
    for job in jobs:
        room -= len(json.dumps(job.to_json(), ensure_ascii=False).encode())
        if len(told) == most or room < 0:
            break
        told.append(job)
    return told
