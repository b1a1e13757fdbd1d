import asyncio
from typing import Any

from camera_ws.jobs.reports import HELLO_BUDGET_BYTES, JobReports, within_budget
from camera_ws.protocol.camera.jobs import Burst
from support.rigs.job_samples import job
from support.waiting import until


class Sent:
    def __init__(self) -> None:
        self.jobs: list[tuple[float, dict[str, Any]]] = []

    def __call__(self, subject: str, method: str, params: dict[str, Any]) -> None:
        assert (subject, method) == (f"job {params['job']['id']}", "job")
        self.jobs.append((asyncio.get_running_loop().time(), params["job"]))


async def test_progress_is_reported_at_most_twice_a_second_and_not_lost() -> None:
    sent = Sent()
    reports, running = JobReports(sent), job()
    for done in range(1, 9):
        reports.progress(running.model_copy(update={"done": done}))
    assert [sent_job["done"] for _, sent_job in sent.jobs] == [1]
    await until(lambda: len(sent.jobs) == 2)
    assert sent.jobs[1][1]["done"] == 8
    assert sent.jobs[1][0] - sent.jobs[0][0] >= 0.49
    reports.close()


async def test_a_change_of_state_replaces_pending_progress() -> None:
    sent = Sent()
    reports, running = JobReports(sent), job()
    reports.progress(running)
    reports.progress(running.model_copy(update={"done": 2}))
    reports.changed(running.model_copy(update={"state": "done", "done": 3, "ended_at_us": 9}))
    # The report of another job is due later than the replaced one.
    other = job()
    reports.progress(other)
    reports.progress(other.model_copy(update={"done": 7}))
    await until(lambda: sent.jobs[-1][1]["done"] == 7)
    assert [sent_job["done"] for _, sent_job in sent.jobs if sent_job["id"] == running.id] == [0, 3]


async def test_each_job_has_its_own_interval() -> None:
    sent = Sent()
    reports = JobReports(sent)
    reports.progress(job())
    reports.progress(job())
    assert len(sent.jobs) == 2
    reports.close()


def test_a_hello_has_as_many_jobs_as_fit() -> None:
    long_jobs = [job(Burst(kind="burst", count=2, notes="é" * 4000)) for _ in range(100)]
    fit = within_budget(long_jobs, 90)
    assert fit == long_jobs[: len(fit)]
    sizes = [len(str(one.to_json()).encode()) for one in fit]
    assert HELLO_BUDGET_BYTES * 0.9 < sum(sizes) < HELLO_BUDGET_BYTES * 1.1
    assert len(within_budget([job() for _ in range(100)], 50)) == 50
