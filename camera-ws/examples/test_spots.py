"""Tests of the step that need neither a camera nor the service: analyse is a plain function."""

from types import SimpleNamespace

import numpy as np
import spots

DESCRIPTOR = SimpleNamespace(bit_depth=8)


def test_counts_the_spots_of_a_picture() -> None:
    pixels = np.zeros((64, 64), np.uint8)
    pixels[10:15, 10:15] = pixels[40:46, 30:38] = 200
    result = spots.analyse(pixels, DESCRIPTOR)
    assert result["numbers"]["spots"] == 2
    assert len(result["boxes"]) == 2


def test_a_dark_picture_has_none() -> None:
    assert spots.analyse(np.zeros((64, 64, 3), np.uint8), DESCRIPTOR)["numbers"]["spots"] == 0
