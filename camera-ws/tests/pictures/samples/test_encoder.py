"""Which samples of a frame are encoded: those that a capture in raw format or a TIFF would have."""

import asyncio
from collections.abc import AsyncIterator

import numpy as np
import pytest
from numpy.typing import NDArray

from camera_ws.camera.base import Frame, FrameDescriptor, Pixels
from camera_ws.camera.pixelink.pixels import BY_NAME
from camera_ws.encoding.display_pictures import DisplayPictures
from camera_ws.pictures.samples.encoder import SampleEncoder, mosaic_of
from camera_ws.protocol.sample_fields import SampleFields
from support.data.pictures import descriptor_of
from support.decoding.sample_decoder import decoded


def frame_of(
    pixels: Pixels, pixel_format: str, bits: int = 12, raw: NDArray[np.uint16] | NDArray[np.uint8] | None = None
) -> Frame:
    descriptor = descriptor_of(pixels, bits, pixel_format=pixel_format)
    return Frame(descriptor, lambda: pixels, raw=None if raw is None else lambda: raw)


def noise(*shape: int) -> NDArray[np.uint16]:
    return np.random.default_rng(1).integers(0, 4096, shape, np.uint16)


@pytest.fixture
async def encoder() -> AsyncIterator[SampleEncoder]:
    encoder = SampleEncoder(DisplayPictures(), 15.0)
    yield encoder
    encoder.close()
    encoder.close()


async def test_of_a_bayer_format_the_mosaic_is_sent_and_no_colour_is_computed(encoder: SampleEncoder) -> None:
    mosaic = noise(6, 8)

    def developed() -> Pixels:
        raise AssertionError("the colours were computed")

    frame = frame_of(noise(6, 8, 3), "BAYER12_GBRG_PACKED", raw=mosaic)
    encoded = await encoder.encode(Frame(frame.descriptor, developed, raw=lambda: mosaic))
    assert encoded is not None
    assert encoded.fields == SampleFields(12, 1, "GBRG")
    assert np.array_equal(decoded(encoded.data, 6, 8, encoded.fields), mosaic)


async def test_a_bayer_picture_without_its_mosaic_is_sent_in_colours(encoder: SampleEncoder) -> None:
    pixels = noise(4, 4, 3)
    encoded = await encoder.encode(frame_of(pixels, "BAYER16_RGGB"))
    assert encoded is not None
    assert encoded.fields == SampleFields(12, 3)
    assert np.array_equal(decoded(encoded.data, 4, 4, encoded.fields), pixels)


@pytest.mark.parametrize(
    ("pixels", "bits"),
    [(noise(4, 4), 8), (noise(4, 4).astype(np.uint8), 12)],
    ids=["8 bits", "bytes under a wrong depth"],
)
async def test_nothing_is_made_of_other_frames(encoder: SampleEncoder, pixels: Pixels, bits: int) -> None:
    assert await encoder.encode(frame_of(pixels, "MONO16", bits)) is None


async def test_a_picture_above_the_limit_of_viewers_is_not_offered(encoder: SampleEncoder) -> None:
    frame = frame_of(noise(1, 1), "MONO16")
    large = FrameDescriptor(**{**_fields(frame.descriptor), "width": 12_000, "height": 6_000})
    assert encoder.offer(large) is None
    assert await encoder.encode(Frame(large, noise(1, 1))) is None


async def test_the_told_size_follows_the_encoded_frames(encoder: SampleEncoder) -> None:
    frame = frame_of(noise(1024, 1280) >> 8, "MONO16")
    before = encoder.offer(frame.descriptor)
    encoded = await encoder.encode(frame)
    after = encoder.offer(frame.descriptor)
    assert before is not None
    assert after is not None
    assert encoded is not None
    assert before.frame_bytes == 1_400_000
    assert after.frame_bytes == max(1, round(len(encoded.data) / 100_000)) * 100_000 < before.frame_bytes


async def test_frames_are_encoded_one_after_another(encoder: SampleEncoder) -> None:
    frames = [frame_of(noise(64, 64) + index, "MONO16", 16) for index in range(5)]
    for frame, encoded in zip(frames, await asyncio.gather(*map(encoder.encode, frames)), strict=True):
        assert encoded is not None
        assert np.array_equal(decoded(encoded.data, 64, 64, encoded.fields), frame.pixels)


def test_every_bayer_format_names_its_mosaic() -> None:
    for name in BY_NAME:
        mosaic = mosaic_of(frame_of(noise(1, 1), name).descriptor)
        assert mosaic in name.split("_") if mosaic else not name.startswith("BAYER"), name


def _fields(descriptor: FrameDescriptor) -> dict[str, object]:
    return {name: getattr(descriptor, name) for name in FrameDescriptor.__slots__}
