"""The clock: monotonic times, and dates of the wall clock."""

import sys
import time

import pytest

from camera_ws.camera.clock import SystemClock, steady_ns
from support.host_clock import HOUR_S, HostClock

HOUR_US = round(HOUR_S * 1e6)
NEAR_US = 10_000_000
"""Tolerance for the time between two readings on a slow machine."""


class HandClock:
    """Two clocks that stand still until a test advances them."""

    def __init__(self) -> None:
        self.steady_ns = 5_000_000_000
        self.wall_ns = 1_800_000_000_000_000_000
        self.clock = SystemClock(lambda: self.steady_ns, lambda: self.wall_ns)

    def run(self, seconds: float, wall: float | None = None) -> None:
        self.steady_ns += round(seconds * 1e9)
        self.wall_ns += round((seconds if wall is None else wall) * 1e9)


@pytest.mark.parametrize("by_s", [HOUR_S, -HOUR_S])
def test_setting_the_clock_changes_dates_only(by_s: float) -> None:
    host = HandClock()
    begun_us = host.clock.now_us()
    host.run(2.0, wall=2.0 + by_s)
    assert host.clock.now_us() == begun_us + 2_000_000
    assert host.clock.date_us(host.clock.now_us()) == host.wall_ns // 1000
    assert host.clock.step_us == round(by_s * 1e6)


def test_two_steps_add_up() -> None:
    host = HandClock()
    host.run(1.0, wall=1.0 + HOUR_S)
    assert host.clock.step_us == HOUR_US
    host.run(1.0, wall=1.0 - 2 * HOUR_S)
    assert host.clock.step_us == -HOUR_US


def test_sleep_is_not_a_step() -> None:
    host = HandClock()
    begun_us = host.clock.now_us()
    host.run(8 * HOUR_S)
    assert host.clock.now_us() == begun_us + 8 * HOUR_US
    assert host.clock.step_us == 0


def test_small_differences_are_not_a_step() -> None:
    host = HandClock()
    host.run(10.0, wall=10.9)
    assert host.clock.step_us == 0


@pytest.mark.parametrize("ppm", [20, -20, 300, -300])
def test_drift_is_corrected_slowly(ppm: int) -> None:
    """20 ppm are 1.7 s a day."""
    host = HandClock()
    last_us = host.clock.date_us(host.clock.now_us())
    for _ in range(8640):
        host.run(10.0, wall=10.0 + ppm / 1e5)
        assert host.clock.step_us == 0
        now_us = host.clock.now_us()
        date_us = host.clock.date_us(now_us)
        assert abs(date_us - host.wall_ns // 1000) < 5000
        assert date_us - last_us == pytest.approx(10_000_000, abs=5001)
        last_us = date_us


@pytest.mark.parametrize("by_s", [0.9, -0.9])
def test_a_small_difference_is_corrected_without_a_jump(by_s: float) -> None:
    host = HandClock()
    host.run(1.0, wall=1.0 + by_s)
    before_us = host.clock.date_us(host.clock.now_us())
    assert host.clock.now_us() == before_us
    host.run(1.0)
    assert host.clock.now_us() - before_us == 1_000_000 + (500 if by_s > 0 else -500)
    host.run(HOUR_S)
    assert host.clock.now_us() == host.wall_ns // 1000
    assert host.clock.step_us == 0


def test_differences_that_grow_faster_than_the_correction_are_a_step() -> None:
    host = HandClock()
    host.run(1.0, wall=1.8)
    assert host.clock.step_us == 0
    host.run(1.0, wall=1.8)
    assert host.clock.step_us == pytest.approx(1_600_000, abs=1000)


def test_a_step_after_drift_changes_dates_by_the_step() -> None:
    host = HandClock()
    host.run(HOUR_S, wall=HOUR_S + 0.5)
    assert host.clock.step_us == 0
    host.run(HOUR_S)
    begun_us = host.clock.now_us()
    host.run(1.0, wall=1.0 - HOUR_S)
    assert host.clock.now_us() == begun_us + 1_000_000
    assert host.clock.step_us == pytest.approx(-HOUR_US, abs=1)


def test_an_interrupted_reading_is_not_a_step() -> None:
    times_ns = iter([0, 0, 60_000_000_000])
    clock = SystemClock(lambda: next(times_ns), lambda: 1_800_000_000_000_000_000)
    assert clock.step_us == 0


def test_the_real_clock_agrees_with_the_wall_clock() -> None:
    clock = SystemClock()
    assert abs(clock.now_us() - time.time_ns() // 1000) < NEAR_US
    assert clock.step_us == 0


@pytest.mark.skipif(sys.platform != "linux", reason="CLOCK_BOOTTIME is Linux's")
def test_the_linux_clock_counts_sleep() -> None:
    before_ns = time.clock_gettime_ns(time.CLOCK_BOOTTIME)
    assert before_ns <= steady_ns() <= time.clock_gettime_ns(time.CLOCK_BOOTTIME)


def test_the_test_host_sleeps_and_steps() -> None:
    host = HostClock()
    host.sleep(HOUR_S)
    host.set_wall_clock(-2 * HOUR_S)
    assert host.clock.step_us == pytest.approx(-2 * HOUR_US, abs=NEAR_US)
