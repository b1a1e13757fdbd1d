"""The display window: the part of the range that is shown from black to white. For the live view only."""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from camera_ws.protocol.camera.corrections import DisplayWindow

Table = NDArray[np.uint8]


def display_table(window: DisplayWindow, bit_depth: int) -> Table | None:
    """8-bit value for each sample value: 256 entries for 8 bits, 65,536 above; None when the window changes nothing.

    shown = ((share - black) / (white - black)) ** (1 / gamma), clipped. A gamma above 1 brightens the middle tones.
    """
    if (window.black, window.white, window.gamma) == (0.0, 1.0, 1.0):
        return None
    return _table(window.black, window.white, window.gamma, bit_depth)


@lru_cache(maxsize=8)
def _table(black: float, white: float, gamma: float, bit_depth: int) -> Table:
    highest = (1 << bit_depth) - 1
    shares = np.arange(256 if bit_depth <= 8 else 65536) / highest
    stretched = np.clip((shares - black) / (white - black), 0.0, 1.0)
    return np.rint(255.0 * stretched ** (1.0 / gamma)).astype(np.uint8)
