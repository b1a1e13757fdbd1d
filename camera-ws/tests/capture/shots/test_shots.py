"""Shots: frames as requested, and the camera's region restored afterwards."""

import asyncio
from typing import Any

import numpy as np
import pytest

from camera_ws.camera.base import Frame
from camera_ws.capture.shots.shots import Shots
from camera_ws.errors import CameraDisconnected, CameraError, CameraTimeout, SettingRejected
from camera_ws.protocol.camera.settings import Roi, SettingsUpdate
from support.cameras.fake_camera import SMALL
from support.cameras.shots_rig import RecordingCamera, params_for, roi_now, running
from support.waiting import DEADLINE_S, run_pending, status_where, until


async def test_a_mean_uses_each_frame_exposed_after_the_request_once() -> None:
    camera = RecordingCamera()
    async with running(camera) as (shots, acquisition):
        with acquisition.watch():
            await acquisition.frames.newer_than(3)
            before = camera.frames[-1].descriptor.captured_at_us
            shot = await shots.take(params_for(average=5))
        used = [frame for frame in camera.frames if frame.descriptor.seq <= shot.frame.descriptor.seq][-5:]
        assert used[0].descriptor.exposure_began_us >= before - 2000
        exact = np.stack([frame.pixels.astype(float) for frame in used]).mean(axis=0)
        assert (np.abs(shot.frame.pixels - exact) <= 0.5).all()
        assert shot.frame.pixels.dtype == np.uint8


async def test_a_mean_with_a_new_exposure_uses_no_older_frame() -> None:
    camera = RecordingCamera()
    async with running(camera) as (shots, acquisition):
        with acquisition.watch():
            await acquisition.frames.newer_than(1)
            shot = await shots.take(params_for(average=3, exposure=4.0))
        assert shot.frame.descriptor.exposure_ms == 4.0
        assert shot.settings.exposure == 4.0
        used = [frame for frame in camera.frames if frame.descriptor.seq <= shot.frame.descriptor.seq][-3:]
        assert {frame.descriptor.exposure_ms for frame in used} == {4.0}


