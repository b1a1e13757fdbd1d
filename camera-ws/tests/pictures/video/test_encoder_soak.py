"""Thousands of opened and closed encoders leave no thread and no memory behind."""

import asyncio
import gc
import resource
import sys
import threading
from contextlib import suppress
from pathlib import Path

import pytest

from camera_ws.camera.base import Frame
from camera_ws.encoding.display_pictures import DisplayPictures
from camera_ws.pictures.video import encoders as encoders_module
from camera_ws.pictures.video.encoders import VideoEncoders
from camera_ws.pictures.video.planes import Planes
from camera_ws.pictures.video.tier_encoder import VideoFailed
from camera_ws.pictures.video.tiers import Tier
from camera_ws.pictures.video.x264 import X264
from support.data.pictures import frame, gradient
from support.waiting import until

TIERS = [Tier("sharp", 3_000_000, 1280, 30.0), Tier("lean", 1_000_000, 1280, 30.0), Tier("thin", 500_000, 64, 30.0)]
FPS = 30.0
ROUNDS = 500
GROWTH_MAX_BYTES = 24 * 2**20
"""An encoder takes above 600 kB even for 64 × 48 px: this is that of 40 of the thousands of encoders."""


class BreakingEncoder:
    """X264 that fails at its third picture."""

    def __init__(self, size: tuple[int, int], bits_per_second: int, fps: float) -> None:
        self._inner = X264(size, bits_per_second, fps)
        self._count = 0
        self.size, self.fps = size, fps

    def encode(self, planes: Planes, key: bool) -> tuple[bytes, bool]:
        self._count += 1
        if self._count == 3:
            raise RuntimeError("x264 is broken")
        return self._inner.encode(planes, key)


def resident_bytes() -> int:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def video_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name.startswith("video-")]


async def one_round(encoders: VideoEncoders, pictures: list[Frame]) -> None:
    """Each tier is opened twice, for two sizes; one viewer leaves while its picture is encoded."""
    for tier in TIERS:
        with encoders.used(tier):
            for shown in pictures:
                await encoders.encode(tier, shown, FPS, key=False)
            leaving = asyncio.create_task(encoders.encode(tier, pictures[0], FPS, key=False))
            await asyncio.sleep(0)
            leaving.cancel()
            with suppress(asyncio.CancelledError):
                await leaving
    await until(lambda: video_threads() == [])


async def failing_round(encoders: VideoEncoders, pictures: list[Frame]) -> None:
    """Each encoder fails at its third picture, which withdraws the tier until its retry."""
    for tier in TIERS:
        await until(lambda tier=tier: tier in encoders.available)
        with encoders.used(tier), suppress(VideoFailed):
            for _ in range(3):
                await encoders.encode(tier, pictures[0], FPS, key=False)
            pytest.fail("the encoder did not fail")
    assert video_threads() == []


@pytest.mark.skipif(sys.platform != "linux", reason="reads the memory from /proc")
@pytest.mark.timeout(600)
@pytest.mark.parametrize("failing", [False, True])
async def test_thousands_of_encoders_leave_neither_threads_nor_memory(
    failing: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(encoders_module, "LINGER_S", 0.0)
    monkeypatch.setattr(encoders_module, "RETRY_FIRST_S", 0.0)
    monkeypatch.setattr(encoders_module, "RETRY_MAX_S", 0.0)
    pictures = [frame(gradient(128, 96)), frame(gradient(96, 64))]
    encoders = VideoEncoders(TIERS, DisplayPictures(), BreakingEncoder if failing else X264)
    run = failing_round if failing else one_round
    tasks = len(asyncio.all_tasks())
    try:
        for _ in range(ROUNDS // 5):
            await run(encoders, pictures)
        settled = resident_bytes()
        for _ in range(ROUNDS):
            await run(encoders, pictures)
        assert resident_bytes() - settled < GROWTH_MAX_BYTES
    finally:
        encoders.close()
    assert video_threads() == []
    assert len(asyncio.all_tasks()) == tasks
