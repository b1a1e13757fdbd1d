"""Many together or one alone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager

from camera_ws.capture.shots.gate import Gate


class Log:
    def __init__(self) -> None:
        self.inside: list[str] = []
        self.most = 0

    @asynccontextmanager
    async def of(self, name: str, door: AbstractAsyncContextManager[None]) -> AsyncIterator[None]:
        async with door:
            self.inside.append(name)
            self.most = max(self.most, len(self.inside))
            yield
            self.inside.remove(name)


async def settle() -> None:
    for _ in range(5):
        await asyncio.sleep(0)


async def test_sharers_are_together_and_whoever_is_alone_waits_for_them() -> None:
    gate, log, leave = Gate(), Log(), asyncio.Event()

    async def share(name: str) -> None:
        async with log.of(name, gate.shared()):
            await leave.wait()

    async def alone() -> None:
        async with log.of("alone", gate.alone()):
            assert log.inside == ["alone"]

    tasks = [asyncio.create_task(share(name)) for name in ("a", "b")]
    await settle()
    tasks.append(asyncio.create_task(alone()))
    await settle()
    tasks.append(asyncio.create_task(share("late")))
    await settle()
    assert log.inside == ["a", "b"]  # the late one does not overtake
    leave.set()
    await asyncio.gather(*tasks)
    assert (log.inside, log.most) == ([], 2)


async def test_one_that_gives_up_does_not_hold_up_the_others() -> None:
    gate = Gate()
    async with gate.shared():
        waiting = asyncio.create_task(gate.alone().__aenter__())
        await settle()
        sharing = asyncio.create_task(gate.shared().__aenter__())
        await settle()
        assert not sharing.done()
        waiting.cancel()
        await settle()
        assert waiting.cancelled()
        assert sharing.done()


async def test_an_error_inside_opens_the_gate() -> None:
    gate = Gate()
    for door in (gate.alone, gate.shared):
        try:
            async with door():
                raise ValueError
        except ValueError:
            pass
    async with asyncio.timeout(1), gate.alone():
        pass
