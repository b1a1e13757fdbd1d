"""The live frames of a camera."""

from typing import Any, Self

from eyepiece.blocking.face import ContextFace, blocking
from eyepiece.hub.frames import AsyncFrames
from eyepiece.wire.frame import Frame


class Frames(ContextFace[AsyncFrames]):
    """An iterator of frames in which the newest one wins. It reconnects; each wait for a frame has a deadline.

    Use it with `with`, or call close(). A loop that is left early keeps the stream open until this object is deleted.
    """

    def __iter__(self) -> Self:
        return self

    def __next__(self) -> Frame:
        if self._inner.closed:
            raise StopIteration
        return self.next()

    def __del__(self) -> None:
        self._loop.soon(self._inner.stop)

    next = blocking(AsyncFrames.next)
    close = blocking(AsyncFrames.close)

    @property
    def flow(self) -> dict[str, Any]:
        """How the hub serves this stream: width, frames that it left out (`dropped`), and the reason for less."""
        return self._inner.flow

    @property
    def skipped(self) -> int:
        """Frames that arrived and were replaced by newer ones before they were taken."""
        return self._inner.skipped
