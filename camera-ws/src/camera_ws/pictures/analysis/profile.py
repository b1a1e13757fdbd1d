"""The samples of a picture along a line."""

import math
from typing import Literal

import numpy as np

from camera_ws.camera.base import Pixels
from camera_ws.protocol.camera.analysis import PROFILE_SAMPLES, Profile, ProfileChannel, ProfileLine

_COLORS: tuple[Literal["R", "G", "B"], ...] = ("R", "G", "B")


def is_inside(line: ProfileLine, width: int, height: int) -> bool:
    """Whether both ends are pixels of a picture of this size."""
    return max(line.x1, line.x2) < width and max(line.y1, line.y2) < height


def profile(pixels: Pixels, line: ProfileLine) -> Profile:
    """Samples of the nearest pixels, unchanged, one pixel apart.

    They are further apart when the line is longer than PROFILE_SAMPLES. Both ends must be inside the picture.
    """
    length = math.hypot(line.x2 - line.x1, line.y2 - line.y1)
    samples = min(PROFILE_SAMPLES, math.ceil(length) + 1)
    columns = np.rint(np.linspace(line.x1, line.x2, samples)).astype(np.intp)
    rows = np.rint(np.linspace(line.y1, line.y2, samples)).astype(np.intp)
    read = pixels[rows, columns]
    planes = [("L", read)] if read.ndim == 1 else [(name, read[:, index]) for index, name in enumerate(_COLORS)]
    # Not validated: that calls a function for each sample, and takes several times as long as everything else here.
    channels = [ProfileChannel.model_construct(name=name, values=plane.tolist()) for name, plane in planes]
    return Profile(line=line, step_px=length / max(1, samples - 1), channels=channels)
