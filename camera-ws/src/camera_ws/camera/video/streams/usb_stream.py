"""A USB camera, by OpenCV."""

import sys
from collections.abc import Callable
from os.path import realpath
from typing import Any, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from camera_ws.camera.pictures.picture import Picture, check_size
from camera_ws.camera.video.streams.stream import Shot
from camera_ws.errors import CameraDisconnected

Size = tuple[int, int]
"""Width and height, px."""
_BACKENDS = {"linux": cv2.CAP_V4L2, "darwin": cv2.CAP_AVFOUNDATION, "win32": cv2.CAP_DSHOW}


class Device(Protocol):
    """What this driver uses of cv2.VideoCapture."""

    def isOpened(self) -> bool: ...  # noqa: N802  (OpenCV's name)

    def read(self) -> tuple[bool, Any]: ...

    def get(self, property_id: int, /) -> float: ...

    def set(self, property_id: int, value: float, /) -> bool: ...

    def release(self) -> None: ...


def open_device(name: str) -> Device:
    """name: an index, or a device file."""
    backend = _BACKENDS.get(sys.platform, cv2.CAP_ANY)
    return cv2.VideoCapture(int(name) if name.isdecimal() else realpath(name), backend)


class UsbStream:
    is_live = True

    def __init__(
        self, name: str, shown: str, size: Size | None, make_device: Callable[[str], Device] = open_device
    ) -> None:
        """size: the camera takes the nearest that it has."""
        self._shown = shown
        self._device = make_device(name)
        if not self._device.isOpened():
            raise CameraDisconnected(f"there is no camera at {shown}, or another program uses it")
        if size is not None:
            # Uncompressed pictures of a larger size do not fit through USB at a useful rate.
            self._device.set(cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))
            self._device.set(cv2.CAP_PROP_FRAME_WIDTH, size[0])
            self._device.set(cv2.CAP_PROP_FRAME_HEIGHT, size[1])
        fps = self._device.get(cv2.CAP_PROP_FPS)
        self.fps = fps if np.isfinite(fps) and fps > 0 else None

    def read(self) -> Shot:
        done, pixels = self._device.read()
        if not done or pixels is None:
            raise CameraDisconnected(f"{self._shown} sends no more pictures: check its cable")
        return Shot(_picture(pixels, self._shown))

    def abort(self) -> None:
        """OpenCV ends each read within its own time limit."""

    def close(self) -> None:
        self._device.release()


def _picture(pixels: NDArray[Any], name: str) -> Picture:
    height, width = pixels.shape[:2]
    check_size(width, height, name)
    if pixels.ndim == 2 or pixels.shape[2] == 1:
        grey = np.array(pixels, np.uint8).reshape(height, width)
        return Picture(width, height, 1, 8, lambda: grey)
    return Picture(width, height, 3, 8, lambda: cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False))
