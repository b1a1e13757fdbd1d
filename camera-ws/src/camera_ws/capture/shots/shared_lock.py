"""A lock with shared and exclusive holders."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager


class SharedLock:
    """A waiting exclusive holder blocks new shared holders, so that it is not starved."""

    def __init__(self) -> None:
        self._shared = 0
        self._exclusive = False
        self._exclusive_waiting = 0
        self._waiters: set[asyncio.Future[None]] = set()

    @asynccontextmanager
    async def shared(self) -> AsyncGenerator[None, None]:
        await self._wait_until(lambda: not self._exclusive and self._exclusive_waiting == 0)
        self._shared += 1
        try:
            yield
        finally:
            self._shared -= 1
            self._wake()

    @asynccontextmanager
    async def exclusive(self) -> AsyncGenerator[None, None]:
        self._exclusive_waiting += 1
        try:
            await self._wait_until(lambda: not self._exclusive and self._shared == 0)
            self._exclusive = True
        finally:
            self._exclusive_waiting -= 1
            self._wake()
        try:
            yield
        finally:
            self._exclusive = False
            self._wake()

    async def _wait_until(self, free: Callable[[], bool]) -> None:
        while not free():
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiters.add(waiter)
            try:
                await waiter
            finally:
                self._waiters.discard(waiter)

    def _wake(self) -> None:
        for waiter in self._waiters:
            if not waiter.done():
                waiter.set_result(None)
