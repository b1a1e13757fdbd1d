"""The encoders of a camera: opened for viewers, shared conversions, failures."""

import asyncio
import logging
import threading
from dataclasses import replace
from typing import NoReturn

import numpy as np
import pytest
from numpy.typing import NDArray

from camera_ws.camera.base import Frame
from camera_ws.encoding.display_pictures import DisplayPictures
from camera_ws.errors import CameraError
from camera_ws.pictures.video import encoders as encoders_module
from camera_ws.pictures.video.encoders import VideoEncoders
from camera_ws.pictures.video.planes import Planes
from camera_ws.pictures.video.tier_encoder import OpenEncoder, VideoFailed
from camera_ws.pictures.video.tiers import MIN_BITS_PER_SECOND, Tier
from camera_ws.pictures.video.x264 import X264
from support.data.pictures import frame, gradient
from support.waiting import until

SHARP = Tier("sharp", 3_000_000, 1280, 30.0)
LEAN = Tier("lean", 1_000_000, 1280, 30.0)
THIN = Tier("thin", 500_000, 80, 30.0)
TIERS = [SHARP, LEAN, THIN]
FPS = 30.0


class CountedPictures(DisplayPictures):
    """Counts the widths that are asked for."""

    def __init__(self) -> None:
        super().__init__()
        self.asked: list[int | None] = []

    def pixels(self, frame: Frame, max_width: int | None = None) -> NDArray[np.uint8]:
        self.asked.append(max_width)
        return super().pixels(frame, max_width)


class BreakingEncoder:
    """X264 that fails while `broken` is set."""

    broken = False

    def __init__(self, size: tuple[int, int], bits_per_second: int, fps: float) -> None:
        self._inner = X264(size, bits_per_second, fps)
        self.size, self.fps = size, fps

    def encode(self, planes: Planes, key: bool) -> tuple[bytes, bool]:
        if self.broken:
            raise RuntimeError("x264 is broken")
        return self._inner.encode(planes, key)


def cannot_open(size: tuple[int, int], bits_per_second: int, fps: float) -> X264:
    raise RuntimeError(f"no memory for {size} at {bits_per_second} bit/s and {fps} fps")


def video_threads() -> set[str]:
    return {thread.name for thread in threading.enumerate() if thread.name.startswith("video-")}


def new_epoch(number: int, width: int = 160) -> Frame:
    made = frame(gradient(width), seq=number)
    made.epoch = number
    return made


async def test_no_thread_runs_without_viewers_and_each_tier_has_its_own() -> None:
    encoders = VideoEncoders(TIERS, DisplayPictures())
    assert video_threads() == set()
    with encoders.used(SHARP), encoders.used(THIN):
        await encoders.encode(SHARP, frame(gradient()), FPS, key=True)
        await encoders.encode(THIN, frame(gradient()), FPS, key=True)
        assert {name.split("_")[0] for name in video_threads()} == {"video-sharp", "video-thin"}
    encoders.close()
    encoders.close()
    assert video_threads() == set()


async def test_an_encoder_ends_after_its_last_viewer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders_module, "LINGER_S", 0.02)
    encoders = VideoEncoders(TIERS, DisplayPictures())
    with encoders.used(LEAN):
        with encoders.used(LEAN):
            await encoders.encode(LEAN, frame(gradient()), FPS, key=True)
        await asyncio.sleep(0.1)
        assert len(video_threads()) == 1, "another viewer is left"
    await until(lambda: video_threads() == set())


async def test_an_encoder_is_kept_through_a_short_gap() -> None:
    encoders = VideoEncoders(TIERS, DisplayPictures())
    with encoders.used(LEAN):
        first = await encoders.encode(LEAN, frame(gradient()), FPS, key=True)
    with encoders.used(LEAN):
        second = await encoders.encode(LEAN, frame(gradient()), FPS, key=False)
    assert (first.key, second.key) == (True, False)
    encoders.close()


async def test_tiers_of_one_size_share_the_conversion() -> None:
    pictures = CountedPictures()
    encoders = VideoEncoders(TIERS, pictures)
    shown = frame(gradient())
    await asyncio.gather(*(encoders.encode(tier, shown, FPS, key=True) for tier in TIERS))
    assert sorted(width or 0 for width in pictures.asked) == [80, 160]
    encoders.close()


async def test_a_scaled_tier_says_so() -> None:
    encoders = VideoEncoders(TIERS, DisplayPictures())
    thin = await encoders.encode(THIN, frame(gradient()), FPS, key=True)
    sharp = await encoders.encode(SHARP, frame(gradient()), FPS, key=True)
    assert (thin.width, thin.height, thin.scaled) == (80, 60, True)
    assert (sharp.width, sharp.height, sharp.scaled) == (160, 120, False)
    encoders.close()


