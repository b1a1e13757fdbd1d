"""Decodes a payload of samples, one sample after another as viewers do it."""

import zlib
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camera_ws.protocol.frame import FrameHeader
from camera_ws.protocol.sample_fields import SampleFields


def decoded_frame(header: FrameHeader, payload: bytes) -> NDArray[np.uint16]:
    assert header.samples is not None
    return decoded(payload, header.fields.height, header.fields.width, header.samples)


def decoded(payload: bytes, height: int, width: int, fields: SampleFields) -> NDArray[np.uint16]:
    """(height, width), or (height, width, 3) for colours."""
    planes = zlib.decompress(payload, -15)
    row_samples = width * fields.channels
    count = row_samples * height
    assert len(planes) == 2 * count
    across, down = (2, 2) if fields.mosaic else (fields.channels, 1)
    values: list[int] = []
    for at in range(count):
        folded = planes[at] | planes[count + at] << 8
        difference = (folded >> 1) ^ -(folded & 1)
        left = values[at - across] if at % row_samples >= across else None
        above = values[at - down * row_samples] if at >= down * row_samples else None
        values.append((_predicted(left, above) + difference) & 0xFFFF)
    shape: Any = (height, width, 3) if fields.channels == 3 else (height, width)
    return np.array(values, np.uint16).reshape(shape)


def _predicted(left: int | None, above: int | None) -> int:
    if left is None:
        return above or 0
    return left if above is None else (left >> 1) + (above >> 1)
