"""One job as it goes: its state, what it has, and who is told."""

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
from camera_ws.protocol.jobs import Gap, Job, Waiting
from camera_ws.protocol.messages import CaptureMetadata
from camera_ws.protocol.text import cut

log = logging.getLogger(__name__)

GAPS_MAX = 100
_REASON_MAX = 500
_SAVE_EVERY_US = 1_000_000
_GAP_REASON_MAX = 300


@dataclass(frozen=True, slots=True)
class Ending:
    state: Literal["done", "cancelled", "failed"]
    reason: str | None = None


class JobRun:
    """Used on the event loop only. Changes of state are durable before the hub hears of them."""

    def __init__(self, stored: StoredJob, store: JobStore, reports: JobReports, timer: Timer) -> None:
        self._stored = stored
        self._store = store
        self._reports = reports
        self._timer = timer
        self._writing = asyncio.Lock()
        self._written_us = 0
        self._writes: set[asyncio.Task[None]] = set()
        self.resume_asked = asyncio.Event()
        self._moved = asyncio.Event()
        self.continued = False
        """Begun by an earlier start of the service: the camera may have lost its settings since."""
        self.closing = False
        """The service ends, not the job: what is half done is left to the next start."""

    @property
    def stored(self) -> StoredJob:
        return self._stored

    @property
    def job(self) -> Job:
        """While it runs its times are those of Timer.now_us."""
        return self._stored.job

    @property
    def told(self) -> Job:
        """With dates, for everybody outside."""
        return dated(self.job, self._timer.date_us)

    @property
    def ended(self) -> bool:
        return self.job.ended_at_us is not None

    async def save(self) -> None:
        """Durable when it returns; NoSpace when the disk is full."""
        # Shielded: a job that is cancelled while it writes must not leave two threads at one file.
        await asyncio.shield(self._start_write())

    async def begin(self, index: int) -> None:
        """The place is taken up and, whatever happens, not a second time; those left out before it are missed."""
        skipped = index - self._stored.begun
        self._stored = self._stored.model_copy(update={"begun": index + 1})
        self._change(missed=self.job.missed + skipped)
        await self.save()

    async def begin_clip(self, clip: ClipBegin) -> None:
        self._stored = self._stored.model_copy(update={"clip": clip})
        await self.save()

    def note(self, metadata: CaptureMetadata) -> None:
        """For Spool.store, on its thread: what a later start counts, wherever the picture is by then."""
        if metadata.job_index is not None:
            self._store.note_kept(self.job.id, metadata.job_index, metadata.size_bytes)

    def kept(self, size_bytes: int) -> None:
        """A picture is in the spool, and noted."""
        self._change(done=self.job.done + 1, bytes=self.job.bytes + size_bytes, gaps=self._gaps_closed())
        self._reports.progress(self.told)

    def skip_rest(self) -> None:
        """Nothing that was left is due any more."""
        rest = self.job.total - self._stored.begun
        self._stored = self._stored.model_copy(update={"begun": self.job.total})
        self._change(missed=self.job.missed + rest)

    def left_out(self, index: int, reason: str) -> None:
        """A place that was begun and has no picture; the reason stands until the next picture."""
        log.warning("picture missed", extra={"job": self.job.id, "index": index, "reason": reason})
        self._change(missed=self.job.missed + 1, gaps=self._gaps_with(reason))
        self._reports.progress(self.told)

    def progress(self, **changes: Any) -> None:
        """Numbers that may be told late, and that a kill may take a second of."""
        self._change(**changes)
        self._reports.progress(self.told)
        if not self._writes and self._timer.now_us() - self._written_us > _SAVE_EVERY_US:
            self._start_write()

    def wait_for_trigger(self, number: int, patience_s: float) -> None:
        """What is waited for is told at once, until went_on."""
        until_us = self._timer.now_us() + round(patience_s * 1e6)
        self._change(waiting=Waiting(what="trigger", number=number, until_us=until_us))
        self._reports.changed(self.told)

    def went_on(self) -> None:
        """What was waited for has come."""
        if self.job.waiting is not None:
            self._change(waiting=None)
            self._reports.changed(self.told)

    async def pause(self, reason: str) -> None:
        self._change(
            state="paused",
            reason=cut(reason, _REASON_MAX),
            resumable=None,
            next_at_us=None,
            gaps=self._gaps_with(reason),
        )
        await self._settle()

    async def wait_for_person(self) -> None:
        """Paused for too long to go on by itself."""
        self.resume_asked.clear()
        self._moved.clear()
        self._change(resumable=True)
        await self._settle()

    async def resumed(self) -> None:
        """Returns once a job that waits for a person goes on, or has ended."""
        self.resume_asked.set()
        await self._moved.wait()

    async def go_on(self) -> None:
        self._change(state="running", reason=None, resumable=None, gaps=self._gaps_closed())
        await self._settle()
        self._moved.set()

    async def end(self, ending: Ending) -> None:
        """Once; what comes later changes nothing."""
        if self.ended:
            return
        self._change(next_at_us=None, waiting=None, gaps=self._gaps_closed())
        self._stored = self._stored.model_copy(update={"job": self.told})
        self._change(
            state=ending.state,
            reason=cut(ending.reason, _REASON_MAX) if ending.reason else None,
            resumable=None,
            ended_at_us=self._timer.date_us(self._timer.now_us()),
        )
        await self._settle()
        self._moved.set()
        log.info("job ended", extra={"job": self.job.id, "state": ending.state, "done": self.job.done})

    async def close(self) -> None:
        """Writes down how far it is."""
        if not self.ended:
            with suppress(NoSpace, OSError):
                await self.save()
        await asyncio.gather(*self._writes, return_exceptions=True)

    async def _settle(self) -> None:
        """A disk that is full must not keep a job from its end: then only the hub hears of it."""
        with suppress(NoSpace, OSError):  # logged where it was written
            await self.save()
        self._reports.changed(self.told)

    def _start_write(self) -> "asyncio.Task[None]":
        task = asyncio.create_task(self._write())
        self._writes.add(task)
        task.add_done_callback(self._written)
        return task

    def _written(self, task: "asyncio.Task[None]") -> None:
        self._writes.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.warning("a job could not be written", extra={"job": self.job.id, "reason": str(error)})

    async def _write(self) -> None:
        async with self._writing:
            self._written_us = self._timer.now_us()
            await asyncio.to_thread(self._store.save, dated_stored(self._stored, self._timer.date_us))

    def _change(self, **changes: Any) -> None:
        job = self.job.model_copy(update=changes)
        self._stored = self._stored.model_copy(update={"job": job, "saved_at_us": self._timer.now_us()})

    def _gaps_with(self, reason: str) -> list[Gap]:
        gaps = list(self.job.gaps or [])
        if not gaps or gaps[-1].to_us is not None:
            gap = Gap(from_us=self._timer.now_us(), reason=cut(reason, _GAP_REASON_MAX))
            # The list is bounded: the last one then stretches over all that follow.
            gaps = [*gaps, gap] if len(gaps) < GAPS_MAX else [*gaps[:-1], gaps[-1].model_copy(update={"to_us": None})]
        return gaps

    def _gaps_closed(self) -> list[Gap] | None:
        gaps = list(self.job.gaps or [])
        if not gaps:
            return None
        if gaps[-1].to_us is None:
            gaps[-1] = gaps[-1].model_copy(update={"to_us": self._timer.now_us()})
        return gaps
