"""Makes the specimen of the simulator: a large tissue section from a small picture, by image quilting.

    python -m specimen.quilt            # in the folder camera-ws; takes about 15 s

A. A. Efros and W. T. Freeman, "Image Quilting for Texture Synthesis and Transfer", SIGGRAPH 2001: square patches are
laid from the upper left to the lower right. Each is drawn from the places of the source that fit the laid ones within
a tolerance. Overlaps are cut along the path of least difference, found by dynamic programming.

Beyond the paper, patches also come from the source turned by quarters, because tissue has no upper side, and places
that were used already count as worse, because the eye finds repetitions. The source is not mirrored: a mirrored place
fits its own edge without any error, which the eye sees as a kaleidoscope.
"""

import sys
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Plane = NDArray[np.float32]

FOLDER = Path(__file__).parent
SOURCE = FOLDER / "colon-ihc.png"
RESULT = FOLDER.parent / "src/camera_ws/camera/simulator/specimens/colon-ihc-quilted.webp"


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes in pixels of the source. tolerance: above the best error. reuse: penalty of a place that was used once."""

    width: int = 1280
    height: int = 1024
    patch: int = 200
    overlap: int = 56
    tolerance: float = 0.1
    reuse: float = 0.6
    seed: int = 1

    @property
    def step(self) -> int:
        return self.patch - self.overlap


class Source:
    """The picture turned by quarters, and how often each place was used."""

    def __init__(self, picture: Picture, plan: Plan) -> None:
        self._views = [np.ascontiguousarray(np.rot90(picture, turns)) for turns in range(4)]
        height, width = picture.shape[:2]
        self._used = np.zeros((height, width), np.float32)
        self._plan = plan

    def best(self, laid: Picture, mask: Picture, random: np.random.Generator) -> Picture:
        """A patch that fits the laid pixels where mask is set."""
        errors = [self._errors(index, view, laid, mask) for index, view in enumerate(self._views)]
        least = min(float(error.min()) for error in errors)
        places = [
            (index, int(top), int(left))
            for index, error in enumerate(errors)
            for top, left in np.argwhere(error <= least * (1 + self._plan.tolerance))
        ]
        index, top, left = places[int(random.integers(len(places)))]
        size = self._plan.patch
        np.rot90(self._used, index)[top : top + size, left : left + size] += 1
        return self._views[index][top : top + size, left : left + size]

    def _errors(self, index: int, view: Picture, laid: Picture, mask: Picture) -> Plane:
        size = self._plan.patch
        used = cv2.blur(np.ascontiguousarray(np.rot90(self._used, index)), (size, size), anchor=(0, 0))
        penalty = 1 + self._plan.reuse * used[: view.shape[0] - size + 1, : view.shape[1] - size + 1]
        if not mask.any():
            return penalty.astype(np.float32)
        error = cv2.matchTemplate(view, laid, cv2.TM_SQDIFF, mask=mask)
        return (np.maximum(error, 0) + 1) * penalty


def least_path(cost: Plane) -> NDArray[np.int64]:
    """For each row the column of the path of least cost from the first to the last row."""
    total = cost.astype(np.float64).copy()
    for row in range(1, len(total)):
        before = np.pad(total[row - 1], 1, constant_values=np.inf)
        total[row] += np.minimum(np.minimum(before[:-2], before[1:-1]), before[2:])
    path = np.empty(len(total), np.int64)
    path[-1] = int(total[-1].argmin())
    for row in range(len(total) - 2, -1, -1):
        first = max(0, path[row + 1] - 1)
        path[row] = first + int(total[row, first : path[row + 1] + 2].argmin())
    return path


def new_pixels(laid: Picture, patch: Picture, overlap: int, *, left: bool, top: bool) -> Plane:
    """Mask: 1 for pixels of the patch, 0 for those already laid. The border is the path of least difference."""
    difference = ((laid.astype(np.float32) - patch.astype(np.float32)) ** 2).sum(axis=2)
    new = np.ones(patch.shape[:2], np.float32)
    columns = np.arange(overlap)
    if left:
        path = least_path(difference[:, :overlap])
        new[:, :overlap] = np.minimum(new[:, :overlap], columns[None, :] >= path[:, None])
    if top:
        path = least_path(difference[:overlap].T)
        new[:overlap] = np.minimum(new[:overlap], columns[:, None] >= path[None, :])
    return new


def quilt(picture: Picture, plan: Plan) -> Picture:
    """A picture of the size of the plan. Deterministic for its seed."""
    random = np.random.default_rng(plan.seed)
    source = Source(picture, plan)
    rows, columns = (-(-(size - plan.overlap) // plan.step) for size in (plan.height, plan.width))
    shape = (rows * plan.step + plan.overlap, columns * plan.step + plan.overlap)
    canvas = np.zeros((*shape, 3), np.uint8)
    laid = np.zeros(shape, np.uint8)
    for row in range(rows):
        for column in range(columns):
            place = np.s_[row * plan.step :, column * plan.step :]
            here = canvas[place][: plan.patch, : plan.patch]
            mask = laid[place][: plan.patch, : plan.patch]
            patch = source.best(here, np.ascontiguousarray(mask), random)
            new = new_pixels(here, patch, plan.overlap, left=column > 0, top=row > 0)
            # One pixel of transition hides the step that remains along the cut.
            share = np.where(mask > 0, cv2.GaussianBlur(new, (0, 0), 1.0), 1)[..., None]
            here[:] = np.rint(here * (1 - share) + patch * share)
            mask[:] = 1
    return canvas[: plan.height, : plan.width]


def main() -> None:
    picture = cv2.imread(str(SOURCE), cv2.IMREAD_COLOR)
    if picture is None:
        sys.exit(f"{SOURCE} cannot be read")
    made = quilt(picture.astype(np.uint8, copy=False), Plan())
    lossless = [cv2.IMWRITE_WEBP_QUALITY, 101]
    RESULT.write_bytes(cv2.imencode(RESULT.suffix, made, lossless)[1].tobytes())
    sys.stdout.write(f"{RESULT.name}: {made.shape[1]} × {made.shape[0]} px, {RESULT.stat().st_size / 1e6:.2f} MB\n")


if __name__ == "__main__":
    main()
