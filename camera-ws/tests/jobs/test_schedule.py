import pytest

from camera_ws.jobs.schedule import LATE_MAX_US, Schedule

SECOND = 1_000_000
TEN = Schedule(start_us=100 * SECOND, every_us=10 * SECOND, count=6)


def test_due_times_do_not_drift() -> None:
    assert [TEN.due_us(index) for index in (0, 1, 5)] == [100 * SECOND, 110 * SECOND, 150 * SECOND]


@pytest.mark.parametrize(
    ("begun", "now_s", "index"),
    [
        (0, 90, 0),  # not due yet
        (0, 105, 0),  # half an interval late: taken late, not missed
        (0, 105.1, 1),
        (2, 105, 2),  # pictures that were tried are not tried again
        (1, 137, 4),  # after a long absence missed pictures are not taken
        (1, 156, 6),  # too late for all pictures
        (6, 100, 6),
    ],
)
def test_continues_with_the_next_due_picture(begun: int, now_s: float, index: int) -> None:
    assert TEN.next_index(begun, round(now_s * SECOND)) == index


def test_a_picture_may_be_late_by_one_minute_at_most() -> None:
    hourly = Schedule(start_us=0, every_us=3600 * SECOND, count=3)
    assert hourly.next_index(1, 3600 * SECOND + LATE_MAX_US) == 1
    assert hourly.next_index(1, 3600 * SECOND + LATE_MAX_US + 1) == 2
    assert hourly.over_us == 7200 * SECOND + LATE_MAX_US
