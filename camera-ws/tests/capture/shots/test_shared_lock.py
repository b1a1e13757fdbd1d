"""SharedLock: several shared holders or one exclusive holder."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from camera_ws.capture.shots.shared_lock import SharedLock
from support.waiting import DEADLINE_S, run_pending


class Log:
    def __init__(self) -> None:
        self.inside: list[str] = []
        self.maximum = 0

    @asynccontextmanager
    async def of(self, name: str, lock: AbstractAsyncContextManager[None]) -> AsyncIterator[None]:
        async with lock:
            self.inside.append(name)
            self.maximum = max(self.maximum, len(self.inside))
            yield
            self.inside.remove(name)


async def test_an_exclusive_holder_waits_for_shared_ones_and_is_not_overtaken() -> None:
    lock, log, leave = SharedLock(), Log(), asyncio.Event()

    async def share(name: str) -> None:
        async with log.of(name, lock.shared()):
            await leave.wait()

    async def exclusive() -> None:
        async with log.of("exclusive", lock.exclusive()):
            assert log.inside == ["exclusive"]

    tasks = [asyncio.create_task(share(name)) for name in ("a", "b")]
    await run_pending()
    tasks.append(asyncio.create_task(exclusive()))
    await run_pending()
    tasks.append(asyncio.create_task(share("late")))
    await run_pending()
    assert log.inside == ["a", "b"]  # the late one does not overtake the exclusive one
    leave.set()
    await asyncio.gather(*tasks)
    assert (log.inside, log.maximum) == ([], 2)


async def test_a_cancelled_wait_does_not_block_others() -> None:
    lock = SharedLock()
    async with lock.shared():
        waiting = asyncio.create_task(lock.exclusive().__aenter__())
        await run_pending()
        sharing = asyncio.create_task(lock.shared().__aenter__())
        await run_pending()
        assert not sharing.done()
        waiting.cancel()
        await run_pending()
        assert waiting.cancelled()
        assert sharing.done()


async def test_an_error_inside_releases_the_lock() -> None:
    lock = SharedLock()
    for acquire in (lock.exclusive, lock.shared):
        try:
            async with acquire():
                raise ValueError
        except ValueError:
            pass
    async with asyncio.timeout(DEADLINE_S), lock.exclusive():
        pass
