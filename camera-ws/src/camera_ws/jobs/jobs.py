"""All jobs of this camera: the running one and the last ended ones. One job runs at a time."""

import asyncio
import logging
from collections.abc import Coroutine
from contextlib import suppress
from typing import Any

from camera_ws.encoding.masters.facts import Source
from camera_ws.errors import (
    CameraBusy,
    CameraDisconnected,
    CameraServiceError,
    JobNotFound,
    JobOver,
    NoSpace,
    ServiceClosed,
)
from camera_ws.jobs.estimate import Estimator
from camera_ws.jobs.kinds.burst import take_burst
from camera_ws.jobs.kinds.clip import take_clip
from camera_ws.jobs.kinds.keep_clip import keep_clip
from camera_ws.jobs.kinds.new_frames import known
from camera_ws.jobs.kinds.past_clip import take_past_clip
from camera_ws.jobs.kinds.timelapse import take_timelapse
from camera_ws.jobs.lock import JobLock, job_words
from camera_ws.jobs.parts import JobParts
from camera_ws.jobs.recovery import INTERRUPTED, continued, with_counts
from camera_ws.jobs.reports import within_budget
from camera_ws.jobs.run import Ending, JobRun
from camera_ws.jobs.store import StoredJob
from camera_ws.jobs.supported import check_supported
from camera_ws.protocol.camera.jobs import Burst, Clip, Job, JobEstimate, JobSpec, SequenceStart, Timelapse
from camera_ws.protocol.messages import HELLO_JOBS_MAX

log = logging.getLogger(__name__)

KEPT_JOBS = 50


