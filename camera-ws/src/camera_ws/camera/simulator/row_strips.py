"""Runs the work on a picture in strips of rows at the same time, so that a simulated picture takes less time."""

import os
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

_LEAST_SAMPLES = 600_000
"""For less, handing a strip to another thread takes longer than the work."""
_THREADS_MAX = 4


class RowStrips:
    """threads: by default one for each core that this process may use. Used by one thread, which does a strip as well.

    close ends the helping threads; the next run starts them again.
    """

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads or min(_THREADS_MAX, _cores())
        self._helpers: ThreadPoolExecutor | None = None

    @property
    def most(self) -> int:
        """The largest number of strips."""
        return self._threads

    def run(self, rows: int, samples_per_row: int, work: Callable[[int, int, int], None]) -> None:
        """work gets the index of a strip, its first row and the row after its last."""
        count = self._threads if rows * samples_per_row >= _LEAST_SAMPLES else 1
        bounds = [rows * index // count for index in range(count + 1)]
        if count == 1:
            work(0, 0, rows)
            return
        helpers = self._helpers = self._helpers or ThreadPoolExecutor(count - 1, thread_name_prefix="simulator-strip")
        others = [helpers.submit(work, index, bounds[index], bounds[index + 1]) for index in range(1, count)]
        work(0, 0, bounds[1])
        for other in others:
            other.result()

    def close(self) -> None:
        helpers, self._helpers = self._helpers, None
        if helpers is not None:
            helpers.shutdown()


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
