"""Lossless coding of 16 bit samples; shared-types/src/wire/samples.ts decodes it.

Each sample is predicted from the samples to its left and above it that have its colour. The difference is folded to a
whole number from 0, and split into a plane of low bytes and a plane of high bytes. Noise fills the low bytes and leaves
the high ones nearly empty, so deflate needs no search for repetitions: run lengths and Huffman codes are enough.
"""

import zlib

import numpy as np
from numpy.typing import NDArray

from camera_ws.protocol.sample_fields import SampleFields

_LEVEL = 1
_RAW_WINDOW = -15
_MEMORY = 9


def _strides(fields: SampleFields) -> tuple[int, int]:
    """Distance of the neighbours that have the colour of a sample, in samples and in rows."""
    return (2, 2) if fields.mosaic else (fields.channels, 1)


def to_planes(samples: NDArray[np.uint16], fields: SampleFields) -> NDArray[np.uint8]:
    """samples: (height, width) or (height, width, 3). All low bytes, then all high bytes of the folded differences."""
    rows = np.ascontiguousarray(samples).reshape(samples.shape[0], -1)
    across, down = _strides(fields)
    differences = rows.copy()
    halves = rows >> 1
    differences[down:, across:] -= halves[down:, :-across]
    differences[down:, across:] -= halves[:-down, across:]
    differences[:down, across:] -= rows[:down, :-across]
    differences[down:, :across] -= rows[:-down, :across]
    signed = differences.view(np.int16)
    folded = ((signed << 1) ^ (signed >> 15)).view(np.uint16)
    planes = np.empty((2, rows.size), np.uint8)
    flat = folded.reshape(-1)
    np.copyto(planes[0], flat, casting="unsafe")
    np.copyto(planes[1], flat >> 8, casting="unsafe")
    return planes


def deflate(planes: NDArray[np.uint8]) -> bytes:
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW_WINDOW, _MEMORY, zlib.Z_RLE)
    return compressor.compress(planes.data) + compressor.flush()