async def test_a_mean_times_out_with_the_number_of_frames(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camera_ws.capture.shots.shots.EXTRA_S", 0.2)
    camera = RecordingCamera()

    async with running(camera) as (shots, _):
        task = asyncio.create_task(shots.take(params_for(average=256)))
        await until(lambda: len(camera.frames) >= 3)

        def silent(timeout_s: float) -> Frame:
            raise CameraTimeout("no frame")

        monkeypatch.setattr(camera, "next_frame", silent)
        with pytest.raises(CameraTimeout, match=r"\d+ of 256 frames to average arrived in time"):
            await task


async def test_full_frame_restores_the_region() -> None:
    camera = RecordingCamera()
    async with running(camera) as (shots, acquisition):
        with acquisition.watch():
            await acquisition.frames.newer_than(1)
            shot = await shots.take(params_for(full_frame=True))
            descriptor = shot.frame.descriptor
            assert (
                (descriptor.width, descriptor.height) == (descriptor.roi.width, descriptor.roi.height) == camera.whole
            )
            assert shot.settings.roi == descriptor.roi
            assert roi_now(acquisition) == SMALL
            newest = acquisition.frames.current
            assert newest is not None
            later = await acquisition.frames.newer_than(newest.version + 1)
            assert later.value.descriptor.roi == SMALL


async def test_full_frame_changes_nothing_at_the_whole_sensor() -> None:
    camera = RecordingCamera()
    async with running(camera) as (shots, acquisition):
        width, height = camera.whole
        await acquisition.apply(SettingsUpdate(roi=Roi(left=0, top=0, width=width, height=height)))
        camera.updates.clear()
        shot = await shots.take(params_for(full_frame=True))
        assert (shot.frame.descriptor.width, shot.frame.descriptor.height) == camera.whole
        assert camera.updates == []


async def test_full_frame_with_average_and_exposure() -> None:
    camera = RecordingCamera(frame_rate=30)
    async with running(camera) as (shots, acquisition):
        shot = await shots.take(params_for(full_frame=True, average=2, exposure=3.0))
        assert (shot.frame.descriptor.width, shot.frame.descriptor.exposure_ms) == (camera.whole[0], 3.0)
        assert roi_now(acquisition) == SMALL
        known = acquisition.current.camera
        assert known is not None
        assert (known.settings.exposure, known.settings.frame_rate) == (3.0, 30)


async def test_the_region_is_restored_after_a_failed_capture() -> None:
    camera = RecordingCamera()
    async with running(camera) as (shots, acquisition):
        with pytest.raises(SettingRejected):
            await shots.take(params_for(full_frame=True, exposure=1e6))
        assert roi_now(acquisition) == SMALL


async def test_the_region_is_restored_after_a_cancelled_capture() -> None:
    camera = RecordingCamera()
    async with running(camera) as (shots, acquisition):
        task = asyncio.create_task(shots.take(params_for(full_frame=True, average=256)))
        await status_where(
            acquisition, lambda status: status.camera is not None and status.camera.settings.roi != SMALL
        )
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await status_where(
            acquisition, lambda status: status.camera is not None and status.camera.settings.roi == SMALL
        )


async def lose_during_full_frame(camera: RecordingCamera, shots: Shots) -> None:
    camera.lose_on_frame_wider_than = SMALL.width
    with pytest.raises(CameraError):
        await shots.take(params_for(full_frame=True))


async def test_the_region_is_restored_after_a_reconnect() -> None:
    camera = RecordingCamera()
    async with running(camera) as (shots, acquisition):
        await lose_during_full_frame(camera, shots)
        with pytest.raises(CameraDisconnected):
            await asyncio.wait_for(shots.take(params_for()), DEADLINE_S)
        camera.lose_on_frame_wider_than = None
        camera.plugged = True
        await status_where(acquisition, lambda status: status.connected)
        await status_where(
            acquisition, lambda status: status.camera is not None and status.camera.settings.roi == SMALL
        )
        assert (await shots.take(params_for())).frame.descriptor.roi == SMALL


async def test_a_region_that_was_changed_meanwhile_is_kept() -> None:
    camera = RecordingCamera()
    chosen = SMALL.model_copy(update={"width": 64})
    async with running(camera) as (shots, acquisition):
        async with shots.full_frame():
            await acquisition.apply(SettingsUpdate(roi=chosen))
        assert roi_now(acquisition) == chosen


async def test_other_captures_wait_for_full_frame() -> None:
    camera = RecordingCamera()
    async with running(camera) as (shots, _):
        plain = (shots.take(params_for()) for _ in range(3))
        wide, *narrow = await asyncio.gather(shots.take(params_for(full_frame=True)), *plain)
        assert wide.frame.descriptor.width == camera.whole[0]
        assert [shot.frame.descriptor.roi for shot in narrow] == [SMALL] * 3


@pytest.mark.parametrize("late", [{}, {"exposure": 4.0}, {"full_frame": True}])
async def test_a_capture_that_waits_past_its_deadline_is_not_taken(late: dict[str, Any]) -> None:
    camera = RecordingCamera()
    async with running(camera) as (shots, acquisition):
        await status_where(acquisition, lambda status: status.connected)
        async with shots.full_frame():
            before = len(camera.updates)
            deadline_us = acquisition.clock.now_us() + 1000
            waiting = asyncio.create_task(shots.take(params_for(**late), deadline_us))
            in_time = asyncio.create_task(shots.take(params_for(), acquisition.clock.now_us() + 600_000_000))
            await run_pending()
            assert not waiting.done()
            await until(lambda: acquisition.clock.now_us() > deadline_us)
        with pytest.raises(CameraTimeout, match="not executed"):
            await waiting
        assert (await in_time).frame.descriptor.roi == SMALL
        # Only the region is restored.
        assert [update.roi for update in camera.updates[before:] if update.roi is not None] == [SMALL]
        assert all(update.exposure is None for update in camera.updates[before:])


async def test_a_lost_camera_does_not_block_close() -> None:
    camera = RecordingCamera()
    async with running(camera) as (shots, _):
        await lose_during_full_frame(camera, shots)
