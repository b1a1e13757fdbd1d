"""The estimate of a job agrees with the size and duration of the job."""

from pathlib import Path

import pytest

from camera_ws.protocol.camera.jobs import Burst, Clip
from camera_ws.uploads.spool import Spool
from support.cameras.fake_camera import FakeCamera
from support.rigs.job_rig import job_rig
from support.rigs.job_samples import start, timelapse
from support.waiting import until


@pytest.mark.parametrize("format", ["jpg", "png", "raw"])
async def test_a_burst_takes_the_estimated_space_and_time(tmp_path: Path, format: str) -> None:
    async with job_rig(FakeCamera(frame_rate=50), tmp_path) as rig:
        spec = Burst.model_validate({"kind": "burst", "count": 10, "format": format})
        estimate = await rig.jobs.estimate(spec)
        request = start(spec)
        await rig.jobs.begin(request, "hub")
        await rig.ended(request.job_id)
        files = [path for entry in rig.spool.entries() for path in entry.master.parent.iterdir()]
        used = sum(path.stat().st_size for path in files if path.name != "metadata.json")
        assert 0.8 < (estimate.bytes - 10 * 4096) / used < 1.25
        # 200 ms at 50 fps. A busy machine measures a lower rate.
        assert 150 < estimate.duration_ms < 10_000
        assert estimate.free_bytes > 0


async def test_the_whole_sensor_takes_more_space(tmp_path: Path) -> None:
    async with job_rig(FakeCamera(), tmp_path) as rig:
        part = await rig.jobs.estimate(Burst(kind="burst", count=2, format="raw"))
        whole = await rig.jobs.estimate(Burst(kind="burst", count=2, format="raw", full_frame=True))
        assert whole.bytes > 20 * part.bytes


async def test_a_clip_takes_the_estimated_space_per_frame(tmp_path: Path) -> None:
    async with job_rig(FakeCamera(frame_rate=40), tmp_path) as rig:
        spec = Clip(kind="clip", duration_ms=1500)
        estimate = await rig.jobs.estimate(spec)
        assert estimate.duration_ms == 1500
        request = start(spec)
        begun = await rig.jobs.begin(request, "hub")
        job = await rig.ended(request.job_id)
        assert job.state == "done"
        # Per frame: a busy machine may not reach the frame rate of the estimate.
        assert 0.4 < (estimate.bytes / begun.total) / (job.bytes / job.done) < 2.5
        # The last write of the job's file may still be running.
        await until(lambda: not list((tmp_path / "jobs").glob(".tmp-*")))


async def test_fits_when_twice_the_estimate_is_free_above_the_reserve(tmp_path: Path) -> None:
    free = 0
    spool = Spool(tmp_path / "spool", reserve_bytes=1000, free_bytes=lambda _: free)
    async with job_rig(FakeCamera(), tmp_path, spool=spool) as rig:
        spec = timelapse(count=100, every_ms=5000)
        first = await rig.jobs.estimate(spec)
        assert (first.fits, first.free_bytes) == (False, 0)
        assert 99 * 5000 < first.duration_ms < 99 * 5000 + 1000
        free = round(2.1 * first.bytes) + 1000
        assert (await rig.jobs.estimate(spec)).fits
        free = round(1.9 * first.bytes) + 1000
        assert not (await rig.jobs.estimate(spec)).fits
