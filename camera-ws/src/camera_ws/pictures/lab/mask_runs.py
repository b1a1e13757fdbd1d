"""A mask as run lengths, small enough for the link."""

import numpy as np
from numpy.typing import NDArray

from camera_ws.pictures.lab.placement import Placement
from camera_ws.protocol.camera.lab_step import MASK_RUNS_MAX, MASK_SIDE_MAX, LabMask

Mask = NDArray[np.bool_]


def mask_runs(mask: Mask, placement: Placement) -> LabMask:
    """Cells are enlarged until the mask fits; a cell is inside where any of its pixels is."""
    read = placement.mask(mask)
    step_x, step_y = placement.step
    factor = -(-max(read.shape) // MASK_SIDE_MAX)
    while True:
        cells = _reduced(read, factor)
        runs = _runs(cells)
        if len(runs) <= MASK_RUNS_MAX:
            break
        factor *= 2
    return LabMask(
        left=placement.roi.left,
        top=placement.roi.top,
        cell_width=factor * step_x,
        cell_height=factor * step_y,
        columns=cells.shape[1],
        rows=cells.shape[0],
        runs=runs,
    )


def _reduced(mask: Mask, factor: int) -> Mask:
    rows, columns = -(-mask.shape[0] // factor), -(-mask.shape[1] // factor)
    padded = np.zeros((rows * factor, columns * factor), np.bool_)
    padded[: mask.shape[0], : mask.shape[1]] = mask
    return np.asarray(padded.reshape(rows, factor, columns, factor).any(axis=(1, 3)))


def _runs(cells: Mask) -> list[int]:
    flat = cells.ravel()
    changes = np.flatnonzero(np.diff(flat)) + 1
    runs: list[int] = np.diff(np.concatenate(([0], changes, [flat.size]))).tolist()
    return [0, *runs] if flat[0] else runs
