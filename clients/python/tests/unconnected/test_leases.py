"""Parts of one program that have control of a camera at the same time."""

import asyncio
from collections.abc import Callable, Iterator
from typing import Any

import pytest

from eyepiece.errors import ControlLost, ControlTimeout
from eyepiece.hub.address import Address, make_address
from eyepiece.hub.leases import lease as lease_module
from eyepiece.hub.leases.leases import Leases

CAMERA = "bench-1"


class Hub:
    """Gives control to Ana, except while `answers` is cleared."""

    def __init__(self) -> None:
        self.calls: list[str] = []
        self.connections: list[Connection] = []
        self.holder: str | None = None
        self.epoch = 4
        self.answers = asyncio.Event()
        self.answers.set()

    @property
    def state(self) -> dict[str, Any]:
        holder = None if self.holder is None else {"userId": self.holder, "name": self.holder}
        return {"cameraId": CAMERA, "holder": holder, "epoch": self.epoch}

    def announce(self) -> None:
        for connection in self.connections:
            connection.hear("control:state", self.state)

    def take(self, holder: str) -> None:
        self.holder = holder
        self.epoch += 1
        self.announce()

    async def answer(self, event: str) -> dict[str, Any]:
        if event != "control:active":
            self.calls.append(event)
        if event == "control:request":
            await self.answers.wait()
            if self.holder is None:
                self.take("ana")
        elif event == "control:release":
            self.holder = None
            self.epoch += 1
            self.announce()
        return {"ok": True, "control": self.state}


hub = Hub()


class Connection:
    def __init__(self, _address: Address, _purpose: str) -> None:
        self.closed = asyncio.Event()
        self._handlers: dict[str, Callable[[object], None]] = {}
        hub.connections.append(self)

    def on(self, event: str, handler: Callable[[object], None]) -> None:
        self._handlers[event] = handler

    def hear(self, event: str, message: object) -> None:
        self._handlers[event](message)

    async def open(self) -> None:
        self.hear("control:state", hub.state)

    async def call(self, event: str, _payload: dict[str, Any], _timeout: float = 0) -> dict[str, Any]:
        return await hub.answer(event)

    async def close(self) -> None:
        self.closed.set()
        hub.connections.remove(self)


@pytest.fixture(autouse=True)
def _hub(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    hub.__init__()  # type: ignore[misc]  # mypy forbids the direct call
    monkeypatch.setattr(lease_module, "Connection", Connection)
    yield
    assert hub.connections == []


def leases() -> Leases:
    return Leases(make_address("http://hub", "key"))


async def test_the_last_part_gives_control_back() -> None:
    shared = leases()
    one, other = await asyncio.gather(*(shared.acquire(CAMERA, "ana", 60) for _ in range(2)))
    assert one is other
    third = await shared.acquire(CAMERA, "ana", 60)
    for part in (one, third):
        await shared.release(part)
        assert other.epoch == hub.epoch
    await shared.release(other)
    assert hub.calls == ["time:sync", "control:request", "control:release"]


async def test_a_part_that_stops_waiting_does_not_end_the_wait_of_another() -> None:
    shared = leases()
    hub.answers.clear()
    waiting = asyncio.create_task(shared.acquire(CAMERA, "ana", 600))
    while "control:request" not in hub.calls:
        await asyncio.sleep(0)
    with pytest.raises(ControlTimeout, match="another part of this program"):
        await shared.acquire(CAMERA, "ana", 0.01)
    hub.answers.set()
    await shared.release(await waiting)
    assert hub.calls == ["time:sync", "control:request", "control:release"]


async def test_after_a_loss_the_next_part_asks_again_and_the_lost_one_releases_nothing() -> None:
    shared = leases()
    lost = await shared.acquire(CAMERA, "ana", 60)
    hub.take("ben")
    with pytest.raises(ControlLost, match="bench-1"):
        assert lost.epoch
    hub.holder = None
    again = await shared.acquire(CAMERA, "ana", 60)
    await shared.release(lost)
    assert (hub.holder, again.epoch) == ("ana", hub.epoch)
    await shared.release(again)
    assert hub.holder is None


async def test_control_that_the_person_had_before_stays() -> None:
    shared = leases()
    hub.take("ana")
    lease = await shared.acquire(CAMERA, "ana", 60)
    assert lease.epoch == hub.epoch
    await shared.release(lease)
    assert (hub.holder, hub.calls) == ("ana", ["time:sync", "control:request"])


async def test_a_part_that_enters_while_the_last_one_gives_control_back_takes_it_again() -> None:
    shared = leases()
    first = await shared.acquire(CAMERA, "ana", 60)
    ending = asyncio.create_task(shared.release(first))
    await asyncio.sleep(0)
    second = await shared.acquire(CAMERA, "ana", 60)
    await ending
    assert (hub.holder, second.epoch) == ("ana", hub.epoch)
    await shared.release(second)
    assert hub.holder is None
