"""Makes the specimen of the simulator: a large tissue section from a small picture, by image quilting.

    python -m specimen.quilt            # in the folder camera-ws; takes about 40 s

A. A. Efros and W. T. Freeman, "Image Quilting for Texture Synthesis and Transfer", SIGGRAPH 2001: square patches are
laid from the upper left to the lower right. Each is drawn from the places of the source that fit the laid ones within
a tolerance. Overlaps are cut along the path of least difference, found by dynamic programming.

Beyond the paper, patches also come from the source turned by quarters, because tissue has no upper side, and places
that were used already count as worse, because the eye finds repetitions. The source is not mirrored: a mirrored place
fits its own edge without any error, which the eye sees as a kaleidoscope.

The paper leaves a straight edge where the patch on the left ends between the cut of that patch and the cut of the next
one towards the row above. Here the cut of the next patch passes above the edge.

Patches and cuts compare the direction of fibres and the coarse brightness too. Two pieces of fibres that cross have
about the same difference of colours as two pieces that are parallel, but the border between them is a visible line.
"""

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

Picture = NDArray[np.uint8]
Plane = NDArray[np.float32]

FOLDER = Path(__file__).parent
SOURCE = FOLDER / "colon-ihc.png"
RESULT = FOLDER.parent / "src/camera_ws/camera/simulator/specimens/colon-ihc-quilted.webp"


_GRAIN_PX = 7.0
"""Scale of the direction of fibres and of the coarse brightness, about the size of a nucleus."""
_SEEN_PX = 32
"""A step along a cut is seen from this length on."""
_STRAIGHT_PX = 3
"""A piece of a cut that leaves its line by less is seen twice as well."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Sizes in pixels of the source. tolerance: above the best error. reuse: penalty of a place that was used once.

    tries: places within the tolerance of which the one with the least visible cut is taken. grain: weight of the
    direction of fibres and of the coarse brightness.
    """

    width: int = 1280
    height: int = 1024
    patch: int = 200
    overlap: int = 64
    tolerance: float = 0.3
    tries: int = 16
    reuse: float = 0.6
    grain: float = 1.0
    seed: int = 2

    @property
    def step(self) -> int:
        return self.patch - self.overlap


def described(picture: Picture, grain: float) -> Plane:
    """The colours, the direction of fibres and the coarse brightness of each pixel.

    The direction is that of the structure tensor with twice its angle: opposite directions are the same, and crossing
    ones differ most. grain: weight of direction and brightness.
    """
    gray = cv2.cvtColor(picture, cv2.COLOR_BGR2GRAY).astype(np.float32)
    across: Plane = cv2.Sobel(gray, cv2.CV_32F, 1, 0).astype(np.float32, copy=False)
    down: Plane = cv2.Sobel(gray, cv2.CV_32F, 0, 1).astype(np.float32, copy=False)
    along, oblique, energy = (_smooth(plane) for plane in (across**2 - down**2, 2 * across * down, across**2 + down**2))
    strength = grain * np.sqrt(energy) / np.maximum(energy, 1)
    planes = (along * strength, oblique * strength, grain * _smooth(gray))
    return np.dstack([picture.astype(np.float32), *planes]).astype(np.float32, copy=False)


def _smooth(plane: NDArray[np.generic]) -> Plane:
    return cv2.GaussianBlur(plane.astype(np.float32, copy=False), (0, 0), _GRAIN_PX).astype(np.float32, copy=False)


class Source:
    """The picture turned by quarters, and how often each place was used."""

    def __init__(self, picture: Picture, plan: Plan) -> None:
        turned = (np.ascontiguousarray(np.rot90(picture, turns)) for turns in range(4))
        self._views = [described(view, plan.grain) for view in turned]
        height, width = picture.shape[:2]
        self._used = np.zeros((height, width), np.float32)
        self._plan = plan

    def best(self, laid: Plane, mask: Picture, random: np.random.Generator, cost: Callable[[Plane], float]) -> Plane:
        """A patch that fits the laid pixels where mask is set, and has the least cost. Both are described."""
        errors = [self._errors(index, view, laid, mask) for index, view in enumerate(self._views)]
        least = min(float(error.min()) for error in errors)
        places = [
            (index, int(top), int(left))
            for index, error in enumerate(errors)
            for top, left in np.argwhere(error <= least * (1 + self._plan.tolerance))
        ]
        tried = [places[int(at)] for at in random.permutation(len(places))[: self._plan.tries]]
        index, top, left = min(tried, key=lambda place: cost(self._patch(*place)))
        size = self._plan.patch
        np.rot90(self._used, index)[top : top + size, left : left + size] += 1
        return self._patch(index, top, left)

    def _patch(self, index: int, top: int, left: int) -> Plane:
        size = self._plan.patch
        return self._views[index][top : top + size, left : left + size]

    def _errors(self, index: int, view: Plane, laid: Plane, mask: Picture) -> Plane:
        size = self._plan.patch
        used = cv2.blur(np.ascontiguousarray(np.rot90(self._used, index)), (size, size), anchor=(0, 0))
        penalty = 1 + self._plan.reuse * used[: view.shape[0] - size + 1, : view.shape[1] - size + 1]
        if not mask.any():
            return penalty.astype(np.float32)
        # OpenCV compares up to four channels.
        parts = [np.ascontiguousarray(plane) for plane in (view[..., :3], laid[..., :3], view[..., 3:], laid[..., 3:])]
        weight = mask.astype(np.float32)
        error = sum(cv2.matchTemplate(parts[at], parts[at + 1], cv2.TM_SQDIFF, mask=weight) for at in (0, 2))
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


