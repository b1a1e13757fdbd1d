"""JPEGs for the live view."""

import numpy as np
import pytest
import simplejpeg

from camera_ws.encoding.display_jpeg import eight_bit
from support.data.pictures import display_jpeg, frame, gradient


def deep() -> np.ndarray:
    """All 12-bit values."""
    return (np.arange(64 * 64, dtype=np.uint16)).reshape(64, 64)


def test_display_jpeg_is_the_picture() -> None:
    shown = display_jpeg(frame(gradient()), None, 90)
    decoded = simplejpeg.decode_jpeg(shown.data, "RGB")
    assert (shown.width, shown.height, shown.scaled) == (160, 120, False)
    assert np.abs(decoded.astype(int) - gradient()).mean() < 4


def test_display_of_twelve_bits_uses_the_whole_range() -> None:
    decoded = simplejpeg.decode_jpeg(display_jpeg(frame(deep(), 12), None, 95).data, "GRAY")
    assert (int(decoded.min()), int(decoded.max())) == (pytest.approx(0, abs=4), pytest.approx(255, abs=4))


@pytest.mark.parametrize(("max_width", "size"), [(80, (80, 60)), (50, (50, 38)), (159, (159, 119))])
def test_scales_down_in_proportion(max_width: int, size: tuple[int, int]) -> None:
    shown = display_jpeg(frame(gradient()), max_width, 80)
    assert (shown.width, shown.height, shown.scaled) == (*size, True)
    assert simplejpeg.decode_jpeg(shown.data, "RGB").shape[:2] == (size[1], size[0])


@pytest.mark.parametrize("max_width", [160, 161, 5000])
def test_never_scales_up(max_width: int) -> None:
    shown = display_jpeg(frame(gradient()), max_width, 80)
    assert (shown.width, shown.scaled) == (160, False)


def test_eight_bit_keeps_the_extremes() -> None:
    assert eight_bit(np.array([[0, 2048, 4095]], np.uint16), 12).tolist() == [[0, 128, 255]]
