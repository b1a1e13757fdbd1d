"""The state of one job: changes, saves and reports it."""

import asyncio
import logging
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from camera_ws.errors import NoSpace
from camera_ws.jobs.dates import dated, dated_stored
from camera_ws.jobs.reports import JobReports
from camera_ws.jobs.schedule import Timer
from camera_ws.jobs.store import ClipBegin, JobStore, StoredJob
from camera_ws.protocol.camera.jobs import Gap, Job, Waiting
from camera_ws.protocol.messages import CaptureMetadata
from camera_ws.protocol.text import cut

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Ending:
    state: Literal["done", "cancelled", "failed"]
    reason: str | None = None


GAPS_MAX = 100
_REASON_MAX = 500
_SAVE_EVERY_US = 1_000_000
_GAP_REASON_MAX = 300


class JobRun:
    """Used on the event loop only. Changes of state are durable before they are reported."""

    def __init__(self, stored: StoredJob, store: JobStore, reports: JobReports, timer: Timer) -> None:
        self._stored = stored
        self._store = store
        self._reports = reports
        self._timer = timer
        self._write_lock = asyncio.Lock()
        self._written_us = 0
        self._writes: set[asyncio.Task[None]] = set()
        self.resume_requested = asyncio.Event()
        self._continued_or_ended = asyncio.Event()
        self.continued = False
        """Started by an earlier run of the service: the camera may have lost its settings since."""
        self.closing = False
        """The service ends, not the job: the next start continues or closes it."""

    @property
    def stored(self) -> StoredJob:
        return self._stored

    @property
    def job(self) -> Job:
        """The times of a running job are those of Timer.now_us."""
        return self._stored.job

    @property
    def dated_job(self) -> Job:
        """The job with dates, for the hub and the HTTP API."""
        return dated(self.job, self._timer.date_us)

    @property
    def ended(self) -> bool:
        return self.job.ended_at_us is not None

    async def save(self) -> None:
        """Durable when it returns; NoSpace when the disk is full."""
        # Shielded: a job that is cancelled while it writes must not leave two threads writing one file.
        await asyncio.shield(self._start_write())

    async def begin(self, index: int) -> None:
        """Marks picture `index` as tried: it is never tried again. Skipped pictures before it count as missed."""
        skipped = index - self._stored.begun
        self._stored = self._stored.model_copy(update={"begun": index + 1})
        self._change(missed=self.job.missed + skipped)
        await self.save()

    async def begin_clip(self, clip: ClipBegin) -> None:
        self._stored = self._stored.model_copy(update={"clip": clip})
        await self.save()

    def note(self, metadata: CaptureMetadata) -> None:
        """Records a stored picture for the count after a restart. Called by Spool.store on its thread."""
        if metadata.job_index is not None:
            self._store.note_kept(self.job.id, metadata.job_index, metadata.size_bytes)

    def kept(self, size_bytes: int) -> None:
        """A picture is in the spool and recorded."""
        self._change(done=self.job.done + 1, bytes=self.job.bytes + size_bytes, gaps=self._gaps_closed())
        self._reports.progress(self.dated_job)

    def skip_rest(self) -> None:
        """Counts all remaining pictures as missed."""
        rest = self.job.total - self._stored.begun
        self._stored = self._stored.model_copy(update={"begun": self.job.total})
        self._change(missed=self.job.missed + rest)

    def miss(self, index: int, reason: str) -> None:
        """Picture `index` was tried and failed. The gap with this reason lasts until the next picture."""
        log.warning("picture missed", extra={"job": self.job.id, "index": index, "reason": reason})
        self._change(missed=self.job.missed + 1, gaps=self._gaps_with(reason))
        self._reports.progress(self.dated_job)

    def progress(self, **changes: Any) -> None:
        """Numbers that may be reported late. A kill may lose the last second of them."""
        self._change(**changes)
        self._reports.progress(self.dated_job)
        if not self._writes and self._timer.now_us() - self._written_us > _SAVE_EVERY_US:
            self._start_write()

    def wait_for_trigger(self, number: int, timeout_s: float) -> None:
        """Reports what the job waits for, until went_on is called."""
        until_us = self._timer.now_us() + round(timeout_s * 1e6)
        self._change(waiting=Waiting(what="trigger", number=number, until_us=until_us))
        self._reports.changed(self.dated_job)

    def went_on(self) -> None:
        """Reports that the wait is over."""
        if self.job.waiting is not None:
            self._change(waiting=None)
            self._reports.changed(self.dated_job)

    async def pause(self, reason: str) -> None:
        self._change(
            state="paused",
            reason=cut(reason, _REASON_MAX),
            resumable=None,
            next_at_us=None,
            gaps=self._gaps_with(reason),
        )
        await self._save_and_report()

    async def wait_for_person(self) -> None:
        """The pause was too long to continue without a person."""
        self.resume_requested.clear()
        self._continued_or_ended.clear()
        self._change(resumable=True)
        await self._save_and_report()

    async def request_resume(self) -> None:
        """Requests a waiting job to continue; returns once it does, or has ended."""
        self.resume_requested.set()
        await self._continued_or_ended.wait()

    async def go_on(self) -> None:
        self._change(state="running", reason=None, resumable=None, gaps=self._gaps_closed())
        await self._save_and_report()
        self._continued_or_ended.set()

    async def end(self, ending: Ending) -> None:
        """Ends the job; further calls change nothing."""
        if self.ended:
            return
        self._change(next_at_us=None, waiting=None, gaps=self._gaps_closed())
        self._stored = self._stored.model_copy(update={"job": self.dated_job})
        self._change(
            state=ending.state,
            reason=cut(ending.reason, _REASON_MAX) if ending.reason else None,
            resumable=None,
            ended_at_us=self._timer.date_us(self._timer.now_us()),
        )
        await self._save_and_report()
        self._continued_or_ended.set()
        log.info("job ended", extra={"job": self.job.id, "state": ending.state, "done": self.job.done})

    async def close(self) -> None:
        """Saves the progress."""
        if not self.ended:
            with suppress(NoSpace, OSError):
                await self.save()
        await asyncio.gather(*self._writes, return_exceptions=True)

    async def _save_and_report(self) -> None:
        """A full disk must not keep a job from its end: then it is only reported, not saved."""
        with suppress(NoSpace, OSError):  # _write_done has logged it
            await self.save()
        self._reports.changed(self.dated_job)

    def _start_write(self) -> "asyncio.Task[None]":
        task = asyncio.create_task(self._write())
        self._writes.add(task)
        task.add_done_callback(self._write_done)
        return task

    def _write_done(self, task: "asyncio.Task[None]") -> None:
        self._writes.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("a job could not be written", extra={"job": self.job.id, "reason": str(error)})

    async def _write(self) -> None:
        async with self._write_lock:
            self._written_us = self._timer.now_us()
            await asyncio.to_thread(self._store.save, dated_stored(self._stored, self._timer.date_us))

    def _change(self, **changes: Any) -> None:
        job = self.job.model_copy(update=changes)
        self._stored = self._stored.model_copy(update={"job": job, "saved_at_us": self._timer.now_us()})

    def _gaps_with(self, reason: str) -> list[Gap]:
        gaps = list(self.job.gaps or [])
        if not gaps or gaps[-1].to_us is not None:
            gap = Gap(from_us=self._timer.now_us(), reason=cut(reason, _GAP_REASON_MAX))
            # The list is bounded: the last gap then covers all following ones.
            gaps = [*gaps, gap] if len(gaps) < GAPS_MAX else [*gaps[:-1], gaps[-1].model_copy(update={"to_us": None})]
        return gaps

    def _gaps_closed(self) -> list[Gap] | None:
        gaps = list(self.job.gaps or [])
        if not gaps:
            return None
        if gaps[-1].to_us is None:
            gaps[-1] = gaps[-1].model_copy(update={"to_us": self._timer.now_us()})
        return gaps
