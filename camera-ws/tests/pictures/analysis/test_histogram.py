"""Histograms count every pixel at full depth."""

import numpy as np
import pytest

from camera_ws.pictures.analysis.histogram import counts, histograms

RNG = np.random.default_rng(7)


def test_monochrome_of_12_bits_agrees_with_numpy() -> None:
    pixels = RNG.integers(0, 4096, (97, 131), np.uint16)
    pixels[0, :5] = 4095
    pixels[1, :3] = 0
    (only,) = histograms(pixels, 12)
    assert only.name == "L"
    assert only.bins == np.bincount(pixels.ravel() >> 4, minlength=256).tolist()
    assert (only.min, only.max) == (int(pixels.min()), int(pixels.max()))
    assert only.mean == pytest.approx(pixels.mean())
    assert only.deviation == pytest.approx(pixels.std())
    assert only.saturated == (pixels == 4095).sum() / pixels.size
    assert only.black == (pixels == 0).sum() / pixels.size


@pytest.mark.parametrize(("bits", "dtype"), [(8, np.uint8), (12, np.uint16), (16, np.uint16)])
def test_colour_has_luma_and_each_channel(bits: int, dtype: type[np.unsignedinteger]) -> None:
    pixels = RNG.integers(0, 1 << bits, (64, 80, 3), dtype)
    found = {histogram.name: histogram for histogram in histograms(pixels, bits)}
    assert list(found) == ["L", "R", "G", "B"]
    for index, name in enumerate("RGB"):
        channel = pixels[..., index]
        assert found[name].bins == np.bincount(channel.ravel() >> (bits - 8), minlength=256).tolist()
        assert found[name].mean == pytest.approx(channel.mean())
    luma = pixels @ np.array([0.299, 0.587, 0.114])
    assert found["L"].mean == pytest.approx(luma.mean(), abs=0.5)


def test_counts_one_saturated_pixel_of_a_million() -> None:
    pixels = np.full((1000, 1000), 100, np.uint16)
    pixels[777, 333] = 4095
    (only,) = histograms(pixels, 12)
    assert (only.saturated, only.max) == (1e-6, 4095)
    assert only.bins[255] == 1


def test_bins_below_8_bits() -> None:
    pixels = np.array([[0, 1, 15, 15]], np.uint8)
    (only,) = histograms(pixels, 4)
    assert {index: count for index, count in enumerate(only.bins) if count} == {0: 1, 16: 1, 240: 2}
    assert only.saturated == 0.5


def test_counts_are_exact_above_2_to_the_24() -> None:
    plane = np.broadcast_to(np.uint8(7), (4097, 4097))
    assert counts(np.ascontiguousarray(plane), 8)[7] == 4097 * 4097
