"""Decodes video and compares it with JPEGs: structural similarity of the luma (Wang et al., 2004)."""

import av
import cv2
import numpy as np
from numpy.typing import NDArray

C1, C2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2

Picture = NDArray[np.float32]


def open_decoder() -> av.VideoCodecContext:
    decoder = av.VideoCodecContext.create("h264", "r")
    decoder.thread_count = 1
    # Each picture is returned at once, not after the next ones.
    decoder.flags |= av.codec.context.Flags.low_delay
    return decoder


def luma(rgb: NDArray[np.uint8]) -> Picture:
    return cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY).astype(np.float32)


def similarity(a: Picture, b: Picture) -> float:
    def blurred(picture: Picture) -> Picture:
        return cv2.GaussianBlur(picture, (11, 11), 1.5)

    mean_a, mean_b = blurred(a), blurred(b)
    var_a = blurred(a * a) - mean_a * mean_a
    var_b = blurred(b * b) - mean_b * mean_b
    both = blurred(a * b) - mean_a * mean_b
    ratio = ((2 * mean_a * mean_b + C1) * (2 * both + C2)) / (
        (mean_a * mean_a + mean_b * mean_b + C1) * (var_a + var_b + C2)
    )
    return float(ratio.mean())
