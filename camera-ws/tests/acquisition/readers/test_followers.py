"""Followers of a running acquisition, and their end."""

import asyncio

import pytest

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.clock import SystemClock
from camera_ws.errors import CameraDisconnected, ServiceClosed
from camera_ws.protocol.camera.settings import SettingsUpdate
from support.cameras.fake_camera import FakeCamera
from support.waiting import DEADLINE_S, connected, running_acquisition, status_where, until

pytestmark = pytest.mark.usefixtures("short_waits")


async def test_a_follower_gets_every_frame_exposed_after_it_joined() -> None:
    clock = SystemClock()
    camera = FakeCamera(frame_rate=120)
    async with running_acquisition(camera) as acquisition:
        await connected(acquisition)
        with acquisition.watch():
            await acquisition.frames.newer_than(0)
            asked_us = clock.now_us()
            with acquisition.follow(1000) as frames:
                followed = [(await asyncio.wait_for(anext(frames), DEADLINE_S)).descriptor for _ in range(20)]
                assert frames.missed == 0
    assert followed[0].exposure_began_us >= asked_us - 1000
    first = followed[0].seq
    assert [descriptor.seq for descriptor in followed] == list(range(first, first + 20))


async def test_a_follower_starts_the_stream_and_counts_missed_frames() -> None:
    camera = FakeCamera(frame_rate=120)
    async with running_acquisition(camera) as acquisition:
        await connected(acquisition)
        with acquisition.follow(2) as frames:
            await until(lambda: frames.missed >= 3)
            first, second = [(await anext(frames)).descriptor.seq for _ in range(2)]
            assert second == first + 1
        await status_where(acquisition, lambda status: not status.streaming)
        assert camera.stops == 1


async def test_a_follower_gets_an_error_for_a_lost_camera() -> None:
    camera = FakeCamera()
    async with running_acquisition(camera) as acquisition:
        await connected(acquisition)
        with acquisition.follow(1000) as frames:
            await anext(frames)
            camera.plugged = False
            with pytest.raises(CameraDisconnected):
                async for _ in frames:
                    pass
        await status_where(acquisition, lambda status: not status.connected)
        with acquisition.follow(4) as frames, pytest.raises(CameraDisconnected):
            await asyncio.wait_for(anext(frames), DEADLINE_S)


async def test_a_follower_gets_an_error_at_the_end_of_the_service() -> None:
    acquisition = Acquisition(FakeCamera())
    acquisition.start()
    await connected(acquisition)
    with acquisition.follow(1000) as frames:
        await anext(frames)
        await acquisition.close()
        with pytest.raises(ServiceClosed):
            async for _ in frames:
                pass
    with acquisition.follow(4) as frames, pytest.raises(ServiceClosed):
        await asyncio.wait_for(anext(frames), DEADLINE_S)


async def test_close_rejects_calls_and_may_be_called_twice() -> None:
    camera = FakeCamera()
    acquisition = Acquisition(camera)
    acquisition.start()
    await connected(acquisition)
    waiting = asyncio.create_task(acquisition.grab(SettingsUpdate(exposure=2000.0)))
    await until(lambda: camera.starts == 1)
    await acquisition.close()
    await acquisition.close()
    with pytest.raises(ServiceClosed):
        await waiting
    with pytest.raises(ServiceClosed):
        await acquisition.apply(SettingsUpdate(gain=1.0))
    assert not camera.is_open
