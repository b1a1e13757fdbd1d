"""A dark frame or a flat field: the mean of several frames and their conditions."""

import io
import json
import zipfile
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camera_ws.pictures.corrections.conditions import Conditions
from camera_ws.protocol.camera.corrections import AppliedReference

Mean = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class Reference:
    """mean is (height, width) or (height, width, 3), in sample values of bit_depth bits.

    Settings and descriptors may name the same condition differently, so each is compared with its own kind.
    """

    mean: Mean
    bit_depth: int
    taken_at_us: int
    frames: int
    of_settings: Conditions
    of_frame: Conditions

    @property
    def applied(self) -> AppliedReference:
        return AppliedReference(taken_at_us=self.taken_at_us, frames=self.frames)


class DamagedReference(Exception):
    """The file was not written by to_npz, or is damaged."""


def to_npz(reference: Reference) -> bytes:
    facts = {
        "bitDepth": reference.bit_depth,
        "takenAtUs": reference.taken_at_us,
        "frames": reference.frames,
        "settings": dict(reference.of_settings),
        "frame": dict(reference.of_frame),
    }
    buffer = io.BytesIO()
    np.savez(buffer, mean=reference.mean, facts=np.array(json.dumps(facts)))
    return buffer.getvalue()


def from_npz(data: bytes) -> Reference:
    """DamagedReference for anything that to_npz did not write."""
    try:
        with np.load(io.BytesIO(data), allow_pickle=False) as file:
            return _read(file["mean"], json.loads(str(file["facts"])))
    except (ValueError, KeyError, TypeError, OSError, EOFError, RecursionError, zipfile.BadZipFile) as error:
        raise DamagedReference(str(error) or type(error).__name__) from error


def _read(mean: NDArray[Any], facts: dict[str, Any]) -> Reference:
    if mean.dtype != np.float32 or not (mean.ndim == 2 or (mean.ndim == 3 and mean.shape[2] == 3)):
        raise ValueError(f"a mean of {mean.shape} {mean.dtype} is no picture")
    return Reference(
        mean=mean,
        bit_depth=int(facts["bitDepth"]),
        taken_at_us=int(facts["takenAtUs"]),
        frames=int(facts["frames"]),
        of_settings=dict(facts["settings"]),
        of_frame=dict(facts["frame"]),
    )
