"""Shows the histogram of the live picture in the terminal, with the share of saturated pixels."""

import argparse

import numpy as np
from numpy.typing import NDArray

from eyepiece import Frame, Hub

BINS = 64
BARS = " ▁▂▃▄▅▆▇█"


def histogram(picture: NDArray[np.generic], bits: int) -> NDArray[np.int64]:
    counts, _ = np.histogram(picture, bins=BINS, range=(0, 2**bits))
    return counts.astype(np.int64)


def line(frame: Frame) -> str:
    picture = frame.array()
    counts = histogram(picture, frame.bits)
    # The root shows small counts beside large ones.
    heights = np.sqrt(counts / max(int(counts.max()), 1)) * (len(BARS) - 1)
    bars = "".join(BARS[round(float(height))] for height in heights)
    saturated = float((picture >= 2**frame.bits - 1).mean())
    return f"{bars}  {saturated:6.2%} saturated, {frame.exposure_ms:g} ms, {frame.age_ms:.0f} ms old"


def main() -> None:
    options = _options()
    with Hub() as hub, hub.camera(options.camera).frames(max_width=640, max_fps=options.fps) as frames:
        for number, frame in enumerate(frames, start=1):
            print(line(frame), flush=True)
            if number == options.frames:
                break


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("camera", help="id of the camera")
    parser.add_argument("--fps", type=float, default=4, help="lines per second; default: %(default)g")
    parser.add_argument("--frames", type=int, help="default: until it is interrupted")
    return parser.parse_args()


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:
        print()
