import asyncio
from typing import Any

from camera_ws.jobs.reports import HELLO_BUDGET_BYTES, JobReports, fitting
from camera_ws.protocol.jobs import Burst
from support.job_samples import job


class Told:
    def __init__(self) -> None:
        self.jobs: list[tuple[float, dict[str, Any]]] = []

    def __call__(self, subject: str, method: str, params: dict[str, Any]) -> None:
        assert (subject, method) == (f"job {params['job']['id']}", "job")
        self.jobs.append((asyncio.get_running_loop().time(), params["job"]))


async def test_progress_is_told_at_most_twice_a_second_and_never_lost() -> None:
    told = Told()
    reports, running = JobReports(told), job()
    for done in range(1, 9):
        reports.progress(running.model_copy(update={"done": done}))
    assert [said["done"] for _, said in told.jobs] == [1]
    await asyncio.sleep(0.6)
    assert [said["done"] for _, said in told.jobs] == [1, 8]
    assert told.jobs[1][0] - told.jobs[0][0] >= 0.49
    reports.close()


async def test_a_change_of_state_is_told_at_once_and_nothing_older_after_it() -> None:
    told = Told()
    reports, running = JobReports(told), job()
    reports.progress(running)
    reports.progress(running.model_copy(update={"done": 2}))
    reports.changed(running.model_copy(update={"state": "done", "done": 3, "ended_at_us": 9}))
    await asyncio.sleep(0.6)
    assert [said["done"] for _, said in told.jobs] == [0, 3]


async def test_each_job_has_its_own_pace() -> None:
    told = Told()
    reports = JobReports(told)
    reports.progress(job())
    reports.progress(job())
    assert len(told.jobs) == 2
    reports.close()


def test_a_hello_carries_as_many_jobs_as_fit() -> None:
    talkative = [job(Burst(kind="burst", count=2, notes="é" * 4000)) for _ in range(100)]
    fit = fitting(talkative, 90)
    assert fit == talkative[: len(fit)]
    sizes = [len(str(told.to_json()).encode()) for told in fit]
    assert HELLO_BUDGET_BYTES * 0.9 < sum(sizes) < HELLO_BUDGET_BYTES * 1.1
    assert len(fitting([job() for _ in range(100)], 50)) == 50
