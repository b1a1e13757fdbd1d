"""Values computed from a frame, kept for as long as the frame."""

import threading
import weakref
from collections.abc import Callable
from typing import Generic, TypeVar

from camera_ws.camera.base import Frame

T = TypeVar("T")


class PerFrame(Generic[T]):
    """One value per frame in memory. May be used from any thread.

    The value must not refer to the frame: it would keep the frame in memory.
    """

    def __init__(self, make: Callable[[], T]) -> None:
        self._make = make
        self._lock = threading.Lock()
        self._values: weakref.WeakKeyDictionary[Frame, T] = weakref.WeakKeyDictionary()

    def of(self, frame: Frame) -> T:
        with self._lock:
            value = self._values.get(frame)
            if value is None:
                value = self._values[frame] = self._make()
            return value
