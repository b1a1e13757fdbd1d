"""Time-lapses across restarts of the service."""

from pathlib import Path

import pytest

from camera_ws.acquisition import connection
from camera_ws.jobs.kinds import timelapse as timelapse_module
from camera_ws.protocol.camera.settings import SettingsUpdate
from camera_ws.protocol.messages import CameraInfo
from support.cameras.fake_camera import FakeCamera
from support.rigs.job_rig import ManualTimer, job_rig
from support.rigs.job_samples import start, timelapse
from support.waiting import until


@pytest.fixture(autouse=True)
def quick_reconnects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "RETRY_FIRST_S", 0.02)
    monkeypatch.setattr(connection, "RETRY_MAX_S", 0.05)


async def test_continues_after_a_restart_of_the_service(tmp_path: Path) -> None:
    timer = ManualTimer()
    request = start(timelapse(count=8))
    async with job_rig(FakeCamera(), tmp_path, timer) as rig:
        await rig.acquisition.apply(SettingsUpdate(exposure=3.25))
        await rig.started_once(request)
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


async def test_pauses_after_a_restart_without_a_camera(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timelapse_module, "OPENING_US", 0)
    timer = ManualTimer()
    request = start(timelapse(count=8))
    async with job_rig(FakeCamera(), tmp_path, timer) as rig:
        await rig.started_once(request)
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
    timer = ManualTimer()
    request = start(timelapse(count=8))
    async with job_rig(Renamed(), tmp_path, timer) as rig:
        await rig.started_once(request)
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


async def test_a_tried_picture_is_not_taken_again(tmp_path: Path) -> None:
    """After a kill between storing and counting, the library must not get a second picture of the same index."""
    timer = ManualTimer()
    request = start(timelapse(count=3))
    async with job_rig(FakeCamera(), tmp_path, timer) as rig:
        await rig.started_once(request)
        first = rig.pictures(request.job_id)[0]
        rig.spool.remove(first.id)  # uploaded
        kept = tmp_path / "jobs" / f"{request.job_id}.kept"
        assert kept.read_text() == f"0 {first.size_bytes}\n"
    async with job_rig(FakeCamera(), tmp_path, timer) as rig:
        next_us = rig.jobs.get(request.job_id).started_at_us + 9_000_000
        await until(lambda: timer.targets == [next_us])
        assert rig.pictures(request.job_id) == []
        assert rig.jobs.get(request.job_id).done == 1
