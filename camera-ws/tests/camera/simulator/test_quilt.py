"""Image quilting: the cut is the best one, and the result has the colours of its source."""

from dataclasses import replace

import numpy as np
import pytest

from camera_ws.camera.simulator.optics import MAGNIFICATION, load_specimen
from specimen.quilt import RESULT, SOURCE, Plan, Source, least_path, new_pixels, quilt

PLAN = Plan(width=150, height=110, patch=40, overlap=12)


def texture(size: int = 96) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """Waves of different lengths, so that no two places are the same."""
    y, x = np.mgrid[0:size, 0:size]
    waves = [np.sin(x / 5 + y / 9), np.sin(x / 7 - y / 4), np.sin((x + y) / 11)]
    return np.stack([127 + 120 * wave for wave in waves], axis=-1).astype(np.uint8)


def test_the_path_is_the_cheapest_of_all() -> None:
    cost = np.random.default_rng(4).random((5, 4), np.float32)

    def cheapest(row: int, column: int) -> float:
        if row == len(cost) - 1:
            return float(cost[row, column])
        below = [cheapest(row + 1, next_) for next_ in (column - 1, column, column + 1) if 0 <= next_ < cost.shape[1]]
        return float(cost[row, column]) + min(below)

    path = least_path(cost)
    assert np.abs(np.diff(path)).max() <= 1
    taken = sum(float(cost[row, column]) for row, column in enumerate(path))
    assert taken == pytest.approx(min(cheapest(0, column) for column in range(4)))


def test_the_cut_goes_where_both_are_the_same() -> None:
    laid = np.zeros((30, 30, 3), np.uint8)
    patch = np.full((30, 30, 3), 200, np.uint8)
    patch[:, 5] = 0
    new = new_pixels(laid, patch, 10, left=True, top=False)
    assert (new[:, :5] == 0).all()
    assert (new[:, 6:] == 1).all()


def test_a_patch_that_fits_is_found() -> None:
    picture = texture()
    wanted = picture[20:60, 30:70]
    mask = np.zeros((40, 40), np.uint8)
    mask[:, :12] = 1
    laid = wanted * mask[..., None]
    found = Source(picture, replace(PLAN, tolerance=0.0)).best(laid, mask, np.random.default_rng(1))
    assert np.abs(found.astype(int) - wanted)[:, :12].max() == 0


def test_a_quilt_is_covered_and_the_same_for_a_seed() -> None:
    made = quilt(texture(), PLAN)
    assert made.shape == (110, 150, 3)
    assert (made == quilt(texture(), PLAN)).all()
    assert (made != quilt(texture(), replace(PLAN, seed=7))).any()
    assert np.abs(made.mean(axis=(0, 1)) - texture().mean(axis=(0, 1))).max() < 12
    assert made.reshape(-1, 3).max(axis=1).min() > 0


def test_the_specimen_is_large_and_has_no_mirrors() -> None:
    assert SOURCE.exists()
    assert RESULT.stat().st_size < 2_500_000
    specimen = load_specimen()
    assert specimen.width >= 3000
    assert specimen.height >= 3000
    small = specimen.view(False, 0)[::MAGNIFICATION, ::MAGNIFICATION].astype(np.float64)
    assert max(_symmetry(small), _symmetry(small.T)) < 0.8


def _symmetry(plane: np.ndarray[tuple[int, ...], np.dtype[np.float64]], reach: int = 200) -> float:
    """The highest correlation of the strips on both sides of a vertical line: 1 for a mirror."""
    lines = range(reach, plane.shape[1] - reach, 4)
    sides = ((plane[:, line - reach : line][:, ::-1], plane[:, line : line + reach]) for line in lines)
    return max(float(np.corrcoef(left.ravel(), right.ravel())[0, 1]) for left, right in sides)
