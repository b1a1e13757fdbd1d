"""Decodes frames of samples to NumPy arrays. Needs the extra `images`."""

import zlib
from typing import TYPE_CHECKING, Any

from eyepiece.extras import extra
from eyepiece.wire.header import BadFrame, SampleFields

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_RAW_WINDOW = -15


def decode_samples(payload: bytes, height: int, width: int, fields: SampleFields) -> "NDArray[np.uint16]":
    """(height, width), or (height, width, 3) for colours."""
    numpy = extra("numpy", "images")
    count = height * width * fields.channels
    planes = numpy.frombuffer(_inflate(payload, 2 * count), numpy.uint8).reshape(2, count)
    folded = planes[0] | (planes[1].astype(numpy.uint16) << 8)
    differences = (folded >> 1) ^ (0 - (folded & 1))
    grid = differences.reshape(height, width, fields.channels)
    samples: NDArray[np.uint16] = numpy.empty_like(grid)
    # Each sample depends on neighbours of its own colour only, so each colour is a picture of its own.
    step = 2 if fields.mosaic else 1
    for top in range(step):
        for left in range(step):
            for channel in range(fields.channels):
                part = (slice(top, None, step), slice(left, None, step), channel)
                if grid[part].size:
                    samples[part] = _undo_prediction(numpy, grid[part])
    return samples if fields.channels > 1 else samples[:, :, 0]


def _inflate(payload: bytes, size: int) -> bytes:
    inflater = zlib.decompressobj(_RAW_WINDOW)
    try:
        data = inflater.decompress(payload, size)
    except zlib.error as error:
        raise BadFrame("bad_value", f"the samples are damaged: {error}") from error
    # All bytes may be there before the end of the stream was read.
    rest = inflater.decompress(inflater.unconsumed_tail, 1) if len(data) == size else b""
    if len(data) != size or rest or not inflater.eof or inflater.unused_data:
        raise BadFrame("bad_value", f"the samples have {len(data)} bytes instead of {size}, or more follow")
    return data


def _undo_prediction(numpy: Any, differences: Any) -> Any:
    """Works along the diagonals: all samples of one depend only on those of the diagonal before."""
    height, width = differences.shape
    rows = numpy.arange(height)[:, None]
    diagonal = rows + numpy.arange(width)[None, :]
    # Entry (d, row) of the skewed picture is the sample at (row, d - row).
    skewed = numpy.zeros((height + width - 1, height), numpy.uint16)
    skewed[diagonal, rows] = differences
    for d in range(1, height + width - 1):
        first, last = max(0, d - width + 1), min(height - 1, d)
        now, before = skewed[d], skewed[d - 1]
        inner_first, inner_last = max(first, 1), min(last, d - 1)
        if inner_first <= inner_last:
            inner = now[inner_first : inner_last + 1]
            inner += before[inner_first : inner_last + 1] >> 1
            inner += before[inner_first - 1 : inner_last] >> 1
        if first == 0:
            now[:1] += before[:1]
        if last == d:
            now[d : d + 1] += before[d - 1 : d]
    return skewed[diagonal, rows]
