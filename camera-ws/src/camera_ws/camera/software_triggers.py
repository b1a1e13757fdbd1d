"""Software triggers that wait for their frame. They survive a pause of the stream: a change of settings loses none."""

import threading

from camera_ws.errors import CameraBusy

TRIGGERS_MAX = 32
"""The camera exposes triggers one after another: a longer queue would expose long after the request."""


class SoftwareTriggers:
    """Fired on the camera's thread, taken on the thread that fetches frames."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._pending = 0

    @property
    def pending(self) -> int:
        return self._pending

    def fire(self) -> None:
        """CameraBusy when too many are pending."""
        with self._lock:
            if self._pending >= TRIGGERS_MAX:
                raise CameraBusy(f"{self._pending} triggers wait for their frames already: fire again after those")
            self._pending += 1

    def repeat(self) -> None:
        """Fires again, without a limit, because the frame of a trigger could not be used."""
        with self._lock:
            self._pending += 1

    def take(self) -> None:
        """One trigger has its frame."""
        with self._lock:
            self._pending = max(0, self._pending - 1)

    def clear(self) -> None:
        with self._lock:
            self._pending = 0
