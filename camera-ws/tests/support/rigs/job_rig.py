"""Jobs with a camera of the test, without hub and HTTP; optionally with a manual timer."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.base import Camera
from camera_ws.camera.clock import Clock, SystemClock
from camera_ws.capture.captures import Captures
from camera_ws.capture.develop import Correct, uncorrected
from camera_ws.encoding.encoder import Encoder
from camera_ws.encoding.masters.facts import CameraIdentity
from camera_ws.jobs.jobs import Jobs
from camera_ws.jobs.parts import JobParts
from camera_ws.jobs.reports import JobReports
from camera_ws.jobs.schedule import ClockTimer, Timer
from camera_ws.jobs.store import JobStore
from camera_ws.protocol.camera.jobs import Job, SequenceStart
from camera_ws.protocol.messages import CaptureMetadata
from camera_ws.uploads.spool import Spool
from support.cameras.fake_camera import FakeCamera
from support.waiting import DEADLINE_S, status_where, until


class ManualTimer:
    """Time stands still until a test advances it."""

    def __init__(self, start_us: int = 1_800_000_000_000_000) -> None:
        self._now_us = start_us
        self.step_us = 0
        self._advanced = asyncio.Event()
        self.targets: list[int] = []
        """The times that tasks wait for."""

    def now_us(self) -> int:
        return self._now_us

    def date_us(self, time_us: int) -> int:
        return time_us + self.step_us

    async def sleep_until(self, time_us: int) -> None:
        self.targets.append(time_us)
        try:
            while self._now_us < time_us:
                await self._advanced.wait()
        finally:
            self.targets.remove(time_us)

    def advance(self, seconds: float) -> None:
        self._now_us += round(seconds * 1e6)
        self._advanced.set()
        self._advanced = asyncio.Event()


@dataclass
class JobRig:
    jobs: Jobs
    acquisition: Acquisition
    spool: Spool
    store: JobStore
    reported: list[Job] = field(default_factory=list[Job])

    async def ended(self, job_id: str, deadline_s: float = DEADLINE_S) -> Job:
        await until(lambda: self.jobs.get(job_id).ended_at_us is not None, deadline_s)
        return self.jobs.get(job_id)

    async def unplugged(self, request: SequenceStart, camera: FakeCamera) -> Job:
        """Begins a job and unplugs the camera after five of its frames, which ends it."""
        await self.jobs.begin(request, "hub")
        await until(lambda: self.jobs.get(request.job_id).done >= 5)
        camera.plugged = False
        job = await self.ended(request.job_id)
        assert (job.state, job.reason) == ("failed", "unplugged")
        return job

    async def started_once(self, request: SequenceStart) -> None:
        """Begins a job and waits for its first picture."""
        await self.jobs.begin(request, "hub")
        await self.job_where(request.job_id, done=1)

    async def job_where(self, job_id: str, **wanted: Any) -> Job:
        def matches() -> bool:
            job = self.jobs.get(job_id)
            return all(getattr(job, name) == value for name, value in wanted.items())

        await until(matches)
        return self.jobs.get(job_id)

    def pictures(self, job_id: str) -> list[CaptureMetadata]:
        """Captures of the job, in its order."""
        mine = [entry.metadata for entry in self.spool.entries() if entry.metadata.job_id == job_id]
        return sorted(mine, key=lambda metadata: metadata.job_index or 0)


@asynccontextmanager
async def job_rig(
    camera: Camera,
    folder: Path,
    timer: Timer | None = None,
    spool: Spool | None = None,
    *,
    correct: Correct = uncorrected,
    clock: Clock | None = None,
) -> AsyncIterator[JobRig]:
    spool = spool or Spool(folder / "spool")
    spool.recover()
    acquisition, encoder = Acquisition(camera, clock), Encoder(80)
    captures = Captures(CameraIdentity("camera-1", "Camera 1"), acquisition, encoder, spool, data_dir=folder)
    reported: list[Job] = []
    reports = JobReports(lambda _subject, _method, params: reported.append(Job.from_wire(params["job"])))
    store = JobStore(folder / "jobs")
    timer = timer or ClockTimer(clock or SystemClock())
    jobs = Jobs(JobParts("camera-1", acquisition, captures, encoder, spool, store, reports, timer, correct))
    acquisition.start()
    try:
        await status_where(acquisition, lambda status: status.connected or status.fault is not None)
        jobs.start()
        yield JobRig(jobs, acquisition, spool, store, reported)
    finally:
        await jobs.close()
        await jobs.close()
        await acquisition.close()
        await captures.close()
        await encoder.close()
