"""Every frame once, in order, for whoever makes something of many: a mean, a burst, a clip."""

import asyncio
import threading
from collections import deque

from camera_ws.camera.base import Frame


class Follower:
    """An asynchronous iterator of frames. Made and read on the event loop; put and end come from the camera's thread.

    Frames exposed before not_before_us are not its own. At most max_waiting frames wait: what arrives beyond that is
    left out and counted, so that those that wait stay consecutive. After end the waiting frames are still given, then
    the error is raised, each time it is asked.
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
        """Frames since the first that this follower did not get: lost by the camera, or left out for want of room."""
        return self._missed

    @property
    def waiting(self) -> int:
        """Frames that have come and not been taken yet."""
        return len(self._frames)

    def __aiter__(self) -> "Follower":
        return self

    async def __anext__(self) -> Frame:
        """The next frame. Under a trigger it may never come: how long to wait is for the caller to say."""
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
            # Numbers begin again at 0 with each stream start: that is no gap.
            self._missed += gap if gap < 1 << 31 else 0
        self._last_seq = seq

    def _wake(self) -> None:
        self._loop.call_soon_threadsafe(self._filled.set)
