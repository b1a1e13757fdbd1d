"""The contract of streams."""

from dataclasses import dataclass
from typing import Protocol

from camera_ws.camera.pictures.picture import Picture


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture with its presentation time, µs from any origin; None where the stream has none."""

    picture: Picture
    time_us: int | None = None


class Stream(Protocol):
    """Opened by its constructor. Every method but abort is called on one thread."""

    fps: float | None
    """Nominal rate, if known."""
    is_live: bool
    """Pictures arrive when they are taken; else they can be read at any speed and begin again after the last one."""

    def read(self) -> Shot | None:
        """The next picture; None for data without a usable one. CameraError when the source is gone or silent."""
        ...

    def abort(self) -> None:
        """From any thread: ends read soon."""
        ...

    def close(self) -> None: ...
