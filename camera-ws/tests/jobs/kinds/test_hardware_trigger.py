"""Jobs with a hardware trigger report their wait and can be cancelled at once."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from camera_ws.camera.pixelink.camera import PixelinkCamera
from camera_ws.jobs.kinds import new_frames
from camera_ws.protocol.camera.jobs import Burst, Clip
from camera_ws.protocol.camera.settings import SettingsUpdate
from support.cameras.pxl_double import MONO, Double
from support.rigs.job_rig import JobRig, job_rig
from support.rigs.job_samples import start
from support.waiting import DEADLINE_S, until


@pytest.fixture(autouse=True)
def short_waits_for_triggers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(new_frames, "QUICK_TRIGGER_S", 0.05)


@asynccontextmanager
async def triggered(double: Double, folder: Path) -> AsyncIterator[JobRig]:
    double[0].plug(77001, MONO)
    async with job_rig(PixelinkCamera(double.sdk), folder) as rig:
        await until(lambda: rig.acquisition.current.connected)
        await rig.acquisition.apply(SettingsUpdate(trigger="hardware", exposure=5.0))
        yield rig


def waits_for(rig: JobRig, job_id: str) -> int | None:
    waiting = rig.jobs.get(job_id).waiting
    return waiting.number if waiting else None


async def test_a_burst_reports_the_number_and_time_limit_of_its_wait(double: Double, tmp_path: Path) -> None:
    async with triggered(double, tmp_path) as rig:
        request = start(Burst(kind="burst", count=3))
        await rig.jobs.begin(request, "hub")
        for number in (1, 2, 3):
            await until(lambda number=number: waits_for(rig, request.job_id) == number)
            waiting = rig.reported[-1].waiting
            assert waiting is not None
            assert (waiting.what, waiting.number) == ("trigger", number)
            assert waiting.until_us - rig.reported[-1].started_at_us >= 600_000_000
            double[0].triggers = double[0].triggers + 1
        job = await rig.ended(request.job_id, DEADLINE_S)
        assert (job.state, job.done, job.waiting) == ("done", 3, None)


async def test_a_burst_fails_after_the_time_limit(
    double: Double, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(new_frames, "TRIGGER_TIMEOUT_S", 0.2)
    async with triggered(double, tmp_path) as rig:
        request = start(Burst(kind="burst", count=3))
        await rig.jobs.begin(request, "hub")
        job = await rig.ended(request.job_id, DEADLINE_S)
        assert (job.state, job.reason, job.waiting) == ("failed", "no hardware trigger for 0 s", None)
        assert any(job.waiting is not None for job in rig.reported)


@pytest.mark.parametrize("spec", [Burst(kind="burst", count=3), Clip(kind="clip", duration_ms=60_000)])
async def test_cancelling_ends_the_wait_at_once(double: Double, tmp_path: Path, spec: Burst | Clip) -> None:
    async with triggered(double, tmp_path) as rig:
        request = start(spec)
        await rig.jobs.begin(request, "hub")
        await until(lambda: waits_for(rig, request.job_id) == 1)
        # Far below the time limit of ten minutes.
        job = await asyncio.wait_for(rig.jobs.cancel(request.job_id), DEADLINE_S)
        assert (job.state, job.done, job.waiting) == ("cancelled", 0, None)
        assert rig.reported[-1].waiting is None
