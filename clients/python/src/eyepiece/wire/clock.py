"""The difference of two clocks, from questions and answers (Cristian's algorithm)."""

from collections import deque

_KEPT = 16


class ClockOffset:
    """Of the last samples, the one with the shortest round trip counts: queueing only adds to a round trip."""

    def __init__(self) -> None:
        self._samples: deque[tuple[int, int]] = deque(maxlen=_KEPT)

    def add(self, sent_us: int, theirs_us: int, received_us: int) -> None:
        self._samples.append((received_us - sent_us, theirs_us - (sent_us + received_us) // 2))

    @property
    def offset_us(self) -> int | None:
        """Their clock minus ours; None before the first sample."""
        return min(self._samples)[1] if self._samples else None
