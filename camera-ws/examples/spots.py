"""Counts the bright spots of each frame."""

import cv2
import numpy as np

RATE_HZ = 2
STORE_WITH_CAPTURES = True
VERSION = "1"

SMALLEST_PX = 9
SHOWN_MAX = 200


def analyse(pixels, descriptor):
    gray = cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY) if pixels.ndim == 3 else pixels
    eight = (gray >> (descriptor.bit_depth - 8)).astype(np.uint8) if descriptor.bit_depth > 8 else gray
    _, bright = cv2.threshold(cv2.GaussianBlur(eight, (3, 3), 0), 0, 255, cv2.THRESH_BINARY | cv2.THRESH_OTSU)
    _, _, figures, _ = cv2.connectedComponentsWithStats(bright)
    # The first entry is the background. A figure is left, top, width, height and area.
    spots = [figure for figure in figures[1:] if figure[4] >= SMALLEST_PX]
    areas = [int(spot[4]) for spot in spots]
    return {
        "numbers": {
            "spots": len(spots),
            "mean area": (sum(areas) / len(areas) if areas else 0, "px²"),
        },
        "boxes": [tuple(spot[:4]) for spot in spots[:SHOWN_MAX]],
        "mask": bright > 0,
    }
