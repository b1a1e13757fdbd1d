"""Time-lapses on a clock that the test turns: no drift, no rush, and camera or service away for a while."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from camera_ws.acquisition import acquisition
from camera_ws.errors import CameraDisconnected, SettingRejected
from camera_ws.jobs.kinds import timelapse as module
from camera_ws.protocol.jobs import Job
from camera_ws.protocol.messages import CameraInfo
from camera_ws.protocol.settings import Capabilities, SettingsUpdate
from camera_ws.uploads.spool import Spool
from support.cameras.fake_camera import FakeCamera
from support.job_rig import HandTimer, JobRig, job_rig
from support.job_samples import start, timelapse
from support.waiting import until


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acquisition, "RETRY_FIRST_S", 0.02)
    monkeypatch.setattr(acquisition, "RETRY_MAX_S", 0.05)


class Lapse:
    """A running time-lapse of 10 s steps."""

    def __init__(self, rig: JobRig, timer: HandTimer, job: Job) -> None:
        self.rig = rig
        self.timer = timer
        self.id = job.id
        self.start_us = job.started_at_us

    @property
    def job(self) -> Job:
        return self.rig.jobs.get(self.id)

    async def next(self, done: int, seconds: float = 10.0) -> None:
        """The clock moves on, the picture is taken."""
        self.timer.advance(seconds)
        await self.rig.job_where(self.id, done=done)
        await until(lambda: self.job.ended_at_us is not None or (self.job.next_at_us or 0) > self.timer.now_us())

    def taken(self) -> list[int | None]:
        return [picture.job_index for picture in self.rig.pictures(self.id)]


@asynccontextmanager
async def lapse(
    folder: Path, camera: FakeCamera, spool: Spool | None = None, **changes: object
) -> AsyncIterator[Lapse]:
    timer = HandTimer()
    async with job_rig(camera, folder, timer, spool) as rig:
        job = await rig.jobs.begin(start(timelapse(**changes)), "hub")  # type: ignore[arg-type]
        running = Lapse(rig, timer, job)
        await rig.job_where(job.id, done=1)
        await until(lambda: (running.job.next_at_us or 0) > timer.now_us())
        yield running


async def test_takes_each_picture_when_it_is_due(tmp_path: Path) -> None:
    async with lapse(tmp_path, FakeCamera(), count=3, format="png", average=2) as running:
        assert running.job.next_at_us == running.start_us + 10_000_000
        await asyncio.sleep(0.05)
        assert running.taken() == [0]
        await running.next(done=2, seconds=12)  # late by two seconds, which the next one does not inherit
        assert running.job.next_at_us == running.start_us + 20_000_000
        await running.next(done=3, seconds=8)
        job = await running.rig.ended(running.id)
        assert (job.state, job.done, job.missed, job.gaps, job.next_at_us) == ("done", 3, 0, None, None)
        pictures = running.rig.pictures(running.id)
        assert [(picture.format, picture.average) for picture in pictures] == [("png", 2)] * 3
        assert len({picture.id for picture in pictures}) == 3


async def test_what_was_missed_is_counted_and_never_caught_up(tmp_path: Path) -> None:
    async with lapse(tmp_path, FakeCamera(), count=8) as running:
        await running.next(done=2, seconds=34)  # places 1 and 2 are over, 3 is 4 s late
        assert running.taken() == [0, 3]
        assert running.job.missed == 2
        assert running.job.next_at_us == running.start_us + 40_000_000
        running.timer.advance(1000)
        job = await running.rig.ended(running.id)
        assert (job.state, job.done, job.missed) == ("done", 2, 6)


async def test_the_camera_rests_between_pictures(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(acquisition, "LINGER_S", 0.02)
    camera = FakeCamera()
    async with lapse(tmp_path, camera, count=3) as running:
        await until(lambda: camera.stops >= 1 and not running.rig.acquisition.current.streaming)
        starts = camera.starts
        running.timer.advance(9.5)
        await until(lambda: running.rig.acquisition.current.streaming)
        assert camera.starts == starts + 1
        assert running.taken() == [0]
        await running.next(done=2, seconds=0.5)


async def test_finds_the_exposure_before_each_picture(tmp_path: Path) -> None:
    async with lapse(tmp_path, FakeCamera(frame_rate=100), count=2, auto_expose=True) as running:
        first = running.rig.pictures(running.id)[0]
        assert first.exposure_ms > 2.1  # 2 ms leave this scene too dark
        assert first.settings.exposure_auto == "off"
        await running.rig.acquisition.apply(SettingsUpdate(exposure=1.0))
        await running.next(done=2)
        assert abs(running.rig.pictures(running.id)[1].exposure_ms / first.exposure_ms - 1) < 0.2


async def test_asks_for_automatic_exposure_only_where_there_is_one(tmp_path: Path) -> None:
    class Plain(FakeCamera):
        @property
        def capabilities(self) -> Capabilities:
            whole = super().capabilities
            features = {name: feature for name, feature in whole.features.items() if name != "exposureAuto"}
            return whole.model_copy(update={"features": features})

    async with job_rig(Plain(), tmp_path) as rig:
        with pytest.raises(SettingRejected, match="no automatic exposure"):
            await rig.jobs.begin(start(timelapse(auto_expose=True)), "hub")


async def test_a_short_absence_of_the_camera_is_a_gap_and_no_more(tmp_path: Path) -> None:
    camera = FakeCamera()
    async with lapse(tmp_path, camera, count=8) as running:
        camera.failure = CameraDisconnected("pulled out")
        with running.rig.acquisition.watch():
            paused = await running.rig.job_where(running.id, state="paused")
        assert (paused.reason, paused.resumable) == ("pulled out", None)
        running.timer.advance(34)
        camera.failure = None
        await running.rig.job_where(running.id, state="running", done=2)
        assert running.taken() == [0, 3]
        job = running.job
        assert (job.missed, job.reason) == (2, None)
        assert job.gaps is not None
        assert [(gap.from_us - running.start_us, gap.reason) for gap in job.gaps] == [(0, "pulled out")]
        assert (job.gaps[0].to_us or 0) - running.start_us == 34_000_000


async def test_after_a_long_absence_it_waits_for_a_person(tmp_path: Path) -> None:
    camera = FakeCamera()
    async with lapse(tmp_path, camera, count=20) as running:
        camera.failure = CameraDisconnected("pulled out")
        with running.rig.acquisition.watch():
            await running.rig.job_where(running.id, state="paused")
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


async def test_a_long_absence_that_misses_no_picture_needs_nobody(tmp_path: Path) -> None:
    camera = FakeCamera()
    async with lapse(tmp_path, camera, count=3, every_ms=3_600_000) as running:
        camera.failure = CameraDisconnected("pulled out")
        with running.rig.acquisition.watch():
            await running.rig.job_where(running.id, state="paused")
        running.timer.advance(1800)
        await asyncio.sleep(0.05)
        assert running.job.resumable is None
        camera.failure = None
        await running.rig.job_where(running.id, state="running")
        await running.next(done=2, seconds=1800)
        assert running.job.missed == 0


async def test_nobody_resumes_until_all_is_over(tmp_path: Path) -> None:
    camera = FakeCamera()
    async with lapse(tmp_path, camera, count=5) as running:
        camera.failure = CameraDisconnected("pulled out")
        with running.rig.acquisition.watch():
            await running.rig.job_where(running.id, state="paused")
        running.timer.advance(61)
        job = await running.rig.ended(running.id)
        assert (job.state, job.done, job.missed) == ("failed", 1, 4)
        assert job.reason is not None
        assert "until the last picture was due" in job.reason


async def test_a_paused_job_can_be_cancelled(tmp_path: Path) -> None:
    camera = FakeCamera()
    async with lapse(tmp_path, camera, count=5) as running:
        camera.failure = CameraDisconnected("pulled out")
        with running.rig.acquisition.watch():
            await running.rig.job_where(running.id, state="paused")
        job = await running.rig.jobs.cancel(running.id)
        assert (job.state, job.done, job.reason) == ("cancelled", 1, None)
        assert running.rig.told[-1] == job


async def test_a_full_disk_is_a_gap_until_there_is_room_again(tmp_path: Path) -> None:
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


async def test_a_job_file_that_another_program_holds_is_a_gap_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def held(_stored: object) -> None:
        raise PermissionError(13, "another program has the file")

    async with lapse(tmp_path, FakeCamera(), count=4) as running:
        with monkeypatch.context() as patch:
            patch.setattr(running.rig.store, "save", held)
            running.timer.advance(10)
            await running.rig.job_where(running.id, missed=1)
        assert running.job.gaps is not None
        assert "another program" in running.job.gaps[0].reason
        await running.next(done=2)
        assert running.taken() == [0, 2]


async def test_cancelled_while_it_exposes_it_ends_at_once(tmp_path: Path) -> None:
    async with job_rig(FakeCamera(), tmp_path) as rig:
        await rig.acquisition.apply(SettingsUpdate(exposure=1500.0))
        request = start(timelapse(count=3, every_ms=60_000))
        await rig.jobs.begin(request, "hub")
        await until(lambda: rig.acquisition.current.streaming)
        job = await asyncio.wait_for(rig.jobs.cancel(request.job_id), 1)
        assert (job.state, job.done) == ("cancelled", 0)
        assert rig.pictures(request.job_id) == []


async def test_the_service_starts_again_and_goes_on(tmp_path: Path) -> None:
    timer = HandTimer()
    request = start(timelapse(count=8))
    async with job_rig(FakeCamera(), tmp_path, timer) as rig:
        await rig.acquisition.apply(SettingsUpdate(exposure=3.25))
        await rig.jobs.begin(request, "hub")
        await rig.job_where(request.job_id, done=1)
    began_us = timer.now_us()
    timer.advance(33)
    async with job_rig(FakeCamera(), tmp_path, timer) as rig:
        job = await rig.job_where(request.job_id, done=2, state="running")
        pictures = rig.pictures(request.job_id)
        assert [(picture.job_index, picture.exposure_ms) for picture in pictures] == [(0, 3.25), (3, 3.25)]
        assert job.missed == 2
        assert job.gaps is not None
        gap = job.gaps[0]
        assert (gap.from_us, gap.to_us) == (began_us, began_us + 33_000_000)
        assert gap.reason == "the camera service was not running"
        timer.advance(7)
        await rig.job_where(request.job_id, done=3)


async def test_the_service_starts_again_without_its_camera(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "OPENING_US", 0)
    timer = HandTimer()
    request = start(timelapse(count=8))
    async with job_rig(FakeCamera(), tmp_path, timer) as rig:
        await rig.jobs.begin(request, "hub")
        await rig.job_where(request.job_id, done=1)
    timer.advance(13)
    camera = FakeCamera(plugged=False)
    async with job_rig(camera, tmp_path, timer) as rig:
        await rig.job_where(request.job_id, state="paused")
        camera.plugged = True
        await rig.job_where(request.job_id, state="running", done=2)


class Renamed(FakeCamera):
    """A camera of another driver and serial number."""

    @property
    def info(self) -> CameraInfo:
        return super().info.model_copy(update={"driver": "pixelink", "serial": "77001"})


async def test_another_camera_does_not_continue_a_job_by_itself(tmp_path: Path) -> None:
    timer = HandTimer()
    request = start(timelapse(count=8))
    async with job_rig(Renamed(), tmp_path, timer) as rig:
        await rig.jobs.begin(request, "hub")
        await rig.job_where(request.job_id, done=1)
    timer.advance(13)
    async with job_rig(FakeCamera(), tmp_path, timer) as rig:
        job = await rig.job_where(request.job_id, state="paused", resumable=True)
        assert job.reason is not None
        assert "pixelink camera 77001" in job.reason
        assert "simulated camera SIM" in job.reason
        assert len(rig.pictures(request.job_id)) == 1
        await rig.jobs.resume(request.job_id)
        await rig.job_where(request.job_id, state="running", done=2)
    timer.advance(10)
    async with job_rig(Renamed(), tmp_path, timer) as rig:
        await rig.job_where(request.job_id, state="running", done=3)


async def test_a_place_once_begun_is_never_taken_again(tmp_path: Path) -> None:
    """Killed between the picture and its count: the library must not get two pictures of one place."""
    timer = HandTimer()
    request = start(timelapse(count=3))
    async with job_rig(FakeCamera(), tmp_path, timer) as rig:
        await rig.jobs.begin(request, "hub")
        await rig.job_where(request.job_id, done=1)
        first = rig.pictures(request.job_id)[0]
        rig.spool.remove(first.id)  # uploaded
        kept = tmp_path / "jobs" / f"{request.job_id}.kept"
        assert kept.read_text() == f"0 {first.size_bytes}\n"
    async with job_rig(FakeCamera(), tmp_path, timer) as rig:
        await asyncio.sleep(0.1)
        assert rig.pictures(request.job_id) == []
        assert rig.jobs.get(request.job_id).done == 1
