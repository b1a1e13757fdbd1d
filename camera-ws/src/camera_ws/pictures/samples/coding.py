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
_BAND_BYTES = 256 * 1024
"""Of rows that are worked on at a time: temporary arrays stay in the cache of the core."""


def _strides(fields: SampleFields) -> tuple[int, int]:
    """Distance of the neighbours that have the colour of a sample, in samples and in rows."""
    return (2, 2) if fields.mosaic else (fields.channels, 1)


def to_planes(samples: NDArray[np.uint16], fields: SampleFields) -> NDArray[np.uint8]:
    """samples: (height, width) or (height, width, 3). All low bytes, then all high bytes of the folded differences."""
    rows = np.ascontiguousarray(samples).reshape(samples.shape[0], -1)
    strides = _strides(fields)
    planes = np.empty((2, *rows.shape), np.uint8)
    band_rows = max(strides[1], _BAND_BYTES // rows[0].nbytes)
    for first in range(0, rows.shape[0], band_rows):
        last = min(first + band_rows, rows.shape[0])
        folded = _folded(rows, first, last, strides)
        np.copyto(planes[0, first:last], folded, casting="unsafe")
        np.copyto(planes[1, first:last], folded >> 8, casting="unsafe")
    return planes.reshape(2, -1)


def _folded(rows: NDArray[np.uint16], first: int, last: int, strides: tuple[int, int]) -> NDArray[np.uint16]:
    """Folded differences of the rows from first to last."""
    across, down = strides
    above = min(first, down)
    """Rows above the band from which it is predicted. The first rows of the picture have none."""
    part = rows[first - above : last]
    halves = part >> 1
    differences = part[above:].copy()
    alone = down - above
    differences[alone:, across:] -= halves[above + alone :, :-across]
    differences[alone:, across:] -= halves[: above + len(differences) - down, across:]
    differences[:alone, across:] -= part[:alone, :-across]
    differences[alone:, :across] -= part[: above + len(differences) - down, :across]
    signed = differences.view(np.int16)
    return ((signed << 1) ^ (signed >> 15)).view(np.uint16)


def deflate(planes: NDArray[np.uint8]) -> bytes:
    compressor = zlib.compressobj(_LEVEL, zlib.DEFLATED, _RAW_WINDOW, _MEMORY, zlib.Z_RLE)
    return compressor.compress(planes.data) + compressor.flush()
