"""Bursts: consecutive frames, each stored and counted once."""

import asyncio
import hashlib
import threading
import uuid
from itertools import pairwise
from pathlib import Path
from typing import Any

import cv2
import pytest

from camera_ws.camera.base import Frame
from camera_ws.errors import CameraBusy, CameraDisconnected, JobNotFound, JobOver, SettingRejected
from camera_ws.jobs.kinds import new_frames
from camera_ws.jobs.kinds.new_frames import NewFrames
from camera_ws.protocol.camera.jobs import Burst
from camera_ws.protocol.camera.optics import Calibration
from camera_ws.protocol.camera.settings import SettingsUpdate
from camera_ws.protocol.primitives import Person
from camera_ws.uploads.spool import Spool, SpoolEntry
from support.cameras.fake_camera import FakeCamera
from support.data.pictures import frame, gradient
from support.rigs.job_rig import job_rig
from support.rigs.job_samples import start, timelapse
from support.waiting import DEADLINE_S, until


async def test_takes_consecutive_frames_each_once(tmp_path: Path) -> None:
    async with job_rig(FakeCamera(frame_rate=40), tmp_path) as rig:
        request = start(
            Burst(kind="burst", count=12, format="png", label="cells", tags=["a"]),
            user=Person(id="u1", name="Ada"),
            session_id=str(uuid.uuid4()),
            calibration=Calibration(objective="10×", um_per_pixel=0.5),
        )
        begun = await rig.jobs.begin(request, "hub")
        assert (begun.state, begun.total, begun.done) == ("running", 12, 0)
        job = await rig.ended(request.job_id)
        assert (job.state, job.done, job.missed) == ("done", 12, 0)
        pictures = rig.pictures(request.job_id)
        assert [picture.job_index for picture in pictures] == list(range(12))
        assert all(later.seq == earlier.seq + 1 for earlier, later in pairwise(pictures))
        assert all(picture.captured_at_us - picture.exposure_ms * 1000 >= begun.started_at_us for picture in pictures)
        assert job.bytes == sum(picture.size_bytes for picture in pictures)
        one = pictures[3]
        assert (one.label, one.tags, one.source, one.user) == ("cells", ["a"], "hub", request.user)
        assert (one.session_id, one.um_per_pixel) == (request.session_id, 0.5)
        for entry in rig.spool.entries():
            data = entry.master.read_bytes()
            assert hashlib.sha256(data).hexdigest() == entry.metadata.sha256
            assert cv2.imread(str(entry.master)).mean() > 10


async def test_uses_the_whole_sensor_and_restores_the_region(tmp_path: Path) -> None:
    async with job_rig(FakeCamera(), tmp_path) as rig:
        camera = rig.acquisition.current.camera
        assert camera is not None
        request = start(Burst(kind="burst", count=2, full_frame=True))
        await rig.jobs.begin(request, "hub")
        assert (await rig.ended(request.job_id)).state == "done"
        sensor = camera.capabilities.sensor
        sizes = {(picture.width, picture.height) for picture in rig.pictures(request.job_id)}
        assert sizes == {(sensor.width, sensor.height)}
        await until(lambda: rig.acquisition.current.camera is not None)
        after = rig.acquisition.current.camera
        assert after is not None
        assert after.settings.roi == camera.settings.roi


async def test_frames_beyond_the_buffer_are_counted_as_missed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_frames, "BUFFER_BYTES", 1)

    class SlowSpool(Spool):
        def store(self, *arguments: Any, **named: Any) -> SpoolEntry:
            threading.Event().wait(0.1)
            return super().store(*arguments, **named)

    async with job_rig(FakeCamera(frame_rate=120), tmp_path, spool=SlowSpool(tmp_path / "spool")) as rig:
        request = start(Burst(kind="burst", count=20))
        await rig.jobs.begin(request, "hub")
        job = await rig.ended(request.job_id)
        pictures = rig.pictures(request.job_id)
        assert (job.state, job.done, len(pictures)) == ("done", 20, 20)
        assert job.missed > 0
        assert job.missed == pictures[-1].seq - pictures[0].seq - 19


class DeafCamera(FakeCamera):
    """Accepts software triggers and exposes nothing."""

    def fire(self) -> None:
        pass


async def test_a_software_trigger_without_a_frame_ends_the_burst_soon(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_frames, "FRAME_EXTRA_S", 0.1)
    async with job_rig(DeafCamera(frame_rate=40), tmp_path) as rig:
        await rig.acquisition.apply(SettingsUpdate(trigger="software"))
        request = start(Burst(kind="burst", count=3))
        await rig.jobs.begin(request, "hub")
        job = await rig.ended(request.job_id, DEADLINE_S)
        assert (job.state, job.reason, job.done) == ("failed", "no frame from the camera for 0 s", 0)


class LossyCamera(FakeCamera):
    """Loses three frames after the fifth."""

    delivered = 0

    def next_frame(self, timeout_s: float) -> Frame:
        frame = super().next_frame(timeout_s)
        self.delivered += 1
        if self.delivered == 5:
            self.skip = 3
        return frame


