"""Control that is no longer waited for."""

import asyncio
from collections.abc import Callable
from typing import Any

import pytest

from eyepiece.hub.address import Address, make_address
from eyepiece.hub.leases import lease as lease_module
from eyepiece.hub.leases.lease import Lease


class SilentConnection:
    """Requests for control reach the hub, but no answer comes back."""

    calls: list[str] = []  # noqa: RUF012 # of the test, which empties it

    def __init__(self, _address: Address, _purpose: str) -> None:
        self.closed = asyncio.Event()

    def on(self, _event: str, _handler: Callable[..., None]) -> None:
        pass

    async def open(self) -> None:
        pass

    async def call(self, event: str, _payload: dict[str, Any], _timeout: float = 0) -> dict[str, Any]:
        self.calls.append(event)
        if event == "control:request":
            await asyncio.Event().wait()
        return {"ok": True}

    async def close(self) -> None:
        self.closed.set()


async def test_a_request_that_is_cancelled_leaves_no_control(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lease_module, "Connection", SilentConnection)
    SilentConnection.calls.clear()
    lease = Lease(make_address("http://hub", "key"), "bench-1", "ana")
    acquiring = asyncio.create_task(lease.acquire(timeout=600))
    while "control:request" not in SilentConnection.calls:
        await asyncio.sleep(0)
    acquiring.cancel()
    with pytest.raises(asyncio.CancelledError):
        await acquiring
    # The hub may have given control before.
    assert SilentConnection.calls == ["time:sync", "control:request", "control:withdraw", "control:release"]
