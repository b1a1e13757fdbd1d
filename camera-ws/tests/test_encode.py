"""Files hold what the frame held."""

import io
import json

import cv2
import numpy as np
import pytest
import simplejpeg
import tifffile

from camera_ws.encode import eight_bit, encode_display, encode_master
from pictures import frame, gradient


def deep() -> np.ndarray:
    """12 bits, every value in use."""
    return (np.arange(64 * 64, dtype=np.uint16)).reshape(64, 64)


def test_display_jpeg_is_the_picture() -> None:
    shown = encode_display(frame(gradient()), None, 90)
    decoded = simplejpeg.decode_jpeg(shown.data, "RGB")
    assert (shown.width, shown.height, shown.scaled) == (160, 120, False)
    assert np.abs(decoded.astype(int) - gradient()).mean() < 4


def test_display_of_twelve_bits_uses_the_whole_range() -> None:
    decoded = simplejpeg.decode_jpeg(encode_display(frame(deep(), 12), None, 95).data, "GRAY")
    assert (int(decoded.min()), int(decoded.max())) == (pytest.approx(0, abs=4), pytest.approx(255, abs=4))


@pytest.mark.parametrize(("max_width", "size"), [(80, (80, 60)), (50, (50, 38)), (159, (159, 119))])
def test_scales_down_in_proportion(max_width: int, size: tuple[int, int]) -> None:
    shown = encode_display(frame(gradient()), max_width, 80)
    assert (shown.width, shown.height, shown.scaled) == (*size, True)
    assert simplejpeg.decode_jpeg(shown.data, "RGB").shape[:2] == (size[1], size[0])


@pytest.mark.parametrize("max_width", [160, 161, 5000])
def test_never_scales_up(max_width: int) -> None:
    shown = encode_display(frame(gradient()), max_width, 80)
    assert (shown.width, shown.scaled) == (160, False)


def test_eight_bit_keeps_the_ends() -> None:
    assert eight_bit(np.array([[0, 2048, 4095]], np.uint16), 12).tolist() == [[0, 128, 255]]


@pytest.mark.parametrize("format", ["png", "tiff"])
def test_deep_masters_are_exact(format: str) -> None:
    master = encode_master(frame(deep(), 12), format, {"exposureMs": 8})  # type: ignore[arg-type]
    decoded = cv2.imdecode(np.frombuffer(master.data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert decoded is not None
    assert decoded.dtype == np.uint16
    assert (decoded == deep()).all()
    assert (master.bit_depth, master.channels) == (12, 1)


@pytest.mark.parametrize("format", ["png", "tiff"])
def test_colour_masters_are_exact(format: str) -> None:
    master = encode_master(frame(gradient()), format, {})  # type: ignore[arg-type]
    decoded = cv2.imdecode(np.frombuffer(master.data, np.uint8), cv2.IMREAD_COLOR_RGB)
    assert decoded is not None
    assert (decoded == gradient()).all()


def test_tiff_says_what_it_holds() -> None:
    master = encode_master(frame(deep(), 12), "tiff", {"exposureMs": 8, "camera": "Öst"})
    with tifffile.TiffFile(io.BytesIO(master.data)) as file:
        tags = file.pages[0].tags
        assert tags["MaxSampleValue"].value == 4095
        assert json.loads(tags["ImageDescription"].value) == {"exposureMs": 8, "camera": "Öst"}


def test_jpeg_master_has_eight_bits_and_full_colour() -> None:
    master = encode_master(frame(deep(), 12), "jpg", {})
    assert master.bit_depth == 8
    colour = encode_master(frame(gradient()), "jpg", {})
    assert simplejpeg.decode_jpeg_header(colour.data)[2:] == ("YCbCr", "444")
