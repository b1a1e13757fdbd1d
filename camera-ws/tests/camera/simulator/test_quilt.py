"""Image quilting: the cut is the best one, and the result has the colours of its source."""

from dataclasses import replace

import cv2
import numpy as np
import pytest

from camera_ws.camera.simulator.optics import MAGNIFICATION, load_specimen
from specimen.quilt import RESULT, SOURCE, Cuts, Plan, Source, described, least_path, new_pixels, quilt

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
    laid = np.zeros((30, 30, 3), np.float32)
    patch = np.full((30, 30, 3), 200, np.float32)
    patch[:, 5] = 0
    new = new_pixels(laid, patch, Cuts(10, left=True, top=False))
    assert (new[:, :5] == 0).all()
    assert (new[:, 6:] == 1).all()


def test_the_cut_to_the_row_above_passes_the_edge_of_the_patch_on_the_left() -> None:
    laid = np.zeros((30, 30, 3), np.float32)
    patch = np.full((30, 30, 3), 200, np.float32)
    patch[8] = 0
    free = new_pixels(laid, patch, Cuts(10, left=True, top=True))
    assert (free[:8, 9:] == 0).all()
    passing = new_pixels(laid, patch, Cuts(10, left=True, top=True, edge=3))
    assert (passing[3:, 9:11] == 1).all()


def test_a_patch_that_fits_is_found() -> None:
    picture = texture()
    wanted = described(picture, PLAN.grain)[20:60, 30:70]
    mask = np.zeros((40, 40), np.uint8)
    mask[:, :12] = 1
    laid = wanted * mask[..., None]
    source = Source(picture, replace(PLAN, tolerance=0.0))
    found = source.best(laid, mask, np.random.default_rng(1), lambda _: 0.0)
    assert np.abs(found - wanted)[:, :12].max() == 0


def stripes(across: bool) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    waves = np.sin(np.arange(64) / 1.5)
    plane = np.broadcast_to(waves[:, None] if across else waves[None, :], (64, 64))
    return np.dstack([127 + 100 * plane] * 3).astype(np.uint8)


def test_crossing_fibres_differ_more_than_parallel_ones() -> None:
    across, shifted = described(stripes(True), 1.0), described(np.roll(stripes(True), 4, axis=0), 1.0)
    down = described(stripes(False), 1.0)
    inner = np.s_[16:-16, 16:-16, 3:5]
    parallel = float(((across - shifted)[inner] ** 2).sum())
    assert float(((across - down)[inner] ** 2).sum()) > 20 * parallel


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


def test_the_specimen_has_no_straight_seam() -> None:
    source, made = (cv2.imread(str(path), cv2.IMREAD_GRAYSCALE) for path in (SOURCE, RESULT))
    assert source is not None
    assert made is not None
    natural = max(_seam(source), _seam(source.T))
    assert max(_seam(made), _seam(made.T)) < 1.1 * natural


def _seam(picture: cv2.typing.MatLike, run: int = 64) -> float:
    """The largest step across a vertical line of this length, relative to the lines beside it."""
    steps = np.abs(np.diff(picture.astype(np.float32), axis=1))
    along = cv2.blur(steps, (1, run))
    beside = cv2.blur(along, (17, 1))
    return float((along / (beside + 4))[run // 2 : -run // 2, 10:-10].max())


def _symmetry(plane: np.ndarray[tuple[int, ...], np.dtype[np.float64]], reach: int = 200) -> float:
    """The highest correlation of the strips on both sides of a vertical line: 1 for a mirror."""
    lines = range(reach, plane.shape[1] - reach, 4)
    sides = ((plane[:, line - reach : line][:, ::-1], plane[:, line : line + reach]) for line in lines)
    return max(float(np.corrcoef(left.ravel(), right.ravel())[0, 1]) for left, right in sides)
