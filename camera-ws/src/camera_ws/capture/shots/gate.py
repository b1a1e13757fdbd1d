"""Many may pass together, or one alone."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager


class Gate:
    """Who waits to be alone is not overtaken by those who would share."""

    def __init__(self) -> None:
        self._sharing = 0
        self._taken = False
        self._queued = 0
        self._waiters: set[asyncio.Future[None]] = set()

    @asynccontextmanager
    async def shared(self) -> AsyncGenerator[None, None]:
        await self._until(lambda: not self._taken and self._queued == 0)
        self._sharing += 1
        try:
            yield
        finally:
            self._sharing -= 1
            self._wake()

    @asynccontextmanager
    async def alone(self) -> AsyncGenerator[None, None]:
        self._queued += 1
        try:
            await self._until(lambda: not self._taken and self._sharing == 0)
            self._taken = True
        finally:
            self._queued -= 1
            self._wake()
        try:
            yield
        finally:
            self._taken = False
            self._wake()

    async def _until(self, free: Callable[[], bool]) -> None:
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
