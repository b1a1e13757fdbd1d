import asyncio

import pytest

from camera_ws.link.outbox import Outbox

pytestmark = pytest.mark.asyncio


async def test_keeps_the_newest_of_each_subject() -> None:
    outbox = Outbox()
    outbox.open()
    outbox.put("job a", "job", {"n": 1})
    outbox.put("analysis", "analysis", {"n": 2})
    outbox.put("job a", "job", {"n": 3})
    messages = await outbox.take()
    assert ['"n":3' in messages[0].replace(" ", ""), '"n":2' in messages[1].replace(" ", "")] == [True, True]
    assert len(messages) == 2


async def test_take_waits_for_a_message() -> None:
    outbox = Outbox()
    outbox.open()
    waiting = asyncio.create_task(outbox.take())
    await asyncio.sleep(0)
    assert not waiting.done()
    outbox.put("analysis", "analysis", {})
    assert len(await waiting) == 1


async def test_keeps_nothing_while_disconnected() -> None:
    outbox = Outbox()
    outbox.put("analysis", "analysis", {})
    outbox.open()
    waiting = asyncio.create_task(outbox.take())
    await asyncio.sleep(0)
    assert not waiting.done()
    waiting.cancel()
