"""Reports jobs to the hub: changes of state at once, progress at most twice a second."""

import asyncio
import json
from collections.abc import Callable, Iterable
from typing import Any

from camera_ws.protocol.camera.jobs import Job

PROGRESS_INTERVAL_S = 0.5
HELLO_BUDGET_BYTES = 512 * 1024
"""Jobs with long notes and many gaps must leave budget for the rest of a hello, which is at most 1 MiB."""


class JobReports:
    """send gets subject, method and parameters. Used on the event loop only; close drops pending reports."""

    def __init__(self, send: Callable[[str, str, dict[str, Any]], None]) -> None:
        self._send_message = send
        self._sent_s: dict[str, float] = {}
        self._pending: dict[str, tuple[asyncio.TimerHandle, Job]] = {}

    def changed(self, job: Job) -> None:
        """Reports at once."""
        self._drop(job.id)
        self._send(job)

    def progress(self, job: Job) -> None:
        """Reports at once, or half a second after the last report; only the newest state is sent."""
        handle, _ = self._pending.get(job.id, (None, None))
        if handle is None:
            loop = asyncio.get_running_loop()
            due_s = self._sent_s.get(job.id, 0.0) + PROGRESS_INTERVAL_S
            if loop.time() >= due_s:
                self._send(job)
                return
            handle = loop.call_at(due_s, self._send_pending, job.id)
        self._pending[job.id] = (handle, job)

    def close(self) -> None:
        for job_id in list(self._pending):
            self._drop(job_id)

    def _send_pending(self, job_id: str) -> None:
        _, job = self._pending.pop(job_id)
        self._send(job)

    def _send(self, job: Job) -> None:
        if job.ended_at_us is None:
            self._sent_s[job.id] = asyncio.get_running_loop().time()
        else:
            self._sent_s.pop(job.id, None)
        self._send_message(f"job {job.id}", "job", {"job": job.to_json()})

    def _drop(self, job_id: str) -> None:
        handle, _ = self._pending.pop(job_id, (None, None))
        if handle is not None:
            handle.cancel()


def within_budget(jobs: Iterable[Job], limit: int) -> list[Job]:
    """The first jobs, at most `limit` and within HELLO_BUDGET_BYTES."""
    chosen: list[Job] = []
    budget = HELLO_BUDGET_BYTES
    for job in jobs:
        budget -= len(json.dumps(job.to_json(), ensure_ascii=False).encode())
        if len(chosen) == limit or budget < 0:
            break
        chosen.append(job)
    return chosen
