"""Pages of the frames, and how long they are held for viewers."""

import pytest

from camera_ws.errors import FrameGone
from camera_ws.protocol.camera.rewind import REWIND_PAGE_MAX, RewindKey
from camera_ws.rewind.kept_frame import KeptFrame
from camera_ws.rewind.rewind import LOOK_S, Rewind
from support.data.kept_frames import kept


class Seconds:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def filled(count: int, budget_bytes: int = 10_000_000, size_bytes: int = 10_000) -> tuple[Rewind, Seconds]:
    seconds = Seconds()
    rewind = Rewind(budget_bytes, now_s=seconds)
    for index in range(count):
        rewind.ring.add(kept(index, size_bytes))
    return rewind, seconds


def key_of(frame: KeptFrame) -> RewindKey:
    return RewindKey(captured_at_us=frame.descriptor.captured_at_us, seq=frame.descriptor.seq)


def test_pages_list_each_frame_once() -> None:
    rewind, _ = filled(2 * REWIND_PAGE_MAX + 5, budget_bytes=100_000_000, size_bytes=100)
    seen: list[int] = []
    after_us = None
    for expected_more in (True, True, False):
        page = rewind.page(after_us)
        assert page.more is expected_more
        assert len(page.seq) == len(page.captured_at_us) == len(page.size_bytes) <= REWIND_PAGE_MAX
        assert set(page.size_bytes) == {100}
        seen += page.seq
        after_us = page.captured_at_us[-1]
    assert seen == list(range(2 * REWIND_PAGE_MAX + 5))
    assert rewind.page(after_us).seq == []


def test_an_empty_ring_has_an_empty_page() -> None:
    page = Rewind(1_000_000).page(None)
    assert (page.seq, page.more, page.frames, page.from_us) == ([], False, 0, None)
    assert Rewind(0).state is None


def test_whoever_looks_keeps_the_newest_half_and_new_frames_still_come() -> None:
    rewind, seconds = filled(80, budget_bytes=1_000_000)
    shown = rewind.page(None).seq
    newest = shown[-len(shown) // 2 + 3 :]
    for index in range(80, 400):
        rewind.ring.add(kept(index))
        assert rewind.ring.state.bytes <= 1_000_000
    present = {frame.descriptor.seq for frame in rewind.ring.frames}
    assert present.issuperset(newest)
    assert 399 in present
    seconds.now += LOOK_S - 1
    rewind.page(0)
    seconds.now += LOOK_S - 1
    rewind.page(0)
    assert newest[-1] in {frame.descriptor.seq for frame in rewind.ring.frames}
    seconds.now += LOOK_S
    rewind.page(0)
    assert newest[-1] not in {frame.descriptor.seq for frame in rewind.ring.frames}


def test_a_frame_that_was_looked_at_can_still_be_captured() -> None:
    rewind, _ = filled(80, budget_bytes=1_000_000)
    rewind.page(None)
    oldest = rewind.ring.frames[0]
    assert rewind.look_at(key_of(oldest)) is oldest
    for index in range(80, 400):
        rewind.ring.add(kept(index))
    assert rewind.find(key_of(oldest)) is oldest


def test_looking_at_every_frame_leaves_room_for_new_ones() -> None:
    rewind, _ = filled(80, budget_bytes=1_000_000)
    for frame in rewind.ring.frames:
        rewind.look_at(key_of(frame))
    for index in range(80, 400):
        rewind.ring.add(kept(index))
    held = [frame for frame in rewind.ring.frames if frame.holds]
    assert sum(frame.cost_bytes for frame in held) <= 625_000
    assert rewind.ring.frames[-1].descriptor.seq == 399


def test_names_the_oldest_frame_when_one_is_gone() -> None:
    rewind, _ = filled(5)
    oldest_us = rewind.ring.frames[0].descriptor.captured_at_us
    with pytest.raises(FrameGone, match=f"frame 9 of 1 µs is not kept: the oldest that is kept is of {oldest_us} µs"):
        rewind.look_at(RewindKey(captured_at_us=1, seq=9))
    with pytest.raises(FrameGone, match="none is kept"):
        Rewind(1_000_000).look_at(RewindKey(captured_at_us=1, seq=9))


def test_the_last_frames_of_a_duration() -> None:
    rewind, _ = filled(60)
    frames = rewind.ring.frames
    until_us = frames[40].descriptor.captured_at_us
    assert rewind.last(1_000_000, None) == frames[49:]
    assert rewind.last(1_000_000, until_us) == frames[30:41]
    assert rewind.last(100, until_us) == [frames[40]]
    with pytest.raises(FrameGone):
        rewind.last(1_000_000, frames[0].descriptor.captured_at_us - 1)
