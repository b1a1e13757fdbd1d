"""The newest frame, and the credit for further ones."""

import asyncio
import time
from collections.abc import Callable

from eyepiece.wire.acknowledgements import ACK_INTERVAL_S, Acknowledgements
from eyepiece.wire.frame import Frame

HOLD_S = 1.0
"""A frame that nobody has taken for so long stops the stream, until the next one is asked for."""
_FRESH_WITHIN_S = 0.5
"""Time for a fresh frame in place of one that was held. A camera with a long exposure has no newer one."""


class Newest:
    """Acknowledges frames as they arrive, so that the newest one is always here. Stops while its reader is away."""

    def __init__(self, acknowledge: Callable[[int], None]) -> None:
        self._acknowledge = acknowledge
        self._policy = Acknowledgements()
        self._frame: Frame | None = None
        self._arrived_at = 0.0
        self._held = False
        self._changed = asyncio.Event()
        self.skipped = 0
        """Frames that newer ones replaced here."""

    def set_every(self, every: int) -> None:
        self._policy.set_every(every)

    def reset(self) -> None:
        """A new connection knows nothing of frames of the last one."""
        self._policy.reset()

    def put(self, frame: Frame) -> None:
        now = time.monotonic()
        if self._frame is None:
            self._arrived_at = now
        else:
            self.skipped += 1
        self._frame = frame
        self._policy.received(frame.seq, now)
        self._changed.set()
        self.tick()

    def tick(self) -> None:
        """Sends the acknowledgement that is due, unless the reader is away."""
        now = time.monotonic()
        self._held = self._frame is not None and now - self._arrived_at > HOLD_S
        due = None if self._held else self._policy.due(now)
        if due is not None:
            self._acknowledge(due)

    def wake(self) -> None:
        """Lets take() look at the reason for which no frame comes."""
        self._changed.set()

    async def take(self, deadline: float, failed: Callable[[], BaseException | None]) -> Frame | None:
        """The next frame; None when `deadline` (monotonic) has passed. Raises what `failed` returns."""
        held, skipped = self._frame if self._held else None, self.skipped
        if held is not None:
            self._release()
            fresh_by = min(deadline, time.monotonic() + _FRESH_WITHIN_S)
            while self.skipped == skipped and failed() is None and await self._wait(fresh_by):
                pass
        while self._frame is None:
            error = failed()
            if error is not None:
                raise error
            if not await self._wait(deadline):
                return None
        frame, self._frame = self._frame, None
        return frame

    def _release(self) -> None:
        self._held = False
        self._arrived_at = time.monotonic()
        due = self._policy.take()
        if due is not None:
            self._acknowledge(due)

    async def _wait(self, deadline: float) -> bool:
        self._changed.clear()
        left = deadline - time.monotonic()
        if left <= 0:
            return False
        try:
            async with asyncio.timeout(left):
                await self._changed.wait()
        except TimeoutError:
            return False
        return True


TICK_S = ACK_INTERVAL_S / 2
