"""A PixeLINK camera is unplugged during a job: nothing hangs, no repeated or black frame is stored."""

from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
import tifffile

from camera_ws.acquisition import connection
from camera_ws.camera.pixelink.camera import PixelinkCamera
from camera_ws.protocol.camera.jobs import Burst, Clip
from support.cameras.pxl_double import MONO, Double
from support.rigs.job_rig import JobRig, job_rig
from support.rigs.job_samples import start, timelapse
from support.waiting import until


@pytest.fixture(autouse=True)
def quick_reconnects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "RETRY_FIRST_S", 0.05)


def check_pictures(rig: JobRig, job_id: str) -> int:
    """Checks that no picture is incomplete, black or repeated; returns their number."""
    pictures = []
    for entry in sorted(rig.spool.entries(), key=lambda entry: entry.metadata.job_index or 0):
        assert entry.metadata.job_id == job_id
        assert entry.master.stat().st_size == entry.metadata.size_bytes
        pictures.append(tifffile.imread(entry.master))
    assert all(picture.max() > 0 and len(np.unique(picture)) > 50 for picture in pictures)
    assert all(not np.array_equal(one, other) for one, other in pairwise(pictures))
    return len(pictures)


async def test_during_a_burst(double: Double, tmp_path: Path) -> None:
    double[0].plug(77001, MONO)
    async with job_rig(PixelinkCamera(double.sdk), tmp_path) as rig:
        double[0].unplug_at_frame = double[0].frames + 12
        request = start(Burst(kind="burst", count=500, format="tiff"))
        await rig.jobs.begin(request, "hub")
        job = await rig.ended(request.job_id)
        assert job.state == "failed"
        assert 0 < check_pictures(rig, request.job_id) == job.done <= 12
        double[0].plug(77001, MONO)
        await until(lambda: rig.acquisition.current.connected)
        second = start(Burst(kind="burst", count=3, format="tiff"))
        for entry in rig.spool.entries():
            rig.spool.remove(entry.metadata.id)
        await rig.jobs.begin(second, "hub")
        assert (await rig.ended(second.job_id)).state == "done"
        assert check_pictures(rig, second.job_id) == 3
    assert double[0].overlaps == 0


async def test_during_a_time_lapse(double: Double, tmp_path: Path) -> None:
    double[0].plug(77001, MONO)
    async with job_rig(PixelinkCamera(double.sdk), tmp_path) as rig:
        request = start(timelapse(count=12, every_ms=150, format="tiff"))
        await rig.jobs.begin(request, "hub")
        await until(lambda: rig.jobs.get(request.job_id).done >= 3)
        double[0].unplug()
        paused = await rig.job_where(request.job_id, state="paused")
        assert paused.reason
        double[0].plug(77001, MONO)
        job = await rig.ended(request.job_id)
        assert (job.state, job.done + job.missed) == ("done", 12)
        assert job.gaps is not None
        assert all(gap.to_us is not None for gap in job.gaps)
        assert check_pictures(rig, request.job_id) == job.done
    assert double[0].overlaps == 0


async def test_during_a_clip(double: Double, tmp_path: Path) -> None:
    double[0].plug(77001, MONO)
    async with job_rig(PixelinkCamera(double.sdk), tmp_path) as rig:
        request = start(Clip(kind="clip", duration_ms=60_000))
        await rig.jobs.begin(request, "hub")
        await until(lambda: rig.jobs.get(request.job_id).done >= 5)
        double[0].unplug()
        job = await rig.ended(request.job_id)
        assert job.state == "failed"
        (entry,) = rig.spool.entries()
        assert entry.metadata.clip is not None
        assert entry.metadata.clip.frames == job.done >= 5
