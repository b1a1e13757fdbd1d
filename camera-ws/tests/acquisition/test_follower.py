"""A reader that gets every frame once."""

import asyncio

import numpy as np
import pytest

from camera_ws.acquisition.readers.follower import Follower
from camera_ws.camera.base import Frame
from camera_ws.errors import CameraDisconnected
from support.data.pictures import frame

PIXELS = np.zeros((4, 6), np.uint8)


def numbered(seq: int) -> Frame:
    return frame(PIXELS, seq=seq)


async def taken(follower: Follower, count: int) -> list[int]:
    return [(await asyncio.wait_for(anext(follower), 1)).descriptor.seq for _ in range(count)]


async def test_gives_every_frame_once_and_in_order() -> None:
    follower = Follower(8, 0)
    for seq in range(5):
        follower.put(numbered(seq))
    assert await taken(follower, 5) == [0, 1, 2, 3, 4]
    assert follower.missed == 0
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(anext(follower), 0.02)


async def test_waits_for_a_frame_of_another_thread() -> None:
    follower = Follower(8, 0)
    waiting = asyncio.create_task(taken(follower, 2))
    await asyncio.sleep(0)
    await asyncio.to_thread(lambda: [follower.put(numbered(seq)) for seq in (7, 8)])
    assert await waiting == [7, 8]


async def test_keeps_no_more_than_agreed_and_counts_the_rest() -> None:
    follower = Follower(3, 0)
    for seq in range(10):
        follower.put(numbered(seq))
    assert (follower.waiting, follower.missed) == (3, 7)
    assert await taken(follower, 3) == [0, 1, 2]
    follower.put(numbered(10))
    assert await taken(follower, 1) == [10]
    assert follower.missed == 7


@pytest.mark.parametrize(
    ("numbers", "missed"),
    [
        ([4, 5, 9], 3),
        ([4, 5, 0, 1], 0),  # the stream began again
        ([0xFFFF_FFFE, 0xFFFF_FFFF, 0], 0),
        ([0xFFFF_FFFE, 2], 3),
    ],
)
async def test_counts_what_the_camera_lost(numbers: list[int], missed: int) -> None:
    follower = Follower(8, 0)
    for seq in numbers:
        follower.put(numbered(seq))
    assert follower.missed == missed


async def test_frames_from_before_are_not_its_own() -> None:
    began_us = numbered(0).descriptor.exposure_began_us
    follower = Follower(8, began_us + 1)
    follower.put(numbered(0))
    assert (follower.waiting, follower.missed) == (0, 0)
    follower = Follower(8, began_us)
    follower.put(numbered(1))
    assert follower.waiting == 1


async def test_the_end_comes_after_what_waits_and_stays() -> None:
    follower = Follower(8, 0)
    follower.put(numbered(0))
    follower.end(CameraDisconnected("pulled out"))
    follower.end(CameraDisconnected("again"))
    assert await taken(follower, 1) == [0]
    for _ in range(2):
        with pytest.raises(CameraDisconnected, match="pulled out"):
            await anext(follower)


async def test_room_for_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="max_waiting 0"):
        Follower(0, 0)
