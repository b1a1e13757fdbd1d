import pytest

from camera_ws.jobs.schedule import LATE_MAX_US, Schedule

SECOND = 1_000_000
TEN = Schedule(start_us=100 * SECOND, every_us=10 * SECOND, count=6)


def test_places_do_not_drift() -> None:
    assert [TEN.due_us(index) for index in (0, 1, 5)] == [100 * SECOND, 110 * SECOND, 150 * SECOND]


@pytest.mark.parametrize(
    ("begun", "now_s", "index"),
    [
        (0, 90, 0),  # before its time
        (0, 105, 0),  # half an interval late is late, not missed
        (0, 105.1, 1),
        (2, 105, 2),  # what was begun is never begun again
        (1, 137, 4),  # after a long absence nothing is caught up
        (1, 156, 6),  # too late for all of them
        (6, 100, 6),
    ],
)
def test_goes_on_with_the_next_that_is_due(begun: int, now_s: float, index: int) -> None:
    assert TEN.next_index(begun, round(now_s * SECOND)) == index


def test_a_picture_an_hour_may_be_a_minute_late_and_no_more() -> None:
    hourly = Schedule(start_us=0, every_us=3600 * SECOND, count=3)
    assert hourly.next_index(1, 3600 * SECOND + LATE_MAX_US) == 1
    assert hourly.next_index(1, 3600 * SECOND + LATE_MAX_US + 1) == 2
    assert hourly.over_us == 7200 * SECOND + LATE_MAX_US
