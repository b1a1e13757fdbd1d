"""All jobs of this camera: the one that runs, and those that have ended. One at a time."""

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
from camera_ws.jobs.kinds.timelapse import take_timelapse
from camera_ws.jobs.lock import JobLock, job_words
from camera_ws.jobs.parts import JobParts
from camera_ws.jobs.recovery import INTERRUPTED, continued, counted
from camera_ws.jobs.reports import fitting
from camera_ws.jobs.run import Ending, JobRun
from camera_ws.jobs.store import StoredJob
from camera_ws.jobs.supported import check_wish
from camera_ws.protocol.jobs import Burst, Clip, Job, JobEstimate, JobSpec, SequenceStart, Timelapse
from camera_ws.protocol.messages import JOBS_TOLD

log = logging.getLogger(__name__)

REMEMBERED = 50


class Jobs:
    """Used on the event loop. start after the acquisition; close leaves to the next start what it cuts short."""

    def __init__(self, parts: JobParts) -> None:
        self._parts = parts
        self._runs: dict[str, JobRun] = {}
        """Newest first, as hello tells them."""
        self._tasks: dict[str, asyncio.Task[None]] = {}
        self._starting = asyncio.Lock()
        self._closed = False
        self._estimator = Estimator(parts)
        self._under_way: set[asyncio.Task[Job]] = set()
        self.lock = JobLock(lambda: next((run.job for run in self._runs.values() if run.job.state == "running"), None))
        for stored in parts.store.load():
            self._runs[stored.job.id] = self._run(counted(stored, parts.store, parts.spool))

    def start(self) -> None:
        """What the last service left: a time-lapse goes on, the others come to their end."""
        for run in self._runs.values():
            job = run.job
            if job.job.kind == "timelapse" and not run.ended:
                again = self._run(continued(run.stored, self._parts.timer.now_us()))
                again.continued = True
                self._runs[job.id] = again
                self._launch(again)
            elif not run.ended or self._parts.store.recording(job.id).exists():
                self._tasks[job.id] = asyncio.create_task(self._close_down(run), name=f"job {job.id}")

    async def begin(self, request: SequenceStart, source: Source) -> Job:
        """The job as it runs, or as it ran: asked twice with one id it starts once.

        CameraBusy while another one runs or is paused; SettingRejected, CameraDisconnected, NoSpace.
        """
        return await self._whole(self._begin(request, source))

    async def cancel(self, job_id: str) -> Job:
        """Returns once it has ended; what was whole by then stays. A job that had ended already is as it was."""
        return await self._whole(self._cancel(self._known(job_id)))

    async def resume(self, job_id: str) -> Job:
        """For a job that is paused and waits for a person. JobOver, CameraDisconnected."""
        run = self._known(job_id)
        if run.ended:
            raise JobOver(f"the {job_words(run.job)} has ended: {run.job.state}")
        if run.job.state == "paused" and not self._parts.acquisition.current.connected:
            raise CameraDisconnected
        if run.job.resumable:
            await run.resumed()
        return run.told

    async def estimate(self, spec: JobSpec) -> JobEstimate:
        check_wish(spec, known(self._parts.acquisition))
        return await self._estimator.estimate(spec)

    def get(self, job_id: str) -> Job:
        return self._known(job_id).told

    def told(self) -> list[Job]:
        """Those that run or are paused, then those that have ended; newest first, as many as a hello holds."""
        jobs = [run.told for run in self._runs.values()]
        return fitting(sorted(jobs, key=lambda job: job.ended_at_us is not None), JOBS_TOLD)

    async def clock_was_set(self) -> None:
        """The dates of running jobs are written and told anew: a service that starts again goes by them."""
        for run in [run for run in self._runs.values() if not run.ended]:
            with suppress(NoSpace, OSError):  # logged where it was written
                await run.save()
            self._parts.reports.changed(run.told)

    async def close(self) -> None:
        """Ends every task; may be called twice."""
        self._closed = True
        await asyncio.gather(*self._under_way, return_exceptions=True)
        tasks, self._tasks = self._tasks, {}
        for run in self._runs.values():
            run.closing = True
        for task in tasks.values():
            task.cancel()
        await asyncio.gather(*tasks.values(), return_exceptions=True)
        for run in self._runs.values():
            await run.close()
        self._parts.reports.close()

    async def _whole(self, change: Coroutine[Any, Any, Job]) -> Job:
        """Shielded: a hub that leaves in the middle must not leave a job half begun or half ended."""
        task = asyncio.create_task(change)
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)
        return await asyncio.shield(task)

    async def _begin(self, request: SequenceStart, source: Source) -> Job:
        async with self._starting:
            run = self._runs.get(request.job_id)
            if run is not None:
                return run.told
            if self._closed:
                raise ServiceClosed("the camera service is shutting down")
            self._check_free()
            self._check_camera(request.job)
            run = self._run(self._described(request, source))
            await run.save()
            self._runs = {run.job.id: run, **self._runs}
            self._parts.reports.changed(run.told)
            self._launch(run)
            await self._forget_oldest()
            return run.told

    async def _cancel(self, run: JobRun) -> Job:
        task = self._tasks.get(run.job.id)
        if task is not None and not run.ended:
            task.cancel()
            await asyncio.wait([task])
        await self._end(run, Ending("cancelled"))
        return run.told

    def _run(self, stored: StoredJob) -> JobRun:
        return JobRun(stored, self._parts.store, self._parts.reports, self._parts.timer)

    def _launch(self, run: JobRun) -> None:
        self._tasks[run.job.id] = asyncio.create_task(self._drive(run), name=f"job {run.job.id}")

    async def _drive(self, run: JobRun) -> None:
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
        return await take_clip(run, spec, self._parts)

    async def _close_down(self, run: JobRun) -> None:
        """A burst or clip that the last service could not end."""
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
        self._tasks.pop(run.job.id, None)
        await asyncio.to_thread(self._parts.store.drop_kept, run.job.id)

    def _check_free(self) -> None:
        other = next((run.job for run in self._runs.values() if not run.ended), None)
        if other is not None:
            raise CameraBusy(f"the camera is busy with {job_words(other)}, which is {other.state}")

    def _check_camera(self, spec: JobSpec) -> None:
        if not self._parts.acquisition.current.connected:
            raise CameraDisconnected
        check_wish(spec, known(self._parts.acquisition))

    def _described(self, request: SequenceStart, source: Source) -> StoredJob:
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
            settings=camera.settings,
            camera=camera.info,
        )

    def _known(self, job_id: str) -> JobRun:
        run = self._runs.get(job_id)
        if run is None:
            raise JobNotFound(f"jobId: this camera knows no job {job_id}")
        return run

    async def _forget_oldest(self) -> None:
        ended = [job_id for job_id, run in self._runs.items() if run.ended]
        for job_id in ended[REMEMBERED:]:
            del self._runs[job_id]
            await asyncio.to_thread(self._parts.store.forget, job_id)
