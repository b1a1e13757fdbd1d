"""Follower: every frame once."""

import asyncio

import numpy as np
import pytest

from camera_ws.acquisition.readers.follower import Follower
from camera_ws.camera.base import Frame
from camera_ws.errors import CameraDisconnected
from support.data.pictures import frame
from support.waiting import DEADLINE_S, run_pending

PIXELS = np.zeros((4, 6), np.uint8)


def numbered(seq: int) -> Frame:
    return frame(PIXELS, seq=seq)


async def read(follower: Follower, count: int) -> list[int]:
    return [(await asyncio.wait_for(anext(follower), DEADLINE_S)).descriptor.seq for _ in range(count)]


async def test_returns_every_frame_once_and_in_order() -> None:
    follower = Follower(8, 0)
    for seq in range(5):
        follower.put(numbered(seq))
    assert await read(follower, 5) == [0, 1, 2, 3, 4]
    assert follower.missed == 0
    waiting = asyncio.create_task(read(follower, 1))
    await run_pending()
    assert not waiting.done()
    waiting.cancel()
    await asyncio.gather(waiting, return_exceptions=True)


async def test_waits_for_frames_from_another_thread() -> None:
    follower = Follower(8, 0)
    waiting = asyncio.create_task(read(follower, 2))
    await asyncio.sleep(0)
    await asyncio.to_thread(lambda: [follower.put(numbered(seq)) for seq in (7, 8)])
    assert await waiting == [7, 8]


async def test_drops_and_counts_frames_beyond_the_limit() -> None:
    follower = Follower(3, 0)
    for seq in range(10):
        follower.put(numbered(seq))
    assert (follower.waiting, follower.missed) == (3, 7)
    assert await read(follower, 3) == [0, 1, 2]
    follower.put(numbered(10))
    assert await read(follower, 1) == [10]
    assert follower.missed == 7


@pytest.mark.parametrize(
    ("numbers", "missed"),
    [
        ([4, 5, 9], 3),
        ([4, 5, 0, 1], 0),  # the stream has restarted
        ([0xFFFF_FFFE, 0xFFFF_FFFF, 0], 0),
        ([0xFFFF_FFFE, 2], 3),
    ],
)
async def test_counts_frames_lost_by_the_camera(numbers: list[int], missed: int) -> None:
    follower = Follower(8, 0)
    for seq in numbers:
        follower.put(numbered(seq))
    assert follower.missed == missed


async def test_ignores_frames_from_before() -> None:
    began_us = numbered(0).descriptor.exposure_began_us
    follower = Follower(8, began_us + 1)
    follower.put(numbered(0))
    assert (follower.waiting, follower.missed) == (0, 0)
    follower = Follower(8, began_us)
    follower.put(numbered(1))
    assert follower.waiting == 1


async def test_raises_the_error_after_the_waiting_frames() -> None:
    follower = Follower(8, 0)
    follower.put(numbered(0))
    follower.end(CameraDisconnected("unplugged"))
    follower.end(CameraDisconnected("again"))
    assert await read(follower, 1) == [0]
    for _ in range(2):
        with pytest.raises(CameraDisconnected, match="unplugged"):
            await anext(follower)


async def test_refuses_a_limit_of_zero() -> None:
    with pytest.raises(ValueError, match="max_waiting 0"):
        Follower(0, 0)
