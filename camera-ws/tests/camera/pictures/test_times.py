"""Times of pictures, and the limit of their rate."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camera_ws.camera.pictures.times import JUMP_US, LiveTimes, Pace, RateLimit

START_US = 1_800_000_000_000_000
FRAME_US = 40_000


def test_the_jitter_of_the_network_is_not_in_the_times() -> None:
    times = LiveTimes()
    delays_us = [9000, 0, 30_000, 5000, 12_000, 0, 25_000]
    shown = [times.at(index * FRAME_US, START_US + index * FRAME_US + delay) for index, delay in enumerate(delays_us)]
    # From the picture with the shortest delay on, but for the slow drift.
    for index in range(1, len(shown)):
        assert shown[index] - START_US == pytest.approx(index * FRAME_US, abs=200)


def test_a_stream_without_times_has_those_of_arrival() -> None:
    times = LiveTimes()
    assert [times.at(None, START_US + index * 1000) - START_US for index in range(3)] == [0, 1000, 2000]


@pytest.mark.parametrize("jump_us", [-3_600_000_000, -FRAME_US, 0, 2 * JUMP_US, 3_600_000_000])
def test_times_that_jump_get_a_new_origin(jump_us: int) -> None:
    times = LiveTimes()
    times.at(0, START_US)
    times.at(FRAME_US, START_US + FRAME_US)
    after = times.at(FRAME_US + jump_us, START_US + 2 * FRAME_US)
    assert after == START_US + 2 * FRAME_US
    assert times.at(2 * FRAME_US + jump_us, START_US + 3 * FRAME_US) == START_US + 3 * FRAME_US


def test_follows_a_clock_of_the_source_that_is_slower() -> None:
    times = LiveTimes()
    last = 0
    for index in range(25 * 600):
        arrived_us = START_US + index * FRAME_US
        # 100 ppm: 60 ms in ten minutes.
        last = times.at(round(index * FRAME_US * (1 - 100e-6)), arrived_us)
        assert last <= arrived_us
    assert START_US + (25 * 600 - 1) * FRAME_US - last < 1000


@given(st.lists(st.tuples(st.none() | st.integers(-(2**63), 2**63), st.integers(0, 10**7)), max_size=50))
def test_any_times_rise_and_are_not_in_the_future(pictures: list[tuple[int | None, int]]) -> None:
    times = LiveTimes()
    arrived_us, last = START_US, 0
    for index, (time_us, wait_us) in enumerate(pictures):
        arrived_us += wait_us
        shown = times.at(time_us, arrived_us)
        assert last < shown <= arrived_us + index
        last = shown


def test_a_recording_plays_at_its_own_speed() -> None:
    pace = Pace(25)
    now = START_US
    due = [pace.due(time, now) - START_US for time in (0, 100_000, 150_000)]
    assert due == [0, 100_000, 150_000]
    # The first picture again, and one without a time: one period each.
    assert [pace.due(time, now) - START_US for time in (0, None)] == [190_000, 230_000]


def test_a_recording_goes_on_after_a_pause() -> None:
    pace = Pace(25)
    pace.due(0, START_US)
    assert pace.due(FRAME_US, START_US + 60_000_000) == START_US + 60_000_000
    assert pace.due(2 * FRAME_US, START_US + 60_000_000) == START_US + 60_000_000 + FRAME_US


@pytest.mark.parametrize(
    ("source_fps", "limit_fps", "kept"), [(30, 10, 100), (25, 25, 250), (25, 100, 250), (50, 0.5, 5)]
)
def test_leaves_out_pictures_above_the_rate(source_fps: float, limit_fps: float, kept: int) -> None:
    limit = RateLimit()
    jitter_us = [0, 7000, -5000, 3000]
    count = sum(
        limit.admits(START_US + round(index * 1e6 / source_fps) + jitter_us[index % 4], limit_fps)
        for index in range(round(source_fps * 10))
    )
    assert abs(count - kept) <= max(1, kept // 50)
