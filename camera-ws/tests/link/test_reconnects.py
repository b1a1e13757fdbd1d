"""The connection to the hub: reconnects and waits."""

import asyncio
from pathlib import Path

import pytest

from camera_ws.link import client
from support.cameras.fake_camera import FakeCamera
from support.fake_hub import FakeHub, running_hub
from support.services import linked, running_service
from support.serving import address_of, bound
from support.waiting import until


async def test_reconnects_with_a_new_hello(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, hub):
        await link.socket.close(1001)
        second = await hub.next_link()
        await second.notify("demand", {"streaming": True})
        await second.next_frames(1)


async def test_reconnects_after_a_message_that_is_not_json(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, hub):
        await link.socket.send_text("hello?")
        await hub.next_link()


async def test_reconnects_when_the_hub_is_silent(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.ping_interval_ms = 50
    async with running_hub(hub) as url, running_service(FakeCamera(), tmp_path, url):
        await hub.next_link()
        await hub.next_link()
        assert hub.connections >= 2


async def test_waits_when_another_service_took_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "REPLACED_WAIT_S", 0.7)
    loop = asyncio.get_running_loop()
    async with linked(tmp_path) as (link, _, hub):
        closed_s = loop.time()
        await link.socket.close(4001, "replaced")
        await hub.next_link()
        assert loop.time() - closed_s >= 0.7


async def test_a_used_camera_id_is_logged_once_and_retried_slowly(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(client, "TAKEN_WAIT_S", 400.0)
    sleep = asyncio.sleep

    async def quick(seconds: float) -> None:
        if seconds >= 300:
            waits.append(seconds)
        await sleep(0.01 if seconds >= 300 else seconds)

    monkeypatch.setattr(asyncio, "sleep", quick)
    hub = FakeHub()
    hub.taken_by = "lab-pc-1 (192.0.2.7)"
    async with running_hub(hub) as url, running_service(FakeCamera(), tmp_path, url):
        await until(lambda: hub.connections >= 4)
        assert len(waits) >= 3
        hub.taken_by = None
        link = await hub.next_link()
        assert link.hello is not None
    warnings = [
        record for record in caplog.records if record.levelname == "WARNING" and "no link" in record.getMessage()
    ]
    assert [record.__dict__["reason"] for record in warnings] == [
        "hello refused: the camera id is in use by lab-pc-1 (192.0.2.7)"
    ]


async def test_connects_to_a_hub_that_starts_later(tmp_path: Path) -> None:
    hub, listener = FakeHub(), bound()
    async with running_service(FakeCamera(), tmp_path, address_of(listener)), running_hub(hub, listener):
        await hub.next_link()
