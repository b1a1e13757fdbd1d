"""Acquisition: streaming, settings, single frames."""

import asyncio
import threading
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.base import Frame
from camera_ws.camera.clock import SystemClock
from camera_ws.errors import SettingRejected
from camera_ws.protocol.camera.settings import SettingsUpdate
from support.cameras.fake_camera import FakeCamera
from support.waiting import DEADLINE_S, connected, run_pending, running_acquisition, status_where

pytestmark = pytest.mark.usefixtures("short_waits")


async def test_streams_only_while_watched() -> None:
    camera = FakeCamera()
    async with running_acquisition(camera) as acquisition:
        await connected(acquisition)
        assert camera.starts == 0
        with acquisition.watch():
            first = await acquisition.frames.newer_than(0)
            second = await acquisition.frames.newer_than(first.version)
            assert second.value.descriptor.seq > first.value.descriptor.seq
            assert (await status_where(acquisition, lambda status: status.streaming)).connected
        await status_where(acquisition, lambda status: not status.streaming)
        assert (camera.starts, camera.stops) == (1, 1)


async def test_the_stream_continues_for_a_reader_that_returns_soon() -> None:
    camera = FakeCamera()
    async with running_acquisition(camera) as acquisition:
        for _ in range(3):
            with acquisition.watch():
                newest = acquisition.frames.current
                await acquisition.frames.newer_than(newest.version if newest else 0)
        assert camera.starts == 1


async def test_reports_the_frame_rate() -> None:
    async with running_acquisition(FakeCamera(frame_rate=50)) as acquisition:
        with acquisition.watch():
            await status_where(acquisition, lambda status: status.fps > 0)


async def test_counts_frames_lost_by_the_camera() -> None:
    camera = FakeCamera()
    async with running_acquisition(camera) as acquisition:
        with acquisition.watch():
            await acquisition.frames.newer_than(0)
            camera.skip = 4
            assert (await status_where(acquisition, lambda status: status.dropped > 0)).dropped == 4


async def test_apply_returns_the_settings_read_back() -> None:
    async with running_acquisition(FakeCamera()) as acquisition:
        await connected(acquisition)
        settings = await acquisition.apply(SettingsUpdate(exposure=5.0))
        assert settings.exposure == 5.0
        status = await status_where(acquisition, lambda s: s.camera is not None and s.camera.settings.exposure == 5.0)
        assert status.camera is not None
        assert status.camera.settings == settings


async def test_a_rejected_setting_does_not_disconnect_the_camera() -> None:
    camera = FakeCamera()
    async with running_acquisition(camera) as acquisition:
        await connected(acquisition)
        with pytest.raises(SettingRejected) as caught:
            await acquisition.apply(SettingsUpdate(exposure=9000.0))
        issue = caught.value.issues[0]
        assert (issue.path, issue.value, issue.min, issue.max, issue.unit) == ("exposure", 9000, 0.02, 2000, "ms")
        assert acquisition.current.connected
        assert camera.opens == 1


async def test_a_grabbed_frame_is_exposed_after_the_request_with_its_settings() -> None:
    clock = SystemClock()
    async with running_acquisition(FakeCamera()) as acquisition:
        with acquisition.watch():
            await acquisition.frames.newer_than(0)
            asked_us = clock.now_us()
            frame = await acquisition.grab(SettingsUpdate(exposure=30.0))
            assert frame.descriptor.exposure_ms == 30.0
            # The two clocks differ by the time between their constructors.
            assert frame.descriptor.exposure_began_us >= asked_us - 1000


class BlockedCamera(FakeCamera):
    """next_frame blocks until `release`, and exposes the frame after it."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = threading.Event()
        self.release = threading.Event()
        self.delivered: list[int] = []

    def next_frame(self, timeout_s: float) -> Frame:
        self.waiting.set()
        if not self.release.is_set():
            self.release.wait(DEADLINE_S)
            self.apply(SettingsUpdate(exposure=2.0))
        frame = super().next_frame(timeout_s)
        self.delivered.append(frame.descriptor.captured_at_us)
        return frame


@asynccontextmanager
async def blocked() -> AsyncIterator[tuple[BlockedCamera, Acquisition]]:
    """A watched camera that waits for its release in next_frame."""
    camera = BlockedCamera()
    async with running_acquisition(camera) as acquisition:
        await connected(acquisition)
        with acquisition.watch():
            await asyncio.to_thread(camera.waiting.wait, DEADLINE_S)
            yield camera, acquisition


async def test_a_grab_gets_the_frame_that_the_thread_was_waiting_for() -> None:
    async with blocked() as (camera, acquisition):
        grab = asyncio.create_task(acquisition.grab())
        await run_pending()
        camera.release.set()
        frame = await grab
    assert frame.descriptor.captured_at_us == camera.delivered[0]


async def test_a_grab_never_gets_a_frame_from_before_an_earlier_change() -> None:
    async with blocked() as (camera, acquisition):
        change = asyncio.create_task(acquisition.apply(SettingsUpdate(gain=6.0)))
        await run_pending()
        grab = asyncio.create_task(acquisition.grab())
        await run_pending()
        camera.release.set()
        await change
        assert (await grab).descriptor.gain_db == 6.0


async def test_a_grab_needs_no_watcher() -> None:
    camera = FakeCamera()
    async with running_acquisition(camera) as acquisition:
        await connected(acquisition)
        assert (await acquisition.grab()).pixels.shape == (96, 128, 3)
        await status_where(acquisition, lambda status: not status.streaming)
        assert camera.stops == 1
