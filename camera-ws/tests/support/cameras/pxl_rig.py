"""A PixeLINK camera on the test double."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from camera_ws.camera.base import Frame
from camera_ws.camera.pixelink.camera import PixelinkCamera
from camera_ws.errors import CameraTimeout

Open = Callable[..., PixelinkCamera]
"""Opens the camera of a model, plugged in at index 0 unless something is plugged in already."""
DEADLINE_S = 5.0


def frame_of(camera: PixelinkCamera) -> Frame:
    deadline_s = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline_s:
        try:
            return camera.next_frame(0.1)
        except CameraTimeout:
            continue
    pytest.fail("no frame in time")


@contextmanager
def within(seconds: float) -> Iterator[None]:
    began_s = time.monotonic()
    yield
    assert time.monotonic() - began_s < seconds
