"""Results are in pixels of the sensor, whatever region, binning, mirroring and rotation the camera uses."""

import itertools

import numpy as np
import pytest

from camera_ws.camera.base import Orientation
from camera_ws.pictures.lab.mask_runs import mask_runs
from camera_ws.pictures.lab.placement import Placement
from camera_ws.protocol.camera.lab_step import MASK_RUNS_MAX, MASK_SIDE_MAX, LabMask
from camera_ws.protocol.camera.settings import Flip, PixelAddressing, Roi, Rotation

ROI = Roi(left=8, top=16, width=24, height=12)
ROTATIONS: tuple[Rotation, ...] = (0, 90, 180, 270)


def placed(
    rotate: Rotation, flip: tuple[bool, bool], steps: tuple[int, int]
) -> tuple[Placement, "np.ndarray[tuple[int, ...], np.dtype[np.int64]]"]:
    """The placement, and the frame: each pixel holds its row and column on the sensor as 100 × row + column."""
    rows, columns = np.mgrid[0:100, 0:100]
    sensor = 100 * rows + columns
    read = sensor[ROI.top : ROI.top + ROI.height : steps[1], ROI.left : ROI.left + ROI.width : steps[0]]
    if flip[0]:
        read = read[:, ::-1]
    if flip[1]:
        read = read[::-1]
    picture = np.rot90(read, -(rotate // 90))
    orientation = Orientation(
        Flip(horizontal=flip[0], vertical=flip[1]), rotate, PixelAddressing(mode="bin", x=steps[0], y=steps[1])
    )
    return Placement(picture.shape[1], picture.shape[0], ROI, orientation), picture


def inside(mask: LabMask) -> list[tuple[int, int]]:
    """Row and column of the first sensor pixel of each cell in the mask."""
    flat = np.repeat(np.arange(len(mask.runs)) % 2 == 1, mask.runs).reshape(mask.rows, mask.columns)
    return [
        (mask.top + row * mask.cell_height, mask.left + column * mask.cell_width) for row, column in np.argwhere(flat)
    ]


@pytest.mark.parametrize("rotate", ROTATIONS)
@pytest.mark.parametrize("flip", list(itertools.product([False, True], repeat=2)))
@pytest.mark.parametrize("steps", [(1, 1), (2, 2), (2, 3)])
def test_every_pixel_is_where_the_sensor_has_it(
    rotate: Rotation, flip: tuple[bool, bool], steps: tuple[int, int]
) -> None:
    placement, picture = placed(rotate, flip, steps)
    for row, column in [(0, 0), (0, picture.shape[1] - 1), (picture.shape[0] - 1, 1), (2, 3)]:
        sensor_row, sensor_column = divmod(int(picture[row, column]), 100)
        box = placement.box(column, row, 1, 1, None)
        assert (box.left, box.top, box.width, box.height) == (sensor_column, sensor_row, *steps)
        point = placement.point(column + 0.5, row + 0.5, "p")
        assert (point.x, point.y) == (sensor_column + steps[0] / 2, sensor_row + steps[1] / 2)
        mask = np.zeros(picture.shape, np.bool_)
        mask[row, column] = True
        assert inside(mask_runs(mask, placement)) == [(sensor_row, sensor_column)]


def whole(width: int, height: int) -> Placement:
    return Placement(width, height, Roi(left=0, top=0, width=width, height=height), Orientation())


def test_large_masks_become_coarser_and_lose_no_pixel() -> None:
    mask = np.zeros((1024, 1280), np.bool_)
    mask[1023, 1279] = True
    packed = mask_runs(mask, whole(1280, 1024))
    assert max(packed.columns, packed.rows) <= MASK_SIDE_MAX
    assert inside(packed) == [
        (1023 // packed.cell_height * packed.cell_height, 1279 // packed.cell_width * packed.cell_width)
    ]


@pytest.mark.parametrize("density", [0.001, 0.02, 0.5])
def test_noise_fits_into_a_message(density: float) -> None:
    mask = np.random.default_rng(1).random((2048, 2592)) < density
    packed = mask_runs(mask, whole(2592, 2048))
    assert len(packed.runs) <= MASK_RUNS_MAX
    assert packed == LabMask.from_wire(packed.to_json())


@pytest.mark.parametrize("value", [False, True])
def test_empty_and_full_masks(value: bool) -> None:
    packed = mask_runs(np.full((3, 5), value), whole(5, 3))
    assert packed.runs == ([0, 15] if value else [15])
