"""Acknowledgements, clocks and delays."""

import pytest

from eyepiece.wire.acknowledgements import Acknowledgements
from eyepiece.wire.backoff import backoff_s
from eyepiece.wire.clock import ClockOffset
from eyepiece.wire.clocks import Clocks, monotonic_us


def test_acknowledges_every_nth_frame() -> None:
    rules = Acknowledgements()
    rules.set_every(3)
    seen: list[int] = []
    for seq in range(7):
        rules.received(seq, now=seq / 100)
        due = rules.due(seq / 100)
        if due is not None:
            seen.append(due)
    assert seen == [2, 5]


def test_acknowledges_after_400_ms_at_the_latest() -> None:
    rules = Acknowledgements()
    rules.set_every(12)
    rules.received(5, now=1.0)
    assert rules.due(1.39) is None
    assert rules.due(1.41) == 5
    assert rules.due(9.0) is None


def test_a_new_connection_acknowledges_nothing_of_the_last_one() -> None:
    rules = Acknowledgements()
    rules.set_every(2)
    rules.received(5, now=1.0)
    rules.reset()
    assert rules.due(9.0) is None
    assert rules.take() is None


def test_the_fastest_round_trip_counts() -> None:
    clock = ClockOffset()
    assert clock.offset_us is None
    clock.add(sent_us=0, theirs_us=1_000_500, received_us=1000)
    clock.add(sent_us=2000, theirs_us=1_050_000, received_us=90_000)
    assert clock.offset_us == 1_000_000


def test_the_age_counts_both_differences() -> None:
    clocks = Clocks()
    now = monotonic_us()
    clocks.hub.add(now, now + 7_000_000, now)
    clocks.camera_ahead_us = 2_000_000
    # By the camera's clock 9 s ahead of this machine's, this frame was exposed 3 s ago.
    age_us = clocks.age_us(now + 9_000_000 - 3_000_000)
    assert 3_000_000 <= age_us < 60_000_000


@pytest.mark.parametrize("attempt", [0, 1, 5, 10_000])
def test_delays_double_and_have_a_bound(attempt: int) -> None:
    assert all(0.5 <= backoff_s(attempt) <= 10 for _ in range(50))
    assert attempt < 5 or backoff_s(attempt) >= 5
