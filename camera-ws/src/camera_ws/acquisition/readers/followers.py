"""All followers of the stream."""

import threading
from collections.abc import Generator
from contextlib import contextmanager

from camera_ws.acquisition.readers.follower import Follower
from camera_ws.camera.base import Frame
from camera_ws.errors import CameraDisconnected


class Followers:
    """joined is entered on the event loop; frames come from the camera's thread.

    While no camera is connected, as at the start, a new follower gets the error at once: it would wait for ever.
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
        """A camera is connected."""
        with self._lock:
            self._gone = None

    def end(self, error: Exception) -> None:
        """No more frames come. Present followers and those that join before begin get the error."""
        with self._lock:
            self._gone = error
            for follower in self._all:
                follower.end(error)
