"""Jobs under a hardware trigger: what they wait for is told, and a cancellation does not wait with them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from camera_ws.camera.pixelink.camera import PixelinkCamera
from camera_ws.jobs.kinds import new_frames as fresh
from camera_ws.protocol.jobs import Burst, Clip
from camera_ws.protocol.settings import SettingsUpdate
from support.cameras.pxl_double import MONO, Double
from support.job_rig import JobRig, job_rig
from support.job_samples import start
from support.waiting import DEADLINE_S, until


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fresh, "QUICK_TRIGGER_S", 0.05)


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


async def test_a_burst_says_which_pulse_it_waits_for_and_until_when(double: Double, tmp_path: Path) -> None:
    async with triggered(double, tmp_path) as rig:
        request = start(Burst(kind="burst", count=3))
        await rig.jobs.begin(request, "hub")
        for number in (1, 2, 3):
            await until(lambda number=number: waits_for(rig, request.job_id) == number)
            waiting = rig.told[-1].waiting
            assert waiting is not None
            assert (waiting.what, waiting.number) == ("trigger", number)
            assert waiting.until_us - rig.told[-1].started_at_us >= 600_000_000
            double[0].triggers = double[0].triggers + 1
        job = await rig.ended(request.job_id, DEADLINE_S)
        assert (job.state, job.done, job.waiting) == ("done", 3, None)


async def test_the_wait_has_an_end_that_is_told(
    double: Double, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fresh, "TRIGGER_PATIENCE_S", 0.2)
    async with triggered(double, tmp_path) as rig:
        request = start(Burst(kind="burst", count=3))
        await rig.jobs.begin(request, "hub")
        job = await rig.ended(request.job_id, DEADLINE_S)
        assert (job.state, job.reason, job.waiting) == ("failed", "no hardware trigger for 0 s", None)
        assert any(told.waiting is not None for told in rig.told)


@pytest.mark.parametrize("spec", [Burst(kind="burst", count=3), Clip(kind="clip", duration_ms=60_000)])
async def test_a_cancellation_ends_the_wait_at_once(double: Double, tmp_path: Path, spec: Burst | Clip) -> None:
    async with triggered(double, tmp_path) as rig:
        request = start(spec)
        await rig.jobs.begin(request, "hub")
        await until(lambda: waits_for(rig, request.job_id) == 1)
        # Far below the ten minutes that a pulse is waited for.
        job = await asyncio.wait_for(rig.jobs.cancel(request.job_id), DEADLINE_S)
        assert (job.state, job.done, job.waiting) == ("cancelled", 0, None)
        assert rig.told[-1].waiting is None
