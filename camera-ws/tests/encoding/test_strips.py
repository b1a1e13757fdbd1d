import io
import re

import cv2
import numpy as np
import pytest
import simplejpeg
from numpy.typing import NDArray
from PIL import Image

from camera_ws.encoding.display_jpeg import to_jpeg
from camera_ws.encoding.strips import StripEncoder

Pixels = NDArray[np.uint8]
SIZES = [
    (1024, 1280, 3),
    (1024, 1280),
    (1023, 1279, 3),
    (601, 997),
    (449, 447, 3),
    (3840, 5120, 3),
    (16, 16, 3),
    (1, 1),
]


def picture(shape: tuple[int, ...]) -> Pixels:
    noise = np.random.default_rng(1).integers(0, 256, shape, np.uint8)
    return np.asarray(cv2.GaussianBlur(noise, (5, 5), 2), np.uint8).reshape(shape)


def decoded(jpeg: bytes) -> Pixels:
    return np.asarray(simplejpeg.decode_jpeg(jpeg, "RGB", fastdct=False), np.uint8)


@pytest.mark.parametrize("threads", [1, 2, 3, 4])
@pytest.mark.parametrize("shape", SIZES)
def test_the_picture_is_exactly_that_of_one_encoder(shape: tuple[int, ...], threads: int) -> None:
    encoder, pixels = StripEncoder(threads), picture(shape)
    try:
        jpeg = encoder.encode(pixels, 95)
    finally:
        encoder.close()
    assert np.array_equal(decoded(jpeg), decoded(to_jpeg(pixels, 95, "444")))


def test_other_decoders_read_it_without_a_warning(recwarn: pytest.WarningsRecorder) -> None:
    encoder, pixels = StripEncoder(3), picture((1023, 1279, 3))
    jpeg = encoder.encode(pixels, 95)
    encoder.close()
    with Image.open(io.BytesIO(jpeg)) as image:
        assert image.size == (1279, 1023)
        assert np.array_equal(np.asarray(image), decoded(to_jpeg(pixels, 95, "444")))
    assert not recwarn.list
    # T.81, B.2.1: restart markers count from 0 to 7, and none precedes the end.
    assert re.findall(rb"\xff([\xd0-\xd7])", jpeg) == [b"\xd0", b"\xd1"]


def test_the_markers_of_many_strips_are_counted_in_turn() -> None:
    encoder, pixels = StripEncoder(10), picture((800, 800, 3))
    jpeg = encoder.encode(pixels, 50)
    encoder.close()
    assert re.findall(rb"\xff([\xd0-\xd7])", jpeg) == [bytes((0xD0 + index % 8,)) for index in range(9)]
    assert np.array_equal(decoded(jpeg), decoded(to_jpeg(pixels, 50, "444")))
