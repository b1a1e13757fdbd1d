"""The frames that are kept, oldest first, and what they cost."""

from collections import deque
from collections.abc import Iterable

from camera_ws.protocol.camera.rewind import RewindState
from camera_ws.rewind.kept_frame import KeptFrame, Key

FRAMES_MAX = 20_000
"""Bounds the lists of frames for a camera with a tiny region."""


class RewindRing:
    """Used on the event loop only.

    A frame that is held stays in memory and counts in the budget after it has left the queue. So the budget is never
    exceeded: while much is held, the queue is shorter.
    """

    def __init__(self, budget_bytes: int) -> None:
        """budget_bytes: 0 keeps nothing."""
        self.budget_bytes = budget_bytes
        self._frames: dict[Key, KeptFrame] = {}
        """All frames in memory, oldest first."""
        self._queue: deque[KeptFrame] = deque()
        self._bytes = 0
        self._newest_us = -1

    @property
    def state(self) -> RewindState:
        oldest = next(iter(self._frames.values()), None)
        newest = next(reversed(self._frames.values()), None)
        return RewindState(
            budget_bytes=self.budget_bytes,
            bytes=self._bytes,
            frames=len(self._frames),
            from_us=oldest.descriptor.captured_at_us if oldest else None,
            to_us=newest.descriptor.captured_at_us if newest else None,
        )

    @property
    def frames(self) -> list[KeptFrame]:
        return list(self._frames.values())

    def find(self, key: Key) -> KeptFrame | None:
        return self._frames.get(key)

    def add(self, frame: KeptFrame) -> None:
        """Drops older frames to make room. Ignores a frame that is not newer than the last one."""
        time_us = frame.descriptor.captured_at_us
        if time_us <= self._newest_us or frame.cost_bytes > self.budget_bytes:
            return
        while self._queue and (self._bytes + frame.cost_bytes > self.budget_bytes or len(self._frames) >= FRAMES_MAX):
            self._drop(self._queue.popleft())
        if self._bytes + frame.cost_bytes > self.budget_bytes or len(self._frames) >= FRAMES_MAX:
            return  # the whole budget is held
        self._newest_us = time_us
        self._frames[frame.key] = frame
        self._queue.append(frame)
        self._bytes += frame.cost_bytes

    def hold(self, frames: Iterable[KeptFrame] = ()) -> "Hold":
        return Hold(self, frames)

    def release(self, frame: KeptFrame) -> None:
        """For Hold only."""
        frame.holds -= 1
        if frame.holds == 0 and frame.left:
            self._forget(frame)

    def _drop(self, frame: KeptFrame) -> None:
        frame.left = True
        if frame.holds == 0:
            self._forget(frame)

    def _forget(self, frame: KeptFrame) -> None:
        del self._frames[frame.key]
        self._bytes -= frame.cost_bytes


class Hold:
    """Keeps frames in memory until they are released. close releases the rest; it may be called twice."""

    def __init__(self, ring: RewindRing, frames: Iterable[KeptFrame]) -> None:
        self._ring = ring
        self._held: dict[Key, KeptFrame] = {}
        self.bytes = 0
        for frame in frames:
            self.add(frame)

    def __enter__(self) -> "Hold":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __contains__(self, frame: KeptFrame) -> bool:
        return frame.key in self._held

    def add(self, frame: KeptFrame) -> None:
        """Does nothing for a frame that it holds."""
        if frame in self:
            return
        frame.holds += 1
        self._held[frame.key] = frame
        self.bytes += frame.cost_bytes

    def release(self, frame: KeptFrame) -> None:
        """Does nothing for a frame that it does not hold."""
        if self._held.pop(frame.key, None) is not None:
            self.bytes -= frame.cost_bytes
            self._ring.release(frame)

    def close(self) -> None:
        for frame in list(self._held.values()):
            self.release(frame)
