"""Takes a focus series: one capture at each position, and reports the sharpest.

The camera needs the setting `focus`, which motorised stages and the simulator have.
"""

import argparse

import numpy as np
from numpy.typing import NDArray

from eyepiece import Capture, Hub


def sharpness(picture: NDArray[np.generic]) -> float:
    """Variance of the differences of neighbours, relative to the brightness."""
    grey = picture.astype(np.float64)
    if grey.ndim == 3:
        grey = grey.mean(axis=2)
    gradients = np.diff(grey, axis=0)[:, :-1] ** 2 + np.diff(grey, axis=1)[:-1] ** 2
    return float(gradients.mean() / max(grey.mean(), 1e-9) ** 2)


def main() -> None:
    options = _options()
    best: tuple[float, float, Capture] | None = None
    with Hub() as hub, hub.camera(options.camera).control() as camera:
        start_um = float(camera.settings()["focus"])
        try:
            for step in range(options.steps):
                offset_um = options.range_um * (step / max(options.steps - 1, 1) - 0.5)
                actual_um = camera.set(focus=round(start_um + offset_um, 2)).settings["focus"]
                capture = camera.capture(format="tiff", label="Focus series", tags=["focus-series"])
                score = sharpness(capture.array())
                print(f"{actual_um:8.2f} µm  {score:.5f}  {capture.name}")
                if best is None or score > best[0]:
                    best = (score, actual_um, capture)
        finally:
            if best is not None:
                camera.set(focus=best[1])
    if best is not None:
        print(f"sharpest at {best[1]:.2f} µm: {best[2].name}")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("camera", help="id of the camera")
    parser.add_argument("--range-um", type=float, default=20, help="around the present focus; default: %(default)g")
    parser.add_argument("--steps", type=int, default=9, help="default: %(default)s")
    return parser.parse_args()


if __name__ == "__main__":
    main()
