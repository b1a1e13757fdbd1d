"""The expected samples of the filter steps, computed by OpenCV in double precision.

Browsers and the service implement the steps themselves; both are compared with these vectors.
"""

import json
import math
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

VECTORS = json.loads(
    (Path(__file__).parents[3] / "shared-types" / "vectors" / "filter-steps.json").read_text(encoding="utf-8")
)
BORDER = cv2.BORDER_REPLICATE


def smooth(values: np.ndarray, sigma: float) -> np.ndarray:
    side = 2 * math.ceil(3 * sigma) + 1
    return cv2.GaussianBlur(values, (side, side), sigma, borderType=BORDER)


def edges(values: np.ndarray, gain: float) -> np.ndarray:
    across = cv2.Sobel(values, cv2.CV_64F, 1, 0, ksize=3, scale=1 / 8, borderType=BORDER)
    down = cv2.Sobel(values, cv2.CV_64F, 0, 1, ksize=3, scale=1 / 8, borderType=BORDER)
    return gain * cv2.magnitude(across, down)


def threshold(values: np.ndarray, low: float, high: float) -> np.ndarray:
    luma = np.minimum(values @ (0.299, 0.587, 0.114), 1) if values.ndim == 3 else values
    inside = ((luma >= low) & (luma <= high)).astype(np.float64)
    return inside if values.ndim == 2 else np.dstack([inside] * values.shape[2])


def channels(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    if values.ndim == 3:
        return cv2.transform(values, weights)
    sums = weights.sum(axis=1)
    return values * sums[0] if np.ptp(sums) < 1e-9 else cv2.transform(np.dstack([values] * 3), weights)


def applied(values: np.ndarray, step: dict[str, Any]) -> np.ndarray:
    match step["step"]:
        case "smooth":
            result = smooth(values, step["sigma"])
        case "sharpen":
            result = values + step["amount"] * (values - smooth(values, step["sigma"]))
        case "edges":
            result = edges(values, step["gain"])
        case "background":
            side = 2 * step["radius"] + 1
            result = values - cv2.blur(values, (side, side), borderType=BORDER) + step["offset"]
        case "threshold":
            result = threshold(values, step["low"], step["high"])
        case "channels":
            result = channels(values, np.array([step["red"], step["green"], step["blue"]], np.float64))
        case name:
            raise ValueError(name)
    return np.clip(result, 0, 1)


@pytest.mark.parametrize("vector", VECTORS["valid"], ids=lambda vector: vector["name"])
def test_expected_samples_are_those_of_opencv(vector: dict[str, Any]) -> None:
    picture = VECTORS["pictures"][vector["picture"]]
    maximum = 2 ** picture["bits"] - 1
    shape = (picture["height"], picture["width"], picture["channels"])
    values = np.array(picture["samples"], np.float64).reshape(shape).squeeze(axis=2 if picture["channels"] == 1 else ())
    values = values / maximum
    for step in vector["steps"]:
        values = applied(values, step)
    samples = np.floor(values * maximum + 0.5).astype(int).ravel()
    assert samples.tolist() == vector["expected"]
