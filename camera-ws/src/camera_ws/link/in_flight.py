"""How many frames may be on their way to the hub at once.

A send that does not block says only that the kernel took the bytes: on a slow link it takes megabytes, and pictures
arrive seconds old. So every frame is followed by a WebSocket ping, which the hub's library answers in order, and the
next frame waits until few enough pings are open. The window is what the idle round trip needs at the stream's rate:
a far but wide link keeps its frame rate, a narrow one gets fewer, fresh frames.
"""

import asyncio
import math

WINDOW_MIN = 2
WINDOW_MAX = 16
PAUSE_S = 0.03
"""A hub next door still pauses this long now and then, to collect its garbage: that must cost no frame."""


class InFlight:
    """Counts frames sent and not yet answered; round_trip_s is that of a small message on the idle link."""

    def __init__(self, round_trip_s: float) -> None:
        self._round_trip_s = round_trip_s
        self._open = 0
        self._freed = asyncio.Event()

    @property
    def open(self) -> int:
        return self._open

    def note_round_trip(self, seconds: float) -> None:
        """Only the shortest counts: longer ones have waited behind frames."""
        self._round_trip_s = min(self._round_trip_s, seconds)

    def window(self, fps: float) -> int:
        covered_s = max(self._round_trip_s, PAUSE_S)
        return max(WINDOW_MIN, min(WINDOW_MAX, math.ceil(covered_s * fps) + 1))

    async def room(self, fps: float) -> None:
        """Returns once another frame may be sent."""
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