@dataclass(frozen=True, slots=True)
class Cuts:
    """Which sides of a patch overlap laid pixels.

    edge: the row of the overlap from which on the patch on the left ends in a straight line; None without such a patch.
    """

    overlap: int
    left: bool
    top: bool
    edge: int | None = None

    def strips(self, laid: Plane, patch: Plane) -> tuple[Plane | None, Plane | None]:
        """The cost of a cut in the left overlap, and in the upper one with its axes exchanged.

        The cost is the squared difference. It grows towards both sides of the overlap: a path that would rather go
        beyond the overlap follows its side, as a straight line.
        """
        difference = ((laid - patch) ** 2).sum(axis=2)
        at_sides = 1 + 3 * np.linspace(-1, 1, self.overlap, dtype=np.float32) ** 4
        beside = difference[:, : self.overlap] * at_sides
        above = difference[: self.overlap].T * at_sides
        if self.edge is not None:
            above[self.overlap - 1 : self.overlap + 1, self.edge + 1 :] = np.inf
        return beside if self.left else None, above if self.top else None


def cut_cost(laid: Plane, patch: Plane, cuts: Cuts) -> float:
    """The largest mean difference along a piece of the cuts: a long step is seen, a short one is not."""
    return max((_worst_piece(strip) for strip in cuts.strips(laid, patch) if strip is not None), default=0.0)


def _worst_piece(cost: Plane) -> float:
    path = least_path(cost)
    pieces = np.lib.stride_tricks.sliding_window_view(path, min(_SEEN_PX, len(path)))
    taken = np.lib.stride_tricks.sliding_window_view(cost[np.arange(len(cost)), path], pieces.shape[1])
    straight = np.ptp(pieces, axis=1) < _STRAIGHT_PX
    return float((taken.mean(axis=1) * (1 + straight)).max())


def new_pixels(laid: Plane, patch: Plane, cuts: Cuts) -> Plane:
    """Mask: 1 for pixels of the patch, 0 for those already laid. The border is the path of least cost."""
    beside, above = cuts.strips(laid, patch)
    new = np.ones(patch.shape[:2], np.float32)
    overlap = cuts.overlap
    columns = np.arange(overlap)
    if beside is not None:
        path = least_path(beside)
        new[:, :overlap] = np.minimum(new[:, :overlap], columns[None, :] >= path[:, None])
    if above is not None:
        path = least_path(above)
        new[:overlap] = np.minimum(new[:overlap], columns[:, None] >= path[None, :])
    return new


def quilt(picture: Picture, plan: Plan) -> Picture:
    """A picture of the size of the plan. Deterministic for its seed."""
    random = np.random.default_rng(plan.seed)
    source = Source(picture, plan)
    rows, columns = (-(-(size - plan.overlap) // plan.step) for size in (plan.height, plan.width))
    shape = (rows * plan.step + plan.overlap, columns * plan.step + plan.overlap)
    canvas = np.zeros((*shape, 6), np.float32)
    laid = np.zeros(shape, np.uint8)
    for row in range(rows):
        edge = None
        for column in range(columns):
            place = np.s_[row * plan.step :, column * plan.step :]
            here = canvas[place][: plan.patch, : plan.patch]
            mask = laid[place][: plan.patch, : plan.patch]
            cuts = Cuts(plan.overlap, left=column > 0, top=row > 0, edge=edge)
            patch = source.best(here, np.ascontiguousarray(mask), random, partial(cut_cost, here, cuts=cuts))
            new = new_pixels(here, patch, cuts)
            edge = int(new[:, -1].argmax()) if row > 0 else None
            # One pixel of transition hides the step that remains along the cut.
            share = np.where(mask > 0, cv2.GaussianBlur(new, (0, 0), 1.0), 1)[..., None]
            here[:] = here * (1 - share) + patch * share
            mask[:] = 1
    return np.rint(canvas[: plan.height, : plan.width, :3]).astype(np.uint8)


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
