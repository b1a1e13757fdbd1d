"""Times of pictures on the clock of the drivers."""

JUMP_US = 2_000_000
"""A presentation time that is further off belongs to a new origin."""
_SLEW_DIVISOR = 2000
"""0.05 %. Whole numbers, because times may be larger than a float is exact for."""
_LATE_US = 500_000


class LiveTimes:
    """Converts presentation times of a live stream, whose origin is unknown, to the clock.

    The picture with the shortest delay so far gives the origin, so that the jitter of the network is not in the times.
    The origin follows a clock of the source that is slower than ours by up to 0.05 %.
    """

    def __init__(self, last_us: int = 0) -> None:
        """last_us: of the pictures before, from another origin."""
        self.last_us = last_us
        self._origin_us: int | None = None
        self._previous_us: int | None = None

    def at(self, time_us: int | None, arrived_us: int) -> int:
        """Rises with each call and is never after arrived_us, unless two pictures arrive in the same µs."""
        shown_us = arrived_us if time_us is None else self._on_clock(time_us, arrived_us)
        self.last_us = max(self.last_us + 1, shown_us)
        return self.last_us

    def _on_clock(self, time_us: int, arrived_us: int) -> int:
        step_us = None if self._previous_us is None else time_us - self._previous_us
        self._previous_us = time_us
        origin_us = arrived_us - time_us
        if self._origin_us is None or step_us is None or step_us <= 0 or abs(origin_us - self._origin_us) > JUMP_US:
            self._origin_us = origin_us
        else:
            self._origin_us = min(origin_us, self._origin_us + step_us // _SLEW_DIVISOR)
        return time_us + self._origin_us


class Pace:
    """When each picture of a recording is due, so that it plays at its own speed."""

    def __init__(self, fps: float) -> None:
        """fps: for pictures without a usable time."""
        self._period_us = round(1e6 / fps)
        self._due_us: int | None = None
        self._previous_us: int | None = None

    def due(self, time_us: int | None, now_us: int) -> int:
        step_us = self._period_us
        if time_us is not None and self._previous_us is not None and 0 < time_us - self._previous_us <= JUMP_US:
            step_us = time_us - self._previous_us
        self._previous_us = time_us
        due_us = now_us if self._due_us is None else self._due_us + step_us
        # A pause, or a machine that is too slow: it goes on from here.
        self._due_us = now_us if due_us < now_us - _LATE_US else due_us
        return self._due_us


class RateLimit:
    """Leaves pictures out so that no more than a rate remain."""

    def __init__(self) -> None:
        self._due_us: int | None = None

    def restart(self) -> None:
        self._due_us = None

    def admits(self, at_us: int, fps: float) -> bool:
        period_us = round(1e6 / fps)
        # Pictures of the same rate that arrive unevenly are not left out.
        slack_us = min(period_us // 2, 20_000)
        if self._due_us is not None and at_us < self._due_us - slack_us:
            return False
        due_us = at_us if self._due_us is None else max(self._due_us, at_us - period_us)
        self._due_us = due_us + period_us
        return True
