"""Python imports this before the program (PYTHONPATH). It shifts the wall clock by the number of ms in a file.

The clock steps when the file changes. The monotonic clocks and file times do not change.
"""

import os
import time
from pathlib import Path

_READ_EVERY_S = 0.05


class _SteppedClock:
    def __init__(self, file: Path) -> None:
        self._file = file
        self._real_ns = time.time_ns
        self._ahead_ns = 0
        self._read_at_s = float("-inf")

    def now_ns(self) -> int:
        monotonic_s = time.monotonic()
        if monotonic_s - self._read_at_s >= _READ_EVERY_S:
            self._read_at_s = monotonic_s
            self._ahead_ns = int(self._file.read_text(encoding="ascii")) * 1_000_000
        return self._real_ns() + self._ahead_ns

    def now_s(self) -> float:
        return self.now_ns() / 1e9


if "STEPPED_CLOCK_FILE" in os.environ:
    _clock = _SteppedClock(Path(os.environ["STEPPED_CLOCK_FILE"]))
    time.time_ns = _clock.now_ns
    time.time = _clock.now_s
