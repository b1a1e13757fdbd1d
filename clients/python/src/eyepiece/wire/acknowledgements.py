"""Decides when to acknowledge frames. The hub sends only as many as it has credit for."""

ACK_INTERVAL_S = 0.4


class Acknowledgements:
    """Acknowledgements are cumulative: each covers all frames before it. Times are those of a monotonic clock, s."""

    def __init__(self) -> None:
        self._every = 1
        self._waiting = 0
        self._newest: int | None = None
        self._first_at = 0.0

    def set_every(self, every: int) -> None:
        self._every = max(1, every)

    def reset(self) -> None:
        self._waiting = 0
        self._newest = None

    def received(self, seq: int, now: float) -> None:
        if self._waiting == 0:
            self._first_at = now
        self._waiting += 1
        self._newest = seq

    def due(self, now: float) -> int | None:
        """The sequence number to acknowledge at this moment."""
        if self._waiting >= self._every or (self._waiting > 0 and now - self._first_at >= ACK_INTERVAL_S):
            return self.take()
        return None

    def take(self) -> int | None:
        """The newest sequence number that is not acknowledged."""
        newest = self._newest if self._waiting > 0 else None
        self._waiting = 0
        return newest