async def test_frames_lost_by_the_camera_are_counted_as_missed(tmp_path: Path) -> None:
    async with job_rig(LossyCamera(frame_rate=50), tmp_path) as rig:
        request = start(Burst(kind="burst", count=10))
        await rig.jobs.begin(request, "hub")
        job = await rig.ended(request.job_id)
        assert (job.state, job.done, job.missed) == ("done", 10, 3)


def test_a_repeated_frame_is_not_used() -> None:
    def numbered(seq: int, after_us: int) -> bool:
        picture = frame(gradient(), seq=seq)
        object.__setattr__(picture.descriptor, "captured_at_us", 1_000_000 + after_us)
        return new.take(picture)

    new = NewFrames()
    taken = [numbered(7, 0), numbered(7, 0), numbered(8, 10), numbered(8, 20), numbered(11, 30), numbered(10, 25)]
    assert taken == [True, False, True, False, True, False]
    assert new.missed == 2
    assert numbered(0, 40)  # the stream has restarted
    assert new.missed == 2


async def test_unplugging_ends_the_burst_and_keeps_its_pictures(tmp_path: Path) -> None:
    camera = FakeCamera(frame_rate=50)
    async with job_rig(camera, tmp_path) as rig:
        request = start(Burst(kind="burst", count=1000))
        job = await rig.unplugged(request, camera)
        pictures = rig.pictures(request.job_id)
        assert len(pictures) == job.done >= 5
        assert len({picture.seq for picture in pictures}) == job.done


async def test_a_cancelled_burst_keeps_its_complete_pictures(tmp_path: Path) -> None:
    async with job_rig(FakeCamera(frame_rate=100), tmp_path) as rig:
        for done in (0, 1, 5, 15):
            request = start(Burst(kind="burst", count=1000))
            await rig.jobs.begin(request, "http")
            await until(lambda job_id=request.job_id, done=done: rig.jobs.get(job_id).done >= done)
            job = await rig.jobs.cancel(request.job_id)
            assert (job.state, job.ended_at_us is not None) == ("cancelled", True)
            assert len(rig.pictures(request.job_id)) == job.done
            assert await rig.jobs.cancel(request.job_id) == job
            with pytest.raises(JobOver, match="has ended: cancelled"):
                await rig.jobs.resume(request.job_id)


async def test_a_full_disk_ends_the_burst_and_keeps_its_pictures(tmp_path: Path) -> None:
    free = 1 << 40
    spool = Spool(tmp_path / "spool", free_bytes=lambda _: free)
    async with job_rig(FakeCamera(frame_rate=50), tmp_path, spool=spool) as rig:
        request = start(Burst(kind="burst", count=1000))
        await rig.jobs.begin(request, "hub")
        await until(lambda: rig.jobs.get(request.job_id).done >= 3)
        free = 100
        job = await rig.ended(request.job_id)
        assert job.state == "failed"
        assert job.reason is not None
        assert "no space for another capture" in job.reason
        assert len(rig.pictures(request.job_id)) == job.done


async def test_a_repeated_request_starts_one_burst(tmp_path: Path) -> None:
    async with job_rig(FakeCamera(), tmp_path) as rig:
        request = start(Burst(kind="burst", count=3))
        first, second = await asyncio.gather(rig.jobs.begin(request, "hub"), rig.jobs.begin(request, "hub"))
        assert first.id == second.id
        await rig.ended(request.job_id)
        again = await rig.jobs.begin(request, "hub")
        assert (again.state, len(rig.pictures(request.job_id)), len(rig.jobs.list_jobs())) == ("done", 3, 1)


async def test_a_second_job_is_refused_with_the_name_of_the_first(tmp_path: Path) -> None:
    async with job_rig(FakeCamera(), tmp_path) as rig:
        running = start(timelapse(count=60, every_ms=60_000))
        await rig.jobs.begin(running, "hub")
        await rig.job_where(running.job_id, done=1)
        with pytest.raises(CameraBusy, match=r"busy with time-lapse 1/60, which is running"):
            await rig.jobs.begin(start(Burst(kind="burst", count=2)), "hub")
        await rig.jobs.cancel(running.job_id)
        await rig.jobs.begin(start(Burst(kind="burst", count=2)), "hub")
        assert [job.state for job in rig.jobs.list_jobs()] == ["running", "cancelled"]


async def test_refuses_unknown_jobs_formats_and_a_lost_camera(tmp_path: Path) -> None:
    camera = FakeCamera()
    async with job_rig(camera, tmp_path) as rig:
        with pytest.raises(JobNotFound, match="has no job"):
            await rig.jobs.cancel(str(uuid.uuid4()))
        known = rig.acquisition.current.camera
        assert known is not None
        limited = known.capabilities.model_copy(update={"capture_formats": ("jpg",)})
        object.__setattr__(known, "capabilities", limited)
        with pytest.raises(SettingRejected, match="png is not one of jpg"):
            await rig.jobs.begin(start(Burst(kind="burst", count=2, format="png")), "hub")
        camera.plugged = False
        await until(lambda: not rig.acquisition.current.connected or not camera.plugged)
        with rig.acquisition.watch():
            await until(lambda: not rig.acquisition.current.connected)
        with pytest.raises(CameraDisconnected):
            await rig.jobs.begin(start(Burst(kind="burst", count=2)), "hub")
        assert rig.jobs.list_jobs() == []