class Jobs:
    """Used on the event loop. start after the acquisition.

    close interrupts the running job; the next start of the service continues it.
    """

    def __init__(self, parts: JobParts) -> None:
        self._parts = parts
        self._runs: dict[str, JobRun] = {}
        """Newest first, as hello lists them."""
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._begin_lock = asyncio.Lock()
        self._closed = False
        self._estimator = Estimator(parts)
        self._pending: set[asyncio.Task[Job]] = set()
        self.lock = JobLock(lambda: next((run.job for run in self._runs.values() if _exposes(run.job)), None))
        for stored in parts.store.load():
            self._runs[stored.job.id] = self._run(with_counts(stored, parts.store, parts.spool))

    def start(self) -> None:
        """Continues an interrupted time-lapse and closes other interrupted jobs."""
        for run in self._runs.values():
            job = run.job
            if job.job.kind == "timelapse" and not run.ended:
                resumed = self._run(continued(run.stored, self._parts.timer.now_us()))
                resumed.continued = True
                self._runs[job.id] = resumed
                self._launch(resumed)
            elif not run.ended or self._parts.store.recording(job.id).exists():
                self._begin_task(run, self._close_down(run))

    async def begin(self, request: SequenceStart, source: Source) -> Job:
        """Starts a job and returns it. A repeated request with the same id returns the first job.

        CameraBusy while another one runs or is paused; SettingRejected, CameraDisconnected, NoSpace.
        """
        return await self._shielded(self._begin(request, source))

    async def cancel(self, job_id: str) -> Job:
        """Returns once the job has ended. Its finished pictures stay; an ended job is not changed."""
        return await self._shielded(self._cancel(self._known(job_id)))

    async def resume(self, job_id: str) -> Job:
        """Continues a paused job that waits for a person. JobOver, CameraDisconnected."""
        run = self._known(job_id)
        if run.ended:
            raise JobOver(f"the {job_words(run.job)} has ended: {run.job.state}")
        if run.job.state == "paused" and not self._parts.acquisition.current.connected:
            raise CameraDisconnected
        if run.job.resumable:
            await run.request_resume()
        return run.dated_job

    async def estimate(self, spec: JobSpec) -> JobEstimate:
        check_supported(spec, known(self._parts.acquisition))
        return await self._estimator.estimate(spec)

    def get(self, job_id: str) -> Job:
        return self._known(job_id).dated_job

    def list_jobs(self) -> list[Job]:
        """Running and paused jobs, then ended ones, each newest first; as many as a hello can hold."""
        jobs = [run.dated_job for run in self._runs.values()]
        return within_budget(sorted(jobs, key=lambda job: job.ended_at_us is not None), HELLO_JOBS_MAX)

    async def clock_was_set(self) -> None:
        """Saves and reports the dates of running jobs again: a restarted service relies on them."""
        for run in [run for run in self._runs.values() if not run.ended]:
            with suppress(NoSpace, OSError):  # JobRun has logged it
                await run.save()
            self._parts.reports.changed(run.dated_job)

    async def close(self) -> None:
        """Ends every task; may be called twice."""
        self._closed = True
        await asyncio.gather(*self._pending, return_exceptions=True)
        tasks, self._tasks = self._tasks, {}
        for run in self._runs.values():
            run.closing = True
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
        for run in self._runs.values():
            await run.close()
        self._parts.reports.close()

    async def _shielded(self, change: Coroutine[Any, Any, Job]) -> Job:
        """Completes the change even when the hub disconnects, so that no job is half started or half ended."""
        task = asyncio.create_task(change)
        self._pending.add(task)
        task.add_done_callback(self._pending.discard)
        return await asyncio.shield(task)

    async def _begin(self, request: SequenceStart, source: Source) -> Job:
        async with self._begin_lock:
            run = self._runs.get(request.job_id)
            if run is not None:
                return run.dated_job
            if self._closed:
                raise ServiceClosed("the camera service is shutting down")
            self._check_free()
            self._check_camera(request.job)
            run = self._run(self._new_job(request, source))
            await run.save()
            self._runs = {run.job.id: run, **self._runs}
            self._parts.reports.changed(run.dated_job)
            self._launch(run)
            await self._forget_oldest()
            return run.dated_job

    async def _cancel(self, run: JobRun) -> Job:
        task = self._tasks.get(run.job.id)
        if task is not None and not run.ended:
            task.cancel()
            await asyncio.wait([task])
        await self._end(run, Ending("cancelled"))
        return run.dated_job

    def _run(self, stored: StoredJob) -> JobRun:
        return JobRun(stored, self._parts.store, self._parts.reports, self._parts.timer)

    def _launch(self, run: JobRun) -> None:
        self._begin_task(run, self._execute(run))

    def _begin_task(self, run: JobRun, work: Coroutine[Any, Any, None]) -> None:
        """Until its last step is done, close waits for it."""
        job_id = run.job.id
        task = self._tasks[job_id] = asyncio.create_task(work, name=f"job {job_id}")
        task.add_done_callback(lambda _: self._tasks.pop(job_id, None))

    async def _execute(self, run: JobRun) -> None:
        try:
            ending = await self._take(run)
        except CameraServiceError as error:
            ending = Ending("failed", str(error))
        except Exception as error:
            log.exception("a job failed unexpectedly", extra={"job": run.job.id})
            ending = Ending("failed", f"unexpected: {type(error).__name__}: {error}")
        await self._end(run, ending)

    async def _take(self, run: JobRun) -> Ending:
        spec = run.job.job
        if isinstance(spec, Timelapse):
            return await take_timelapse(run, spec, self._parts)
        if isinstance(spec, Burst):
            return await take_burst(run, spec, self._parts)
        if spec.past is not None:
            return await take_past_clip(run, spec, spec.past, self._parts)
        return await take_clip(run, spec, self._parts)

    async def _close_down(self, run: JobRun) -> None:
        """Ends a burst or clip that was interrupted by the end of the service."""
        spec = run.job.job
        await self._end(run, Ending("failed", INTERRUPTED))
        if isinstance(spec, Clip):
            try:
                await keep_clip(run, spec, self._parts)
                await run.save()
            except (CameraServiceError, OSError) as error:
                log.error("a recording could not be kept yet", extra={"job": run.job.id, "reason": str(error)})

    async def _end(self, run: JobRun, ending: Ending) -> None:
        await run.end(ending)
        await asyncio.to_thread(self._parts.store.drop_kept, run.job.id)

    def _check_free(self) -> None:
        other = next((run.job for run in self._runs.values() if not run.ended), None)
        if other is not None:
            raise CameraBusy(f"the camera is busy with {job_words(other)}, which is {other.state}")

    def _check_camera(self, spec: JobSpec) -> None:
        if isinstance(spec, Clip) and spec.past is not None:
            self._parts.rewind.last(spec.duration_ms * 1000, spec.past.until_us)  # FrameGone before the job begins
        elif not self._parts.acquisition.current.connected:
            raise CameraDisconnected
        check_supported(spec, known(self._parts.acquisition))

    def _new_job(self, request: SequenceStart, source: Source) -> StoredJob:
        now_us = self._parts.timer.now_us()
        camera = known(self._parts.acquisition)
        job = Job(
            id=request.job_id,
            camera_id=self._parts.camera_id,
            job=request.job,
            state="running",
            total=self._estimator.total(request.job),
            done=0,
            missed=0,
            bytes=0,
            started_at_us=now_us,
            user=request.user,
            session_id=request.session_id,
        )
        return StoredJob(
            job=job,
            source=source,
            saved_at_us=now_us,
            calibration=request.calibration,
            name_template=request.name_template,
            settings=camera.settings,
            camera=camera.info,
        )

    def _known(self, job_id: str) -> JobRun:
        run = self._runs.get(job_id)
        if run is None:
            raise JobNotFound(f"jobId: this camera has no job {job_id}")
        return run

    async def _forget_oldest(self) -> None:
        ended = [job_id for job_id, run in self._runs.items() if run.ended]
        for job_id in ended[KEPT_JOBS:]:
            del self._runs[job_id]
            await asyncio.to_thread(self._parts.store.forget, job_id)


def _exposes(job: Job) -> bool:
    """Whether the job takes new pictures now: a clip of the past does not depend on the settings."""
    return job.state == "running" and not (isinstance(job.job, Clip) and job.job.past is not None)
