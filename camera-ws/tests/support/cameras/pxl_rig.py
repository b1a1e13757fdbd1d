"""A PixeLINK camera on the test double."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from camera_ws.camera.base import Frame
from camera_ws.camera.pixelink.camera import PixelinkCamera
from camera_ws.errors import CameraTimeout
from support.waiting import DEADLINE_S

Open = Callable[..., PixelinkCamera]
"""Opens the camera of a model, plugged in at index 0 unless something is plugged in already."""


def frame_of(camera: PixelinkCamera) -> Frame:
    deadline_s = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline_s:
        try:
            return camera.next_frame(0.1)
        except CameraTimeout:
            continue
    pytest.fail("no frame in time")


@contextmanager
def in_time() -> Iterator[None]:
    """For calls that must not wait for a trigger or an exposure, which never comes."""
    began_s = time.monotonic()
    yield
    assert time.monotonic() - began_s < DEADLINE_S
