"""Packed samples, unpacked. A 12-bit pair is three bytes, four 10-bit samples are five."""

import numpy as np
from numpy.typing import NDArray

Bytes = NDArray[np.uint8]
Samples = NDArray[np.uint16]


def unpack_12(raw: Bytes, _bits: int = 12) -> Samples:
    """high 1, low 2 over low 1, high 2."""
    triples = raw.reshape(-1, 3)
    return _join_12(triples[:, 0], triples[:, 2], triples[:, 1])


def unpack_12_msfirst(raw: Bytes, _bits: int = 12) -> Samples:
    """high 1, high 2, low 2 over low 1."""
    triples = raw.reshape(-1, 3)
    return _join_12(triples[:, 0], triples[:, 1], triples[:, 2])


def unpack_10_msfirst(raw: Bytes, _bits: int = 10) -> Samples:
    """Four high bytes, then the low pairs of bits, the first sample's lowest."""
    groups = raw.reshape(-1, 5).astype(np.uint16)
    lows = (groups[:, 4:] >> np.array([0, 2, 4, 6], np.uint16)) & 3
    return (groups[:, :4] << 2 | lows).astype(np.uint16, copy=False).reshape(-1)


def _join_12(first: Bytes, second: Bytes, lows: Bytes) -> Samples:
    samples = np.empty((lows.size, 2), np.uint16)
    samples[:, 0] = first.astype(np.uint16) << 4 | lows & 15
    samples[:, 1] = second.astype(np.uint16) << 4 | lows >> 4
    return samples.reshape(-1)
