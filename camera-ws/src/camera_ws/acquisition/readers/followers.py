"""Everybody who follows the stream now."""

import threading
from collections.abc import Generator
from contextlib import contextmanager

from camera_ws.acquisition.readers.follower import Follower
from camera_ws.camera.base import Frame
from camera_ws.errors import CameraDisconnected


class Followers:
    """Joined on the event loop, fed on the camera's thread.

    While no camera is there, which is how it begins, whoever joins is told so at once: they would wait for ever.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._all: list[Follower] = []
        self._gone: Exception | None = CameraDisconnected()

    def __bool__(self) -> bool:
        return bool(self._all)

    @contextmanager
    def joined(self, follower: Follower) -> Generator[Follower, None, None]:
        with self._lock:
            self._all.append(follower)
            if self._gone is not None:
                follower.end(self._gone)
        try:
            yield follower
        finally:
            with self._lock:
                self._all.remove(follower)

    def put(self, frame: Frame) -> None:
        with self._lock:
            for follower in self._all:
                follower.put(frame)

    def begin(self) -> None:
        """A camera is there."""
        with self._lock:
            self._gone = None

    def end(self, error: Exception) -> None:
        """No more frames come: those who follow now, and who joins before the next beginning, are told why."""
        with self._lock:
            self._gone = error
            for follower in self._all:
                follower.end(error)
