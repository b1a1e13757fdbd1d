"""A slot that holds only the newest value: threads put values, coroutines wait for newer ones."""

import asyncio
import threading
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Versioned(Generic[T]):
    """A value and its version; versions count from 1, so 0 is older than everything."""

    version: int
    value: T


class Latest(Generic[T]):
    """Create it on the event loop of the coroutines that wait for values."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._lock = threading.Lock()
        self._current: Versioned[T] | None = None
        self._wake_scheduled = False
        self._waiters: set[asyncio.Future[None]] = set()

    @property
    def current(self) -> Versioned[T] | None:
        return self._current

    def put(self, value: T) -> None:
        """From any thread. Wakes the event loop at most once per iteration, at any rate of values."""
        with self._lock:
            version = self._current.version + 1 if self._current else 1
            self._current = Versioned(version, value)
            if self._wake_scheduled:
                return
            self._wake_scheduled = True
        self._loop.call_soon_threadsafe(self._wake)

    async def newer_than(self, version: int) -> Versioned[T]:
        """Waits for a value of a higher version and returns the newest one."""
        while self._current is None or self._current.version <= version:
            waiter: asyncio.Future[None] = self._loop.create_future()
            self._waiters.add(waiter)
            try:
                await waiter
            finally:
                self._waiters.discard(waiter)
        return self._current

    def _wake(self) -> None:
        with self._lock:
            self._wake_scheduled = False
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
