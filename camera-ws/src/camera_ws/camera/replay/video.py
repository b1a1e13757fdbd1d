"""A video file that OpenCV can decode, such as AVI and MP4."""

from pathlib import Path

import cv2
import numpy as np

from camera_ws.camera.pictures.picture import Picture
from camera_ws.errors import CameraError


class VideoSource:
    def __init__(self, path: Path) -> None:
        self._path = path
        self._video = cv2.VideoCapture(str(path))
        if not self._video.isOpened():
            raise CameraError(f"{path.name} is not a video that can be read")

    def next(self) -> Picture:
        done, pixels = self._video.read()
        if not done:
            pixels = self._restart()
        rgb = cv2.cvtColor(pixels, cv2.COLOR_BGR2RGB).astype(np.uint8, copy=False)
        return Picture(rgb.shape[1], rgb.shape[0], 3, 8, lambda: rgb)

    def close(self) -> None:
        self._video.release()

    def _restart(self):
        # Reopen: seeking to frame 0 is not exact with every container.
        self._video.release()
        self._video = cv2.VideoCapture(str(self._path))
        done, pixels = self._video.read()
        if not done:
            raise CameraError(f"no picture in {self._path.name} can be decoded")
        return pixels
