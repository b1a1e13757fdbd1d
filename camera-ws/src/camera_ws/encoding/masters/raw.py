"""Raw samples as `.npy` (NumPy enhancement proposal 1): a short header, then the array's memory."""

import io

import numpy as np
from numpy.lib import format as npy

from camera_ws.camera.base import Pixels
from camera_ws.encoding.masters.master import Bytes


def to_npy(samples: Pixels) -> tuple[Bytes, ...]:
    """For numpy.load; keeps shape and type of the array."""
    contiguous = np.ascontiguousarray(samples)
    header = io.BytesIO()
    npy.write_array_header_1_0(header, npy.header_data_from_array_1_0(contiguous))
    return header.getvalue(), contiguous.data.cast("B")
