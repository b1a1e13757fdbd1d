"""Captures get the frames they ask for, and leave the camera as it was."""

import asyncio
import shutil
import tempfile
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from camera_ws.acquisition import acquisition as module
from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.base import Frame
from camera_ws.capture.shots.shots import Shots
from camera_ws.capture.shots.widened import WidenedNote
from camera_ws.errors import CameraDisconnected, CameraError, CameraTimeout, SettingRejected
from camera_ws.protocol.messages import CaptureParams
from camera_ws.protocol.settings import CameraSettings, Roi, RoiFeature, SettingsUpdate
from support.cameras.fake_camera import SMALL, FakeCamera
from support.waiting import status_where, until

NOTE = "widened.json"


class WatchedCamera(FakeCamera):
    """Remembers what it was asked, and the frames it gave."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.given: list[Frame] = []
        self.asked: list[SettingsUpdate] = []
        self.lose_on_frame_wider_than: int | None = None

    def next_frame(self, timeout_s: float) -> Frame:
        frame = super().next_frame(timeout_s)
        if self.lose_on_frame_wider_than is not None and frame.descriptor.width > self.lose_on_frame_wider_than:
            self.plugged = False
            raise CameraDisconnected("unplugged")
        self.given.append(frame)
        return frame

    def apply(self, update: SettingsUpdate) -> CameraSettings:
        self.asked.append(update)
        return super().apply(update)

    @property
    def whole(self) -> tuple[int, int]:
        feature = self.capabilities.features["roi"]
        assert isinstance(feature, RoiFeature)
        return feature.max_width, feature.max_height


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RETRY_FIRST_S", 0.05)


@asynccontextmanager
async def running(camera: FakeCamera, folder: Path | None = None) -> AsyncIterator[tuple[Shots, Acquisition]]:
    """folder: where an earlier service left its note."""
    with tempfile.TemporaryDirectory() as empty:
        acquisition = Acquisition(camera)
        acquisition.start()
        shots = Shots(acquisition, WidenedNote((folder or Path(empty)) / NOTE))
        shots.start()
        try:
            await status_where(acquisition, lambda status: status.connected)
            yield shots, acquisition
        finally:
            await acquisition.close()
            await shots.close()


def wish(**fields: Any) -> CaptureParams:
    return CaptureParams(capture_id=str(uuid.uuid4()), **fields)


def roi_now(acquisition: Acquisition) -> Any:
    camera = acquisition.current.camera
    assert camera is not None
    return camera.settings.roi


async def test_a_mean_is_of_frames_exposed_after_the_request_each_once() -> None:
    camera = WatchedCamera()
    async with running(camera) as (shots, acquisition):
        with acquisition.watch():
            await acquisition.frames.newer_than(3)
            before = camera.given[-1].descriptor.captured_at_us
            shot = await shots.take(wish(average=5))
        used = [frame for frame in camera.given if frame.descriptor.seq <= shot.frame.descriptor.seq][-5:]
        assert used[0].descriptor.exposure_began_us >= before - 2000
        exact = np.stack([frame.pixels.astype(float) for frame in used]).mean(axis=0)
        assert (np.abs(shot.frame.pixels - exact) <= 0.5).all()
        assert shot.frame.pixels.dtype == np.uint8


async def test_a_mean_under_a_new_exposure_uses_no_frame_of_the_old() -> None:
    camera = WatchedCamera()
    async with running(camera) as (shots, acquisition):
        with acquisition.watch():
            await acquisition.frames.newer_than(1)
            shot = await shots.take(wish(average=3, exposure=4.0))
        assert shot.frame.descriptor.exposure_ms == 4.0
        assert shot.settings.exposure == 4.0
        used = [frame for frame in camera.given if frame.descriptor.seq <= shot.frame.descriptor.seq][-3:]
        assert {frame.descriptor.exposure_ms for frame in used} == {4.0}


async def test_a_mean_of_a_camera_that_falls_silent_says_how_far_it_came(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camera_ws.capture.shots.shots.PATIENCE_S", 0.2)
    camera = WatchedCamera()

    async with running(camera) as (shots, _):
        task = asyncio.create_task(shots.take(wish(average=256)))
        await until(lambda: len(camera.given) >= 3)

        def silent(timeout_s: float) -> Frame:
            raise CameraTimeout("no frame")

        monkeypatch.setattr(camera, "next_frame", silent)
        with pytest.raises(CameraTimeout, match=r"\d+ of 256 frames to average came in time"):
            await task


async def test_the_whole_sensor_for_one_capture_and_the_region_afterwards() -> None:
    camera = WatchedCamera()
    async with running(camera) as (shots, acquisition):
        with acquisition.watch():
            await acquisition.frames.newer_than(1)
            shot = await shots.take(wish(full_frame=True))
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


async def test_nothing_is_changed_when_the_whole_sensor_is_shown_already() -> None:
    camera = WatchedCamera()
    async with running(camera) as (shots, acquisition):
        width, height = camera.whole
        await acquisition.apply(SettingsUpdate(roi=Roi(left=0, top=0, width=width, height=height)))
        camera.asked.clear()
        shot = await shots.take(wish(full_frame=True))
        assert (shot.frame.descriptor.width, shot.frame.descriptor.height) == camera.whole
        assert camera.asked == []


async def test_whole_sensor_mean_and_exposure_together() -> None:
    camera = WatchedCamera(frame_rate=30)
    async with running(camera) as (shots, acquisition):
        shot = await shots.take(wish(full_frame=True, average=2, exposure=3.0))
        assert (shot.frame.descriptor.width, shot.frame.descriptor.exposure_ms) == (camera.whole[0], 3.0)
        assert roi_now(acquisition) == SMALL
        known = acquisition.current.camera
        assert known is not None
        assert (known.settings.exposure, known.settings.frame_rate) == (3.0, 30)


async def test_the_region_is_back_after_a_capture_that_failed() -> None:
    camera = WatchedCamera()
    async with running(camera) as (shots, acquisition):
        with pytest.raises(SettingRejected):
            await shots.take(wish(full_frame=True, exposure=1e6))
        assert roi_now(acquisition) == SMALL


async def test_the_region_is_back_after_a_caller_that_gave_up() -> None:
    camera = WatchedCamera()
    async with running(camera) as (shots, acquisition):
        task = asyncio.create_task(shots.take(wish(full_frame=True, average=256)))
        await status_where(
            acquisition, lambda status: status.camera is not None and status.camera.settings.roi != SMALL
        )
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await status_where(
            acquisition, lambda status: status.camera is not None and status.camera.settings.roi == SMALL
        )


async def test_the_region_is_back_when_the_camera_was_pulled_out_meanwhile() -> None:
    camera = WatchedCamera()
    camera.lose_on_frame_wider_than = SMALL.width
    async with running(camera) as (shots, acquisition):
        with pytest.raises(CameraError):
            await shots.take(wish(full_frame=True))
        with pytest.raises(CameraDisconnected):
            await asyncio.wait_for(shots.take(wish()), 2)
        camera.lose_on_frame_wider_than = None
        camera.plugged = True
        await status_where(acquisition, lambda status: status.connected)
        await status_where(
            acquisition, lambda status: status.camera is not None and status.camera.settings.roi == SMALL
        )
        assert (await shots.take(wish())).frame.descriptor.roi == SMALL


async def test_a_region_that_somebody_chose_meanwhile_is_left() -> None:
    camera = WatchedCamera()
    chosen = SMALL.model_copy(update={"width": 64})
    async with running(camera) as (shots, acquisition):
        async with shots.full_frame():
            await acquisition.apply(SettingsUpdate(roi=chosen))
        assert roi_now(acquisition) == chosen


async def test_plain_captures_wait_for_the_whole_sensor_and_are_of_the_region() -> None:
    camera = WatchedCamera()
    async with running(camera) as (shots, _):
        wide, *plain = await asyncio.gather(shots.take(wish(full_frame=True)), *(shots.take(wish()) for _ in range(3)))
        assert wide.frame.descriptor.width == camera.whole[0]
        assert [shot.frame.descriptor.roi for shot in plain] == [SMALL] * 3


@pytest.mark.parametrize("late", [{}, {"exposure": 4.0}, {"full_frame": True}])
async def test_a_capture_that_waits_for_others_past_its_deadline_is_not_taken(late: dict[str, Any]) -> None:
    camera = WatchedCamera()
    async with running(camera) as (shots, acquisition):
        await status_where(acquisition, lambda status: status.connected)
        async with shots.full_frame():
            asked = len(camera.asked)
            waiting = asyncio.create_task(shots.take(wish(**late), acquisition.clock.now_us() + 1000))
            in_time = asyncio.create_task(shots.take(wish(), acquisition.clock.now_us() + 600_000_000))
            await asyncio.sleep(0.01)
            assert not waiting.done()
        with pytest.raises(CameraTimeout, match="not carried out"):
            await waiting
        assert (await in_time).frame.descriptor.roi == SMALL
        # Only the region goes back.
        assert [update.roi for update in camera.asked[asked:] if update.roi is not None] == [SMALL]
        assert all(update.exposure is None for update in camera.asked[asked:])


async def test_a_camera_that_stays_away_does_not_keep_the_service_from_closing() -> None:
    camera = WatchedCamera()
    camera.lose_on_frame_wider_than = SMALL.width
    async with running(camera) as (shots, _):
        with pytest.raises(CameraError):
            await shots.take(wish(full_frame=True))


async def _killed_while_widened(camera: WatchedCamera, folder: Path) -> Path:
    """The note as a kill would have left it, and the camera too."""
    left = folder / "left"
    left.mkdir()
    width, height = camera.whole
    async with running(camera, folder) as (shots, acquisition):
        async with shots.full_frame():
            shutil.copy(folder / NOTE, left / NOTE)
        assert not (folder / NOTE).exists()
        await acquisition.apply(SettingsUpdate(roi=Roi(left=0, top=0, width=width, height=height)))
    return left


async def test_the_next_start_puts_back_what_a_kill_left_widened(tmp_path: Path) -> None:
    camera = WatchedCamera()
    left = await _killed_while_widened(camera, tmp_path)
    async with running(camera, left) as (_, acquisition):
        await status_where(
            acquisition, lambda status: status.camera is not None and status.camera.settings.roi == SMALL
        )
        await until(lambda: not (left / NOTE).exists())


async def test_a_camera_that_is_not_at_its_whole_sensor_is_left_alone(tmp_path: Path) -> None:
    camera = WatchedCamera()
    left = await _killed_while_widened(camera, tmp_path)
    chosen = SMALL.model_copy(update={"width": 64})
    async with running(camera) as (_, acquisition):
        await acquisition.apply(SettingsUpdate(roi=chosen))
    async with running(camera, left) as (_, acquisition):
        await until(lambda: not (left / NOTE).exists())
        assert roi_now(acquisition) == chosen


async def test_a_broken_note_is_put_aside(tmp_path: Path) -> None:
    (tmp_path / NOTE).write_text("{")
    async with running(WatchedCamera(), tmp_path) as (shots, _):
        assert not (tmp_path / NOTE).exists()
        await shots.take(wish(full_frame=True))
    assert not (tmp_path / NOTE).exists()


async def test_a_service_that_closes_while_widened_leaves_it_to_the_next(tmp_path: Path) -> None:
    camera = WatchedCamera()
    camera.lose_on_frame_wider_than = SMALL.width
    async with running(camera, tmp_path) as (shots, _):
        with pytest.raises(CameraError):
            await shots.take(wish(full_frame=True))
    assert (tmp_path / NOTE).exists()
    camera.lose_on_frame_wider_than, camera.plugged = None, True
    async with running(camera, tmp_path) as (_, acquisition):
        await until(lambda: not (tmp_path / NOTE).exists())
        assert roi_now(acquisition) == SMALL
