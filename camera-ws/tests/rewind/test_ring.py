"""The ring of frames: its order, its budget and what is held."""

import tracemalloc
from collections.abc import Iterator

import pytest

from camera_ws.encoding.display_jpeg import Shown
from camera_ws.rewind import ring as ring_module
from camera_ws.rewind.kept_frame import OVERHEAD_BYTES, KeptFrame
from camera_ws.rewind.ring import RewindRing
from support.data.kept_frames import CAMERA, FPS, SETTINGS, kept

SECONDS = 600


def seqs(ring: RewindRing) -> list[int]:
    return [frame.descriptor.seq for frame in ring.frames]


@pytest.fixture
def measured() -> Iterator[None]:
    tracemalloc.start()
    yield
    tracemalloc.stop()


@pytest.mark.usefixtures("measured")
def test_ten_minutes_of_frames_stay_within_the_budget_with_all_their_objects() -> None:
    budget = 2 * 1024 * 1024
    ring = RewindRing(budget)
    before, _ = tracemalloc.get_traced_memory()
    most = 0
    smallest, largest = 500, 6_000
    for index in range(SECONDS * FPS):
        ring.add(kept(index, smallest + index * 7919 % (largest - smallest)))
        most = max(most, ring.state.bytes)
        if index % 1000 == 0:
            # New frames exist before older ones are dropped.
            assert tracemalloc.get_traced_memory()[0] - before <= budget + largest + OVERHEAD_BYTES
    assert budget * 0.9 < most <= budget
    newest = ring.frames[-1].descriptor.seq
    assert newest == SECONDS * FPS - 1
    assert seqs(ring) == list(range(newest - len(ring.frames) + 1, newest + 1))


def test_a_budget_of_zero_keeps_nothing() -> None:
    ring = RewindRing(0)
    ring.add(kept(0, 1))
    assert (ring.frames, ring.state.from_us) == ([], None)


def test_a_frame_above_the_budget_drops_no_other() -> None:
    ring = RewindRing(100_000)
    for index in range(3):
        ring.add(kept(index))
    ring.add(kept(3, 100_000))
    assert seqs(ring) == [0, 1, 2]


def test_keeps_the_order_of_time_after_the_stream_began_again() -> None:
    ring = RewindRing(1_000_000)
    ring.add(kept(5))
    restarted = kept(6)
    again = KeptFrame(kept(7).descriptor, b"x", Shown(), CAMERA, SETTINGS)
    for frame in (restarted, again, kept(6), kept(2)):
        ring.add(frame)
    assert seqs(ring) == [5, 6, 7]
    assert ring.find(again.key) is again
    assert ring.find((again.key[0], 8)) is None


def test_a_held_frame_stays_and_counts_until_it_is_released() -> None:
    ring = RewindRing(100_000)
    first = kept(0)
    ring.add(first)
    hold = ring.hold([first])
    hold.add(first)
    for index in range(1, 50):
        ring.add(kept(index))
        assert ring.state.bytes <= 100_000
    assert ring.find(first.key) is first
    assert seqs(ring)[:1] == [0]
    assert ring.state.from_us == first.descriptor.captured_at_us
    hold.close()
    hold.close()
    assert ring.find(first.key) is None
    assert ring.state.bytes == sum(frame.cost_bytes for frame in ring.frames)


def test_a_frame_of_two_holds_goes_with_the_last() -> None:
    ring = RewindRing(30_000)
    first = kept(0)
    ring.add(first)
    one, other = ring.hold([first]), ring.hold([first])
    ring.add(kept(1))
    ring.add(kept(2))
    one.release(first)
    one.release(first)
    assert first in other
    assert ring.find(first.key) is first
    other.close()
    assert ring.find(first.key) is None


def test_takes_no_new_frames_while_all_is_held() -> None:
    ring = RewindRing(40_000)
    for index in range(3):
        ring.add(kept(index))
    with ring.hold(ring.frames):
        ring.add(kept(3))
        assert (seqs(ring), ring.state.bytes <= 40_000) == ([0, 1, 2], True)
    ring.add(kept(4))
    assert seqs(ring)[-1] == 4
    assert ring.state.bytes <= 40_000


def test_tiny_frames_are_limited_in_number(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ring_module, "FRAMES_MAX", 10)
    ring = RewindRing(1_000_000)
    for index in range(25):
        ring.add(kept(index, 1))
    assert seqs(ring) == list(range(15, 25))
