"""The specimen through an objective that may be out of focus."""

from functools import cache
from importlib import resources

import cv2
import numpy as np
from numpy.typing import NDArray

MAGNIFICATION = 3
"""Sensor pixels per pixel of the specimen picture."""

_BLUR_RADIUS_PX_PER_UM = 0.7
_LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)  # ITU-R BT.709


class Specimen:
    """A mosaic of the specimen's transmission, larger than the field of view.

    Values are 255·√T. With the root, one step of the code is about the shot noise of a well filled pixel, so 8 bits are
    enough for a 12-bit sensor (the argument of EMVA 1288 for square-root look-up tables).
    """

    def __init__(self, picture: NDArray[np.uint8]) -> None:
        codes = np.sqrt(np.arange(256) / 255.0) * 255.0
        root = cv2.LUT(picture, np.rint(codes).astype(np.uint8))
        mosaic = cv2.resize(root, None, fx=MAGNIFICATION, fy=MAGNIFICATION, interpolation=cv2.INTER_CUBIC)
        self._color = mosaic.astype(np.uint8, copy=False)
        self._views: dict[tuple[bool, float], NDArray[np.uint8]] = {}

    @property
    def width(self) -> int:
        return int(self._color.shape[1])

    @property
    def height(self) -> int:
        return int(self._color.shape[0])

    def view(self, color: bool, focus_um: float) -> NDArray[np.uint8]:
        """The whole mosaic through the objective. Cached for the last focus, because blurring is slow."""
        key = (color, focus_um)
        view = self._views.get(key)
        if view is None:
            view = _defocus(self._color if color else _monochrome(self._color), focus_um)
            self._views = {key: view}
        return view


@cache
def load_specimen() -> Specimen:
    """The tissue section of the package, loaded once; its source is in specimens/SOURCES.md."""
    file = resources.files("camera_ws.camera.simulator").joinpath("specimens", "colon-ihc-quilted.webp")
    data = file.read_bytes()
    picture = cv2.imdecode(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    if picture is None:
        raise ValueError("the specimen picture of the simulator cannot be decoded")
    return Specimen(picture.astype(np.uint8, copy=False))


def _monochrome(root: NDArray[np.uint8]) -> NDArray[np.uint8]:
    transmission = (np.arange(256, dtype=np.float32) / 255.0) ** 2
    luma = cv2.transform(cv2.LUT(root, transmission), _LUMA.reshape(1, 3))
    return np.rint(np.sqrt(luma) * 255.0).astype(np.uint8)


def _defocus(mosaic: NDArray[np.uint8], focus_um: float) -> NDArray[np.uint8]:
    # The circle of confusion grows linearly with defocus; a stack blur costs the same for every radius.
    radius_px = round(abs(focus_um) * _BLUR_RADIUS_PX_PER_UM)
    if radius_px == 0:
        return mosaic
    size = 2 * radius_px + 1
    return cv2.stackBlur(mosaic, (size, size)).astype(np.uint8, copy=False)
