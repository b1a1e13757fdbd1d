"""The note of a widened region: the next start restores the region that a killed service left wide."""

import shutil
from pathlib import Path

import pytest

from camera_ws.errors import CameraError
from camera_ws.protocol.camera.settings import Roi, SettingsUpdate
from support.cameras.fake_camera import SMALL
from support.cameras.shots_rig import NOTE, RecordingCamera, params_for, roi_now, running
from support.waiting import status_where, until


async def _killed_while_widened(camera: RecordingCamera, folder: Path) -> Path:
    """Note and camera as after a kill."""
    left = folder / "left"
    left.mkdir()
    width, height = camera.whole
    async with running(camera, folder) as (shots, acquisition):
        async with shots.full_frame():
            shutil.copy(folder / NOTE, left / NOTE)
        assert not (folder / NOTE).exists()
        await acquisition.apply(SettingsUpdate(roi=Roi(left=0, top=0, width=width, height=height)))
    return left


async def test_the_next_start_restores_the_region_after_a_kill(tmp_path: Path) -> None:
    camera = RecordingCamera()
    left = await _killed_while_widened(camera, tmp_path)
    async with running(camera, left) as (_, acquisition):
        await status_where(
            acquisition, lambda status: status.camera is not None and status.camera.settings.roi == SMALL
        )
        await until(lambda: not (left / NOTE).exists())


async def test_the_next_start_keeps_another_region(tmp_path: Path) -> None:
    camera = RecordingCamera()
    left = await _killed_while_widened(camera, tmp_path)
    chosen = SMALL.model_copy(update={"width": 64})
    async with running(camera) as (_, acquisition):
        await acquisition.apply(SettingsUpdate(roi=chosen))
    async with running(camera, left) as (_, acquisition):
        await until(lambda: not (left / NOTE).exists())
        assert roi_now(acquisition) == chosen


async def test_a_damaged_note_is_removed(tmp_path: Path) -> None:
    (tmp_path / NOTE).write_text("{")
    async with running(RecordingCamera(), tmp_path) as (shots, _):
        assert not (tmp_path / NOTE).exists()
        await shots.take(params_for(full_frame=True))
    assert not (tmp_path / NOTE).exists()


async def test_a_region_that_close_could_not_restore_is_restored_by_the_next_start(tmp_path: Path) -> None:
    camera = RecordingCamera()
    camera.lose_on_frame_wider_than = SMALL.width
    async with running(camera, tmp_path) as (shots, _):
        with pytest.raises(CameraError):
            await shots.take(params_for(full_frame=True))
    assert (tmp_path / NOTE).exists()
    camera.lose_on_frame_wider_than, camera.plugged = None, True
    async with running(camera, tmp_path) as (_, acquisition):
        await until(lambda: not (tmp_path / NOTE).exists())
        assert roi_now(acquisition) == SMALL
