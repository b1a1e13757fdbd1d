"""Cameras for the tests of the PixeLINK driver."""

from collections.abc import Iterator

import pytest

from camera_ws.camera.pixelink.camera import PixelinkCamera
from support.cameras.pxl_double import MONO, Double
from support.cameras.pxl_rig import Open


@pytest.fixture
def opened(double: Double) -> Iterator[Open]:
    """Opens cameras, closes them after the test and checks that no two calls overlapped."""
    cameras: list[PixelinkCamera] = []

    def open_one(model: int = MONO, serial: int | None = None) -> PixelinkCamera:
        if not any(one.plugged for one in double.control.cameras):
            double[0].plug(77001, model)
        camera = PixelinkCamera(double.sdk, serial=serial)
        cameras.append(camera)
        camera.open()
        return camera

    yield open_one
    for camera in cameras:
        camera.close()
    assert [one.overlaps for one in double.control.cameras] == [0, 0, 0, 0]
