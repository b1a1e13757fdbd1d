"""The contract of sources."""

from typing import Protocol

from camera_ws.camera.pictures.picture import Picture


class Source(Protocol):
    def next(self) -> Picture:
        """The next picture; the first one after the last. CameraError when it cannot be read."""
        ...

    def close(self) -> None: ...
