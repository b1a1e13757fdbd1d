"""The driver `video` with USB cameras."""

from pathlib import Path

import cv2
import pytest

from camera_ws.camera.video.address import Address, parse_address
from camera_ws.camera.video.camera import VideoCamera
from camera_ws.camera.video.controls import NoControls
from camera_ws.camera.video.streams.usb_stream import Size, UsbStream
from camera_ws.errors import CameraError
from support.video_server import film

WAIT_S = 60.0


class UsbDouble:
    """A file that OpenCV plays in place of a USB camera."""

    def __init__(self, path: Path, properties: dict[int, float]) -> None:
        self._video = cv2.VideoCapture(str(path))
        self._properties = properties

    def isOpened(self) -> bool:  # noqa: N802  (OpenCV's name)
        return self._video.isOpened()

    def read(self) -> tuple[bool, object]:
        return self._video.read()

    def get(self, property_id: int, /) -> float:
        return self._video.get(property_id)

    def set(self, property_id: int, value: float, /) -> bool:
        self._properties[property_id] = value
        return True

    def release(self) -> None:
        self._video.release()


def test_a_usb_camera_gets_the_size_and_is_lost_at_its_last_picture(tmp_path: Path) -> None:
    properties: dict[int, float] = {}
    path = film(tmp_path / "a.mp4", 20)

    def make(address: Address, size: Size | None) -> UsbStream:
        return UsbStream(address.target, address.shown, size, lambda _: UsbDouble(path, properties))

    camera = VideoCamera(
        parse_address("usb:0"), size=(1280, 720), make_stream=make, make_controls=lambda _: NoControls()
    )
    with camera, pytest.raises(CameraError, match="usb:0 sends no more pictures"):
        _read_all(camera)
    assert (properties[cv2.CAP_PROP_FRAME_WIDTH], properties[cv2.CAP_PROP_FRAME_HEIGHT]) == (1280, 720)


def _read_all(camera: VideoCamera) -> None:
    camera.start()
    while True:
        assert camera.next_frame(WAIT_S).pixels.shape == (120, 160, 3)


def test_a_usb_camera_that_is_not_there() -> None:
    camera = VideoCamera(parse_address("usb:97"))
    with pytest.raises(CameraError, match="no camera at usb:97"):
        camera.open()
