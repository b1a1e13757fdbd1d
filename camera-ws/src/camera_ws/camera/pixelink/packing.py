"""Unpacks samples. Two 12-bit samples take three bytes, four 10-bit samples take five."""

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Samples = NDArray[np.uint16]


def unpack_12(raw: Bytes, _bits: int = 12) -> Samples:
    """Bytes: high 1; low 2 and low 1 as upper and lower half; high 2."""
    triples = raw.reshape(-1, 3)
    return _join_12(triples[:, 0], triples[:, 2], triples[:, 1])


def unpack_12_msfirst(raw: Bytes, _bits: int = 12) -> Samples:
    """Bytes: high 1; high 2; low 2 and low 1 as upper and lower half."""
    triples = raw.reshape(-1, 3)
    return _join_12(triples[:, 0], triples[:, 1], triples[:, 2])


def unpack_10_msfirst(raw: Bytes, _bits: int = 10) -> Samples:
    """Four high bytes, then one byte with the two low bits of each; the first sample's are the lowest."""
    groups = raw.reshape(-1, 5).astype(np.uint16)
    lows = (groups[:, 4:] >> np.array([0, 2, 4, 6], np.uint16)) & 3
    return (groups[:, :4] << 2 | lows).astype(np.uint16, copy=False).reshape(-1)


def _join_12(first: Bytes, second: Bytes, lows: Bytes) -> Samples:
    samples = np.empty((lows.size, 2), np.uint16)
    samples[:, 0] = first.astype(np.uint16) << 4 | lows & 15
    samples[:, 1] = second.astype(np.uint16) << 4 | lows >> 4
    return samples.reshape(-1)
