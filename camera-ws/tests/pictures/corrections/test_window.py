"""The display window of the live view."""

import numpy as np
import pytest
import simplejpeg

from camera_ws.pictures.corrections.window import display_table
from camera_ws.protocol.camera.corrections import DisplayWindow
from support.data.pictures import display_jpeg, frame, gradient, jpeg


def window(black: float = 0.0, white: float = 1.0, gamma: float = 1.0) -> DisplayWindow:
    return DisplayWindow(black=black, white=white, gamma=gamma)


def test_the_full_range_needs_no_table() -> None:
    assert display_table(window(), 8) is None
    assert display_table(window(), 12) is None


@pytest.mark.parametrize(("bits", "entries"), [(8, 256), (10, 65536), (12, 65536), (16, 65536)])
def test_black_and_white_points(bits: int, entries: int) -> None:
    table = display_table(window(0.25, 0.75), bits)
    assert table is not None
    highest = (1 << bits) - 1
    assert table.shape == (entries,)
    assert (table[0], table[int(0.24 * highest)], table[int(0.76 * highest) + 1], table[highest]) == (0, 0, 255, 255)
    assert table[highest // 2] == pytest.approx(127, abs=2)
    assert (np.diff(table.astype(int)) >= 0).all()


def test_a_gamma_above_1_brightens_the_middle() -> None:
    table = display_table(window(gamma=2.0), 8)
    assert table is not None
    assert (table[0], table[64], table[255]) == (0, pytest.approx(255 * (64 / 255) ** 0.5, abs=1), 255)


@pytest.mark.parametrize("max_width", [None, 40])
def test_12_bit_frames(max_width: int | None) -> None:
    pixels = np.full((64, 80), 1000, np.uint16)
    table = display_table(window(0.2, 0.3), 12)
    shown = display_jpeg(frame(pixels, 12), max_width, 95, table)
    decoded = simplejpeg.decode_jpeg(shown.data, "GRAY")
    assert decoded.mean() == pytest.approx(255 * (1000 / 4095 - 0.2) / 0.1, abs=2)


def test_a_jpeg_of_the_driver_is_encoded_again_only_if_the_window_changes_it() -> None:
    original = jpeg(gradient())
    untouched = display_jpeg(frame(gradient(), jpeg=original), None, 80, display_table(window(), 8))
    assert untouched.data == original
    darkened = display_jpeg(frame(gradient(), jpeg=original), None, 80, display_table(window(0.5, 1.0), 8))
    assert simplejpeg.decode_jpeg(darkened.data, "GRAY").mean() < simplejpeg.decode_jpeg(original, "GRAY").mean() / 1.5
