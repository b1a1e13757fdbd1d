"""Whether the camera has to stream: while frames are wanted, and for a while after that."""

import threading
import time

LINGER_S = 2.0
"""The stream goes on for this long without readers: a reloaded page does not restart the camera."""


class Demand:
    """count_watcher may be called from any thread, the rest on the camera's thread."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._watchers = 0
        self._until_s = 0.0

    def count_watcher(self, step: int) -> None:
        with self._lock:
            self._watchers += step

    def extend(self) -> None:
        self._until_s = time.monotonic() + LINGER_S

    def is_wanted(self, needed: bool) -> bool:
        """needed: there is a reason beside the watchers, such as a pending trigger."""
        if needed or self._watchers > 0:
            self.extend()
        return time.monotonic() < self._until_s
