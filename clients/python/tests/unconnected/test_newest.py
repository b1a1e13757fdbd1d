"""Which frame a reader gets, and when frames are acknowledged."""

import asyncio
import time

import pytest

from eyepiece.hub import newest as newest_module
from eyepiece.hub.newest import Newest
from eyepiece.wire.clocks import Clocks
from eyepiece.wire.frame import Frame

PLAIN = bytes.fromhex("45594550010100280000000700000000000660de73af1240050004004100000040c0000000000004ffd8ffd9")
PATIENT_S = 60.0


def frame(seq: int) -> Frame:
    return Frame("a", PLAIN[:8] + seq.to_bytes(4, "big") + PLAIN[12:], Clocks())


def soon() -> float:
    return time.monotonic() + PATIENT_S


def healthy() -> None:
    return None


async def test_the_newest_frame_wins_and_all_are_acknowledged() -> None:
    acknowledged: list[int] = []
    newest = Newest(acknowledged.append)
    for seq in range(5):
        newest.put(frame(seq))
    taken = await newest.take(soon(), healthy)
    assert taken is not None
    assert (taken.seq, newest.skipped, acknowledged) == (4, 4, [0, 1, 2, 3, 4])


async def test_a_reader_waits_for_the_next_frame() -> None:
    newest = Newest(lambda _seq: None)
    waiting = asyncio.create_task(newest.take(soon(), healthy))
    await asyncio.sleep(0)
    assert not waiting.done()
    newest.put(frame(3))
    taken = await waiting
    assert taken is not None
    assert taken.seq == 3


async def test_a_deadline_that_passed_is_no_frame() -> None:
    newest = Newest(lambda _seq: None)
    assert await newest.take(time.monotonic() - 1, healthy) is None
    assert await newest.take(time.monotonic() + 0.01, healthy) is None


async def test_an_error_wakes_the_reader() -> None:
    newest = Newest(lambda _seq: None)
    errors: list[Exception] = []
    waiting = asyncio.create_task(newest.take(soon(), lambda: errors[0] if errors else None))
    await asyncio.sleep(0)
    errors.append(RuntimeError("refused"))
    newest.wake()
    with pytest.raises(RuntimeError, match="refused"):
        await waiting


async def test_acknowledgements_stop_while_the_reader_is_away(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newest_module, "HOLD_S", 0.0)
    acknowledged: list[int] = []
    newest = Newest(acknowledged.append)
    newest.put(frame(1))
    before = [*acknowledged]
    # Any time is more than the hold of 0 s.
    while time.monotonic() <= newest._arrived_at:
        pass
    newest.put(frame(2))
    newest.tick()
    assert acknowledged == before
    waiting = asyncio.create_task(newest.take(soon(), healthy))
    await asyncio.sleep(0)
    # Credit for a fresh frame, which replaces the one that was held.
    assert acknowledged[-1] == 2
    newest.put(frame(9))
    taken = await waiting
    assert taken is not None
    assert taken.seq == 9


async def test_a_camera_without_a_fresh_frame_gives_the_held_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(newest_module, "HOLD_S", 0.0)
    monkeypatch.setattr(newest_module, "_FRESH_WITHIN_S", 0.01)
    newest = Newest(lambda _seq: None)
    newest.put(frame(1))
    while time.monotonic() <= newest._arrived_at:
        pass
    newest.tick()
    taken = await newest.take(soon(), healthy)
    assert taken is not None
    assert taken.seq == 1
