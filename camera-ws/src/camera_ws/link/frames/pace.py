"""Reduces a stream of frames to a rate."""


class Pace:
    """Skips frames evenly: for 24 of 30 fps every fifth one."""

    def __init__(self) -> None:
        self._due_us = 0.0

    def is_due(self, captured_at_us: int, max_fps: float | None) -> bool:
        if max_fps is None:
            return True
        period_us = 1e6 / max_fps
        # Half a millisecond of tolerance: a source at this very rate has jitter.
        if captured_at_us < self._due_us - 500:
            return False
        late = captured_at_us - self._due_us > period_us
        self._due_us = captured_at_us + period_us if late else self._due_us + period_us
        return True
