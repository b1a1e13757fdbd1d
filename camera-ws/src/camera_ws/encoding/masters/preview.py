"""A preview JPEG for formats that browsers and the hub cannot decode."""

import cv2
import numpy as np

from camera_ws.camera.base import Frame
from camera_ws.encoding.display_jpeg import eight_bit, to_jpeg

SIDE_MAX = 1280
BYTES_MAX = 1_000_000
_QUALITIES = (80, 60, 40, 20)


def preview_jpeg(frame: Frame) -> bytes:
    """8 bits, at most 1280 px on its longer side and 1 MB; only pure noise needs a lower quality for that."""
    descriptor = frame.descriptor
    scale = min(1.0, SIDE_MAX / max(descriptor.width, descriptor.height))
    if scale == 1.0 and frame.jpeg is not None and len(frame.jpeg) <= BYTES_MAX:
        return frame.jpeg
    pixels = eight_bit(frame.pixels, descriptor.bit_depth)
    if scale < 1.0:
        size = (max(1, round(descriptor.width * scale)), max(1, round(descriptor.height * scale)))
        pixels = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    jpeg = b""
    for quality in _QUALITIES:
        jpeg = to_jpeg(pixels, quality)
        if len(jpeg) <= BYTES_MAX:
            break
    return jpeg
