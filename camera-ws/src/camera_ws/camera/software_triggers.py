"""Software triggers that wait for their frame. They outlive a pause of the stream: none is lost to a setting."""

import threading

from camera_ws.errors import CameraBusy

SHOTS_MAX = 32
"""More would be a backlog that nobody watches any more; a camera exposes them one after another."""


class Shots:
    """Fired on the camera's thread, taken on the one that fetches frames."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._waiting = 0

    @property
    def waiting(self) -> int:
        return self._waiting

    def fire(self) -> None:
        """CameraBusy when too many wait."""
        with self._lock:
            if self._waiting >= SHOTS_MAX:
                raise CameraBusy(f"{self._waiting} triggers wait for their frames already: fire again after those")
            self._waiting += 1

    def again(self) -> None:
        """The frame of a trigger was not the one wanted: it is repeated, whatever waits."""
        with self._lock:
            self._waiting += 1

    def take(self) -> None:
        """One trigger has had its frame."""
        with self._lock:
            self._waiting = max(0, self._waiting - 1)

    def forget(self) -> None:
        with self._lock:
            self._waiting = 0
