"""Every frame once and in order, for a mean, a burst or a clip."""

import asyncio
import threading
from collections import deque

from camera_ws.camera.base import Frame


class Follower:
    """An asynchronous iterator of frames. Made and read on the event loop; put and end come from the camera's thread.

    Frames exposed before not_before_us are ignored. At most max_waiting frames wait. Frames that arrive beyond that are
    dropped and counted, so that the waiting ones stay consecutive. After end the waiting frames are still returned;
    then every call raises the error.
    """

    def __init__(self, max_waiting: int, not_before_us: int) -> None:
        if max_waiting < 1:
            raise ValueError(f"max_waiting {max_waiting} is below 1")
        self._max_waiting = max_waiting
        self._not_before_us = not_before_us
        self._loop = asyncio.get_running_loop()
        self._filled = asyncio.Event()
        self._lock = threading.Lock()
        self._frames: deque[Frame] = deque()
        self._last_seq: int | None = None
        self._missed = 0
        self._error: Exception | None = None

    @property
    def missed(self) -> int:
        """Frames since the first that this follower did not get: lost by the camera or dropped here."""
        return self._missed

    @property
    def waiting(self) -> int:
        """Frames that have arrived and were not read yet."""
        return len(self._frames)

    def __aiter__(self) -> "Follower":
        return self

    async def __anext__(self) -> Frame:
        """The next frame. With a trigger it may never come: the caller sets the time limit."""
        while True:
            with self._lock:
                if self._frames:
                    return self._frames.popleft()
                if self._error is not None:
                    raise self._error
                self._filled.clear()
            await self._filled.wait()

    def put(self, frame: Frame) -> None:
        """From the camera's thread."""
        if frame.descriptor.exposure_began_us < self._not_before_us:
            return
        with self._lock:
            self._count_gap(frame.descriptor.seq)
            if len(self._frames) >= self._max_waiting:
                self._missed += 1
                return
            self._frames.append(frame)
        self._wake()

    def end(self, error: Exception) -> None:
        """From the camera's thread, when no more frames can come."""
        with self._lock:
            self._error = self._error or error
        self._wake()

    def _count_gap(self, seq: int) -> None:
        if self._last_seq is not None:
            gap = (seq - self._last_seq - 1) & 0xFFFF_FFFF
            # Numbers restart at 0 with each stream start: that is no gap.
            self._missed += gap if gap < 1 << 31 else 0
        self._last_seq = seq

    def _wake(self) -> None:
        self._loop.call_soon_threadsafe(self._filled.set)
