"""Time-lapses: pictures at even intervals, for up to days, with or without the hub."""

import asyncio
import logging

from camera_ws.capture.shots.shots import Shot
from camera_ws.errors import CameraDisconnected, CameraError, CameraTimeout, NoSpace, SettingRejected
from camera_ws.jobs.kinds.auto_exposure import expose_once
from camera_ws.jobs.kinds.wait import camera_connected, first_of
from camera_ws.jobs.parts import JobParts, capture_params
from camera_ws.jobs.run import Ending, JobRun
from camera_ws.jobs.schedule import Schedule
from camera_ws.protocol.camera.jobs import Timelapse
from camera_ws.protocol.messages import CaptureParams

log = logging.getLogger(__name__)

STREAM_AHEAD_US = 1_000_000
"""The camera is idle between distant pictures and streams again this long before the next one."""
EXPOSE_AHEAD_US = 3_000_000
ABSENCE_US = 60_000_000
"""After a longer absence with missed pictures a person decides, because the specimen may have changed."""
OPENING_US = 15_000_000
"""Time for opening the camera after the start of the service."""


async def take_timelapse(run: JobRun, spec: Timelapse, parts: JobParts) -> Ending:
    return await _Timelapse(run, spec, parts).take()


class _Timelapse:
    def __init__(self, run: JobRun, spec: Timelapse, parts: JobParts) -> None:
        self._run = run
        self._spec = spec
        self._parts = parts
        self._timer = parts.timer
        self._acquisition = parts.acquisition
        self._schedule = Schedule(run.job.started_at_us, spec.every_ms * 1000, spec.count)

    async def take(self) -> Ending:
        if self._run.job.state == "paused" or not await self._camera_opens():
            ending = await self._wait_for_camera(self._timer.now_us())
            if ending is not None:
                return ending
        if (other := self._other_camera()) is not None:
            await self._run.pause(other)
            await self._run.wait_for_person()
            ending = await self._wait_for_camera(self._timer.now_us())
            if ending is not None:
                return ending
        while (index := self._next()) < self._schedule.count:
            ending = await self._picture(index)
            if ending is not None:
                return ending
        self._run.skip_rest()
        if self._run.job.done == 0:
            return Ending("failed", "no picture could be taken")
        return Ending("done")

    async def _picture(self, index: int) -> Ending | None:
        """One picture of the schedule; returns an ending when the job ends with the loss of the camera."""
        due_us = self._schedule.due_us(index)
        self._run.progress(next_at_us=due_us)
        if self._run.continued:
            try:
                await self._restore()
            except CameraDisconnected as error:
                return await self._pause(str(error))
        ahead_us = EXPOSE_AHEAD_US if self._spec.auto_expose else STREAM_AHEAD_US
        if not await self._wait_until(due_us - ahead_us):
            return await self._pause("the camera is disconnected")
        try:
            with self._acquisition.watch():
                await self._take_picture(index)
        except CameraDisconnected as error:
            return await self._pause(str(error))
        return None

    async def _take_picture(self, index: int) -> None:
        if self._spec.auto_expose:
            await self._expose()
        if not await self._wait_until(self._schedule.due_us(index)):
            raise CameraDisconnected
        if self._next() != index:
            return  # the exposure took too long, or the host slept
        try:
            await self._run.begin(index)
            await self._keep(index)
        except (CameraTimeout, NoSpace, SettingRejected, OSError) as error:
            self._run.miss(index, str(error))
        except CameraDisconnected:
            self._run.miss(index, "the camera was lost")
            raise
        except CameraError as error:
            self._run.miss(index, str(error))

    async def _keep(self, index: int) -> None:
        params = capture_params(self._run.stored, index)
        shot = await self._parts.captures.expose(params)
        # Once exposed it is stored and counted, even if the job is cancelled now.
        keeping = asyncio.create_task(self._store(shot, params, index))
        try:
            await asyncio.shield(keeping)
        except asyncio.CancelledError:
            await asyncio.wait([keeping])
            raise

    async def _store(self, shot: Shot, params: CaptureParams, index: int) -> None:
        stored = self._run.stored
        entry = await self._parts.captures.keep(
            shot.frame,
            params,
            stored.source,
            settings=shot.settings,
            job_id=stored.job.id,
            job_index=index,
            on_stored=self._run.note,
        )
        self._run.kept(entry.metadata.size_bytes)

    async def _restore(self) -> None:
        """Restores the settings of the job after a restart, so that its pictures are alike."""
        settings = self._run.stored.settings
        if settings is not None:
            different = await self._acquisition.restore(settings)
            if different:
                log.warning("the time-lapse continues with other settings", extra={"different": different})
        self._run.continued = False

    async def _expose(self) -> None:
        try:
            await expose_once(self._acquisition)
        except (CameraTimeout, SettingRejected) as error:
            log.warning("picture taken with the current exposure", extra={"reason": str(error)})

    def _next(self) -> int:
        return self._schedule.next_index(self._run.stored.begun, self._timer.now_us())

    async def _wait_until(self, time_us: int) -> bool:
        """False when the camera is lost before that time."""
        away = camera_connected(self._acquisition, connected=False)
        return await first_of(self._timer.sleep_until(time_us), away) == 0

    async def _camera_opens(self) -> bool:
        opening = self._timer.sleep_until(self._timer.now_us() + OPENING_US)
        return await first_of(camera_connected(self._acquisition, connected=True), opening) == 0

    def _other_camera(self) -> str | None:
        """The reason why a job from before a restart must not continue by itself: another camera is connected."""
        began, current = self._run.stored.camera, self._acquisition.current.camera
        if not self._run.continued or began is None or current is None:
            return None
        now = current.info
        if (began.driver, began.serial) == (now.driver, now.serial):
            return None
        return (
            f"the time-lapse began with the {began.driver} camera {began.serial}, "
            f"and the {now.driver} camera {now.serial} is connected now"
        )

    async def _pause(self, reason: str) -> Ending | None:
        since_us, fault = self._timer.now_us(), self._acquisition.current.fault
        await self._run.pause(fault.message if fault else reason)
        return await self._wait_for_camera(since_us)

    async def _wait_for_camera(self, since_us: int) -> Ending | None:
        """Pauses until the camera is back in time, or a person resumes the job; returns an ending otherwise."""
        if not self._run.job.resumable:
            if self._run.job.state != "paused":
                await self._run.pause("the camera is disconnected")
            due_us = self._schedule.due_us(min(self._run.stored.begun, self._schedule.count - 1))
            limit_us = max(since_us + ABSENCE_US, due_us)
            back = camera_connected(self._acquisition, connected=True)
            if await first_of(back, self._timer.sleep_until(limit_us)) == 0:
                await self._run.go_on()
                return None
            await self._run.wait_for_person()
        if await first_of(self._run.resume_requested.wait(), self._timer.sleep_until(self._schedule.over_us)) == 0:
            await self._run.go_on()
            return None
        self._run.skip_rest()
        return Ending(
            "failed", "the camera was disconnected, and the job was not resumed before its last picture was due"
        )
