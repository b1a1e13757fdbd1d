"""The thread that owns the camera: streaming, settings, single frames."""

import asyncio
import threading

import pytest

from camera_ws.camera.base import Frame
from camera_ws.camera.clock import SystemClock
from camera_ws.errors import SettingRejected
from camera_ws.protocol.settings import SettingsUpdate
from support.cameras.acquisition_rig import connected, running
from support.cameras.fake_camera import FakeCamera
from support.waiting import DEADLINE_S, status_where

pytestmark = pytest.mark.usefixtures("short_waits")


async def test_streams_only_while_somebody_watches() -> None:
    camera = FakeCamera()
    async with running(camera) as acquisition:
        await connected(acquisition)
        assert camera.starts == 0
        with acquisition.watch():
            first = await acquisition.frames.newer_than(0)
            second = await acquisition.frames.newer_than(first.version)
            assert second.value.descriptor.seq > first.value.descriptor.seq
            assert (await status_where(acquisition, lambda status: status.streaming)).connected
        await status_where(acquisition, lambda status: not status.streaming)
        assert (camera.starts, camera.stops) == (1, 1)


async def test_a_reader_that_comes_back_at_once_finds_the_stream_running() -> None:
    camera = FakeCamera()
    async with running(camera) as acquisition:
        for _ in range(3):
            with acquisition.watch():
                newest = acquisition.frames.current
                await acquisition.frames.newer_than(newest.version if newest else 0)
        assert camera.starts == 1


async def test_measures_the_rate() -> None:
    async with running(FakeCamera(frame_rate=50)) as acquisition:
        with acquisition.watch():
            status = await status_where(acquisition, lambda status: status.fps > 0)
            assert status.fps == pytest.approx(50, rel=0.2)


async def test_counts_frames_lost_before_the_service() -> None:
    camera = FakeCamera()
    async with running(camera) as acquisition:
        with acquisition.watch():
            await acquisition.frames.newer_than(0)
            camera.skip = 4
            assert (await status_where(acquisition, lambda status: status.dropped > 0)).dropped == 4


async def test_settings_are_what_the_camera_read_back() -> None:
    async with running(FakeCamera()) as acquisition:
        await connected(acquisition)
        settings = await acquisition.apply(SettingsUpdate(exposure=5.0))
        assert settings.exposure == 5.0
        status = await status_where(acquisition, lambda s: s.camera is not None and s.camera.settings.exposure == 5.0)
        assert status.camera is not None
        assert status.camera.settings == settings


async def test_a_rejected_setting_costs_nothing() -> None:
    camera = FakeCamera()
    async with running(camera) as acquisition:
        await connected(acquisition)
        with pytest.raises(SettingRejected) as caught:
            await acquisition.apply(SettingsUpdate(exposure=9000.0))
        issue = caught.value.issues[0]
        assert (issue.path, issue.value, issue.min, issue.max, issue.unit) == ("exposure", 9000, 0.02, 2000, "ms")
        assert acquisition.current.connected
        assert camera.opens == 1


async def test_a_grabbed_frame_was_exposed_after_the_request_with_its_settings() -> None:
    clock = SystemClock()
    async with running(FakeCamera()) as acquisition:
        with acquisition.watch():
            await acquisition.frames.newer_than(0)
            asked_us = clock.now_us()
            frame = await acquisition.grab(SettingsUpdate(exposure=30.0))
            assert frame.descriptor.exposure_ms == 30.0
            # The two clocks are the same but for the moment each was tied to the epoch.
            assert frame.descriptor.exposure_began_us >= asked_us - 1000


class Held(FakeCamera):
    """Waits for a frame until it is let go, and exposes it only then."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = threading.Event()
        self.let_go = threading.Event()
        self.delivered: list[int] = []

    def next_frame(self, timeout_s: float) -> Frame:
        self.waiting.set()
        if not self.let_go.is_set():
            self.let_go.wait(DEADLINE_S)
            self.apply(SettingsUpdate(exposure=2.0))
        frame = super().next_frame(timeout_s)
        self.delivered.append(frame.descriptor.captured_at_us)
        return frame


async def test_a_grab_takes_the_frame_that_the_camera_was_waited_for_when_it_was_asked() -> None:
    camera = Held()
    async with running(camera) as acquisition:
        await connected(acquisition)
        with acquisition.watch():
            await asyncio.to_thread(camera.waiting.wait, DEADLINE_S)
            grab = asyncio.create_task(acquisition.grab())
            await asyncio.sleep(0.02)
            camera.let_go.set()
            frame = await grab
    assert frame.descriptor.captured_at_us == camera.delivered[0]


async def test_a_grab_never_takes_a_frame_from_before_a_change_that_was_asked_before_it() -> None:
    camera = Held()
    async with running(camera) as acquisition:
        await connected(acquisition)
        with acquisition.watch():
            await asyncio.to_thread(camera.waiting.wait, DEADLINE_S)
            change = asyncio.create_task(acquisition.apply(SettingsUpdate(gain=6.0)))
            await asyncio.sleep(0)
            grab = asyncio.create_task(acquisition.grab())
            await asyncio.sleep(0.02)
            camera.let_go.set()
            await change
            assert (await grab).descriptor.gain_db == 6.0


async def test_a_grab_needs_no_watcher() -> None:
    camera = FakeCamera()
    async with running(camera) as acquisition:
        await connected(acquisition)
        assert (await acquisition.grab()).pixels.shape == (96, 128, 3)
        await status_where(acquisition, lambda status: not status.streaming)
        assert camera.stops == 1
