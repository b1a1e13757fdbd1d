"""Limits the frames in flight to the hub.

A send that does not block only means that the kernel has the bytes: on a slow link it buffers megabytes, and frames
arrive seconds late. So every frame is followed by a WebSocket ping, which the hub's library answers in order. The next
frame waits until few enough pings are open. The window is the number of frames within one idle round trip: a link with
long delay but enough bandwidth keeps its frame rate, a narrow one gets fewer, fresh frames.
"""

import asyncio
import math

WINDOW_MIN = 2
WINDOW_MAX = 16
PAUSE_S = 0.03
"""Assumed minimum: even a hub nearby pauses this long for garbage collection, which must not cost frames."""


class InFlight:
    """Counts frames that were sent and not acknowledged; round_trip_s: of a small message on the idle link."""

    def __init__(self, round_trip_s: float) -> None:
        self._round_trip_s = round_trip_s
        self._open = 0
        self._freed = asyncio.Event()

    @property
    def open(self) -> int:
        return self._open

    @property
    def round_trip_s(self) -> float:
        """The shortest so far."""
        return self._round_trip_s

    def note_round_trip(self, seconds: float) -> None:
        """Keeps the shortest: longer ones have waited behind frames."""
        self._round_trip_s = min(self._round_trip_s, seconds)

    def window(self, fps: float) -> int:
        covered_s = max(self._round_trip_s, PAUSE_S)
        return max(WINDOW_MIN, min(WINDOW_MAX, math.ceil(covered_s * fps) + 1))

    async def wait_for_slot(self, fps: float) -> None:
        """Waits until another frame may be sent."""
        while self._open >= self.window(fps):
            self._freed.clear()
            await self._freed.wait()

    def sent(self, pong: "asyncio.Future[float]") -> None:
        self._open += 1
        pong.add_done_callback(self._answered)

    def _answered(self, pong: "asyncio.Future[float]") -> None:
        self._open -= 1
        self._freed.set()
        if not pong.cancelled() and pong.exception() is None:
            self.note_round_trip(pong.result())
