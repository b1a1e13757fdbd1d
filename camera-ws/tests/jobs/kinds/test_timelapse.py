"""Time-lapses on a manual timer: schedule, lost camera and restarts of the service."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

from camera_ws.acquisition import connection, demand
from camera_ws.acquisition.readers import grabs
from camera_ws.errors import CameraDisconnected, SettingRejected
from camera_ws.protocol.camera.jobs import Job
from camera_ws.protocol.camera.settings import Capabilities, SettingsUpdate
from camera_ws.uploads.spool import Spool
from support.cameras.fake_camera import FakeCamera
from support.rigs.job_rig import JobRig, ManualTimer, job_rig
from support.rigs.job_samples import start, timelapse
from support.waiting import DEADLINE_S, until


@pytest.fixture(autouse=True)
def quick_reconnects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "RETRY_FIRST_S", 0.02)
    monkeypatch.setattr(connection, "RETRY_MAX_S", 0.05)


class Lapse:
    """A running time-lapse with steps of 10 s."""

    def __init__(self, rig: JobRig, timer: ManualTimer, job: Job) -> None:
        self.rig = rig
        self.timer = timer
        self.id = job.id
        self.start_us = job.started_at_us

    @property
    def job(self) -> Job:
        return self.rig.jobs.get(self.id)

    async def next(self, done: int, seconds: float = 10.0) -> None:
        """Advances the timer and waits for the next picture."""
        self.timer.advance(seconds)
        await self.rig.job_where(self.id, done=done)
        await until(lambda: self.job.ended_at_us is not None or (self.job.next_at_us or 0) > self.timer.now_us())

    def taken(self) -> list[int | None]:
        return [picture.job_index for picture in self.rig.pictures(self.id)]


@asynccontextmanager
async def lapse(folder: Path, camera: FakeCamera, spool: Spool | None = None, **changes: Any) -> AsyncIterator[Lapse]:
    timer = ManualTimer()
    async with job_rig(camera, folder, timer, spool) as rig:
        job = await rig.jobs.begin(start(timelapse(**changes)), "hub")
        running = Lapse(rig, timer, job)
        await rig.job_where(job.id, done=1)
        await until(lambda: (running.job.next_at_us or 0) > timer.now_us())
        yield running


async def test_takes_each_picture_at_its_time(tmp_path: Path) -> None:
    async with lapse(tmp_path, FakeCamera(), count=3, format="png", average=2) as running:
        assert running.job.next_at_us == running.start_us + 10_000_000
        await until(lambda: running.timer.targets == [running.start_us + 9_000_000])
        assert running.taken() == [0]
        await running.next(done=2, seconds=12)  # late by 2 s, which does not delay the next one
        assert running.job.next_at_us == running.start_us + 20_000_000
        await running.next(done=3, seconds=8)
        job = await running.rig.ended(running.id)
        assert (job.state, job.done, job.missed, job.gaps, job.next_at_us) == ("done", 3, 0, None, None)
        pictures = running.rig.pictures(running.id)
        assert [(picture.format, picture.average) for picture in pictures] == [("png", 2)] * 3
        assert len({picture.id for picture in pictures}) == 3


async def test_missed_pictures_are_counted_and_not_taken_later(tmp_path: Path) -> None:
    async with lapse(tmp_path, FakeCamera(), count=8) as running:
        await running.next(done=2, seconds=34)  # 1 and 2 are missed, 3 is 4 s late
        assert running.taken() == [0, 3]
        assert running.job.missed == 2
        assert running.job.next_at_us == running.start_us + 40_000_000
        running.timer.advance(1000)
        job = await running.rig.ended(running.id)
        assert (job.state, job.done, job.missed) == ("done", 2, 6)


async def test_the_camera_stops_streaming_between_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demand, "LINGER_S", 0.02)
    camera = FakeCamera()
    async with lapse(tmp_path, camera, count=3) as running:
        await until(lambda: camera.stops >= 1 and not running.rig.acquisition.current.streaming)
        starts = camera.starts
        running.timer.advance(9.5)
        await until(lambda: running.rig.acquisition.current.streaming)
        assert camera.starts == starts + 1
        assert running.taken() == [0]
        await running.next(done=2, seconds=0.5)


async def test_runs_the_automatic_exposure_before_each_picture(tmp_path: Path) -> None:
    async with lapse(tmp_path, FakeCamera(frame_rate=100), count=2, auto_expose=True) as running:
        first = running.rig.pictures(running.id)[0]
        assert first.exposure_ms > 2.1  # 2 ms are too dark for this scene
        assert first.settings.exposure_auto == "off"
        await running.rig.acquisition.apply(SettingsUpdate(exposure=1.0))
        await running.next(done=2)
        assert abs(running.rig.pictures(running.id)[1].exposure_ms / first.exposure_ms - 1) < 0.2


async def test_refuses_automatic_exposure_on_a_camera_without_it(tmp_path: Path) -> None:
    class Plain(FakeCamera):
        @property
        def capabilities(self) -> Capabilities:
            whole = super().capabilities
            features = {name: feature for name, feature in whole.features.items() if name != "exposureAuto"}
            return whole.model_copy(update={"features": features})

    async with job_rig(Plain(), tmp_path) as rig:
        with pytest.raises(SettingRejected, match="no automatic exposure"):
            await rig.jobs.begin(start(timelapse(auto_expose=True)), "hub")


async def disconnect(running: Lapse, camera: FakeCamera) -> Job:
    camera.failure = CameraDisconnected("unplugged")
    with running.rig.acquisition.watch():
        return await running.rig.job_where(running.id, state="paused")


@pytest.mark.parametrize(
    ("every_ms", "absent_s", "index"),
    [
        pytest.param(10_000, 34, 3, id="less than a minute"),
        pytest.param(3_600_000, 1800, 1, id="no picture missed"),
    ],
)
async def test_continues_by_itself_after_an_absence(tmp_path: Path, every_ms: int, absent_s: int, index: int) -> None:
    camera = FakeCamera()
    async with lapse(tmp_path, camera, count=8, every_ms=every_ms) as running:
        paused = await disconnect(running, camera)
        assert (paused.reason, paused.resumable) == ("unplugged", None)
        running.timer.advance(absent_s)
        camera.failure = None
        await running.rig.job_where(running.id, state="running")
        running.timer.advance(max(0, index * every_ms / 1000 - absent_s))
        await running.rig.job_where(running.id, done=2)
        assert running.taken() == [0, index]
        job = running.job
        assert (job.missed, job.reason) == (index - 1, None)
        assert job.gaps is not None
        assert [(gap.from_us - running.start_us, gap.reason) for gap in job.gaps] == [(0, "unplugged")]
        assert (job.gaps[0].to_us or 0) - running.start_us == absent_s * 1_000_000


async def test_waits_for_a_person_after_a_long_absence(tmp_path: Path) -> None:
    camera = FakeCamera()
    async with lapse(tmp_path, camera, count=20) as running:
        await disconnect(running, camera)
        with pytest.raises(CameraDisconnected):
            await running.rig.jobs.resume(running.id)
        running.timer.advance(61)
        await running.rig.job_where(running.id, resumable=True)
        camera.failure = None
        await until(lambda: running.rig.acquisition.current.connected)
        running.timer.advance(60)
        assert running.taken() == [0]
        resumed = await running.rig.jobs.resume(running.id)
        assert (resumed.state, resumed.reason, resumed.resumable) == ("running", None, None)
        await running.rig.job_where(running.id, done=2)
        assert running.taken() == [0, 12]
        assert running.job.missed == 11


async def test_fails_when_it_is_not_resumed_before_the_last_picture(tmp_path: Path) -> None:
    camera = FakeCamera()
    async with lapse(tmp_path, camera, count=5) as running:
        await disconnect(running, camera)
        running.timer.advance(61)
        job = await running.rig.ended(running.id)
        assert (job.state, job.done, job.missed) == ("failed", 1, 4)
        assert job.reason is not None
        assert "before its last picture was due" in job.reason


async def test_a_paused_job_can_be_cancelled(tmp_path: Path) -> None:
    camera = FakeCamera()
    async with lapse(tmp_path, camera, count=5) as running:
        await disconnect(running, camera)
        job = await running.rig.jobs.cancel(running.id)
        assert (job.state, job.done, job.reason) == ("cancelled", 1, None)
        assert running.rig.reported[-1] == job


async def test_a_full_disk_is_a_gap(tmp_path: Path) -> None:
    free = 1 << 40
    spool = Spool(tmp_path / "spool", free_bytes=lambda _: free)
    async with lapse(tmp_path, FakeCamera(), spool, count=4) as running:
        free = 100
        running.timer.advance(10)
        await running.rig.job_where(running.id, missed=1)
        assert running.job.gaps is not None
        assert "no space for another capture" in running.job.gaps[0].reason
        assert running.job.gaps[0].to_us is None
        free = 1 << 40
        await running.next(done=2)
        assert running.job.gaps is not None
        assert running.job.gaps[0].to_us == running.timer.now_us()
        assert running.taken() == [0, 2]


async def test_a_job_file_that_another_program_holds_is_a_gap(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(_stored: object) -> None:
        raise PermissionError(13, "another program has the file")

    async with lapse(tmp_path, FakeCamera(), count=4) as running:
        with monkeypatch.context() as patch:
            patch.setattr(running.rig.store, "save", fail)
            running.timer.advance(10)
            await running.rig.job_where(running.id, missed=1)
        assert running.job.gaps is not None
        assert "another program" in running.job.gaps[0].reason
        await running.next(done=2)
        assert running.taken() == [0, 2]


class DarkCamera(FakeCamera):
    """Its exposures never end."""

    def fire(self) -> None:
        pass


async def test_cancelling_during_the_exposure_ends_it_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grabs, "EXTRA_S", 600.0)
    async with job_rig(DarkCamera(), tmp_path) as rig:
        await rig.acquisition.apply(SettingsUpdate(trigger="software"))
        request = start(timelapse(count=3, every_ms=60_000))
        await rig.jobs.begin(request, "hub")
        await until(lambda: rig.acquisition.current.streaming)
        job = await asyncio.wait_for(rig.jobs.cancel(request.job_id), DEADLINE_S)
        assert (job.state, job.done) == ("cancelled", 0)
        assert rig.pictures(request.job_id) == []