async def test_a_new_epoch_and_a_new_size_begin_with_a_key_frame() -> None:
    encoders = VideoEncoders(TIERS, DisplayPictures())
    frames = [new_epoch(1), new_epoch(1), new_epoch(2), new_epoch(2), new_epoch(3, width=96), new_epoch(3, width=96)]
    units = [await encoders.encode(LEAN, each, FPS, key=False) for each in frames]
    assert [unit.key for unit in units] == [True, False, True, False, True, False]
    assert [unit.width for unit in units] == [160] * 4 + [96] * 2
    encoders.close()


async def test_an_encoder_follows_the_frame_rate_but_not_at_once() -> None:
    """Its rate control divides the bits by the frame rate."""
    opened: list[float] = []

    def opening(size: tuple[int, int], bits_per_second: int, fps: float) -> X264:
        opened.append(fps)
        return X264(size, bits_per_second, fps)

    encoders = VideoEncoders(TIERS, DisplayPictures(), opening)

    async def is_key(second: float, fps: float) -> bool:
        shown = frame(gradient())
        shown.descriptor = replace(shown.descriptor, captured_at_us=1_000_000_000 + round(second * 1e6))
        return (await encoders.encode(LEAN, shown, fps, key=False)).key

    steps = [(0, 30.0), (1, 10.0), (6, 25.0), (7, 10.0), (8, 5.0), (13, 11.0), (14, 11.0)]
    assert [await is_key(second, fps) for second, fps in steps] == [True, False, False, True, False, False, False]
    assert opened == [30.0, 10.0]
    encoders.close()


@pytest.mark.parametrize("open_encoder", [cannot_open, BreakingEncoder])
async def test_a_failed_encoder_is_withdrawn_reported_once_and_retried_later_each_time(
    open_encoder: OpenEncoder, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(encoders_module, "RETRY_FIRST_S", 0.01)
    monkeypatch.setattr(BreakingEncoder, "broken", True)
    encoders = VideoEncoders(TIERS, DisplayPictures(), open_encoder)
    waits: list[float] = []
    for _ in range(3):
        with caplog.at_level(logging.DEBUG, logger=encoders_module.__name__), pytest.raises(VideoFailed):
            await encoders.encode(LEAN, frame(gradient()), FPS, key=True)
        [record] = (each for each in caplog.records if each.name == encoders_module.__name__)
        assert record.levelno == (logging.DEBUG if waits else logging.ERROR)
        waits.append(record.__dict__["retry_in_s"])
        caplog.clear()
        offer = encoders.offer((160, 120))
        assert offer is not None
        assert [tier.tier for tier in offer.tiers] == ["sharp", "thin"]
        assert [(failed.tier, failed.reason[:12]) for failed in offer.failed or []] == [("lean", "RuntimeError")]
        assert video_threads() == set()
        await until(lambda: LEAN in encoders.available)
    assert waits[1] == 2 * waits[0]
    assert waits[2] == 2 * waits[1]
    encoders.close()


async def test_other_tiers_go_on_when_one_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders_module, "RETRY_FIRST_S", 3600.0)
    encoders = VideoEncoders(TIERS, DisplayPictures(), BreakingEncoder)
    await encoders.encode(SHARP, frame(gradient()), FPS, key=True)
    monkeypatch.setattr(BreakingEncoder, "broken", True)
    with pytest.raises(VideoFailed):
        await encoders.encode(LEAN, frame(gradient()), FPS, key=True)
    monkeypatch.setattr(BreakingEncoder, "broken", False)
    assert not (await encoders.encode(SHARP, frame(gradient()), FPS, key=False)).key
    assert encoders.available == [SHARP, THIN]
    encoders.close()


async def test_a_frame_that_cannot_be_decoded_is_no_failure_of_the_encoder() -> None:
    def broken() -> NoReturn:
        raise CameraError("half a JPEG")

    encoders = VideoEncoders(TIERS, DisplayPictures())
    bad = Frame(frame(gradient()).descriptor, broken)
    with pytest.raises(CameraError):
        await encoders.encode(LEAN, bad, FPS, key=True)
    assert encoders.available == TIERS
    assert (await encoders.encode(LEAN, frame(gradient()), FPS, key=False)).key
    encoders.close()


def test_the_bit_rate_is_in_proportion_to_the_pixels() -> None:
    assert LEAN.bits_for(1280, 1024) == 1_000_000
    assert LEAN.bits_for(640, 512) == 250_000
    assert LEAN.bits_for(16, 16) == MIN_BITS_PER_SECOND
    assert Tier("thin", 500_000, 640, 30.0).bits_for(640, 512) == 500_000
    assert LEAN.offered((2560, 2048)).bits_per_second == 1_000_000
    assert LEAN.offered(None).bits_per_second == 1_000_000
