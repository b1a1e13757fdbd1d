"""Jobs as the hub starts and hears of them."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from camera_ws.protocol import rpc
from camera_ws.service.service import CameraService
from support.cameras.fake_camera import FakeCamera
from support.fake_hub import FakeHub, Link, running_hub
from support.services import running_service
from support.waiting import until


@asynccontextmanager
async def linked(folder: Path) -> AsyncIterator[tuple[Link, CameraService, FakeHub]]:
    hub = FakeHub()
    async with running_hub(hub) as url, running_service(FakeCamera(), folder, url) as service:
        yield await hub.linked(), service, hub


def burst(count: int = 3) -> dict[str, Any]:
    return {"jobId": str(uuid.uuid4()), "job": {"kind": "burst", "count": count}}


def told(link: Link, job_id: str) -> list[dict[str, Any]]:
    jobs = [params["job"] for method, params in link.notices if method == "job"]
    return [job for job in jobs if job["id"] == job_id]


async def test_a_burst_is_told_from_start_to_end_and_uploaded(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, hub):
        wish = burst() | {"user": {"id": "u1", "name": "Ada"}, "calibration": {"objective": "10×", "umPerPixel": 0.5}}
        answer = await link.request("sequence.start", wish)
        assert answer["result"]["job"]["state"] == "running"
        await link.until(lambda: any(job["state"] == "done" for job in told(link, wish["jobId"])))
        last = told(link, wish["jobId"])[-1]
        assert (last["done"], last["missed"], last["user"]["name"]) == (3, 0, "Ada")
        await until(lambda: len(hub.uploads) == 3)
        assert {metadata.job_index for metadata, _ in hub.uploads.values()} == {0, 1, 2}
        assert all(metadata.um_per_pixel == 0.5 for metadata, _ in hub.uploads.values())
        again = await link.request("sequence.start", wish)
        assert again["result"]["job"]["state"] == "done"


async def test_cancel_resume_and_estimate(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        wish = {"jobId": str(uuid.uuid4()), "job": {"kind": "timelapse", "count": 60, "everyMs": 60_000}}
        estimate = (await link.request("sequence.estimate", {"job": wish["job"]}))["result"]["estimate"]
        assert estimate["bytes"] > 60 * 1000
        await link.request("sequence.start", wish)
        await link.until(lambda: any(job["done"] == 1 for job in told(link, wish["jobId"])))
        resumed = await link.request("sequence.resume", {"jobId": wish["jobId"]})
        assert resumed["result"]["job"]["state"] == "running"
        cancelled = await link.request("sequence.cancel", {"jobId": wish["jobId"]})
        assert cancelled["result"]["job"]["state"] == "cancelled"
        over = await link.request("sequence.resume", {"jobId": wish["jobId"]})
        assert (over["error"]["code"], "has ended" in over["error"]["message"]) == (rpc.BUSY, True)
        unknown = await link.request("sequence.cancel", {"jobId": str(uuid.uuid4())})
        assert unknown["error"]["code"] == rpc.INVALID_PARAMS


async def test_while_it_runs_everybody_hears_what_is_locked(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        wish = {"jobId": str(uuid.uuid4()), "job": {"kind": "timelapse", "count": 60, "everyMs": 60_000}}
        await link.request("sequence.start", wish)
        await link.until(lambda: any(job["done"] == 1 for job in told(link, wish["jobId"])))
        refused = [
            await link.request("settings.update", {"settings": {"exposure": 5, "gamma": 1.1}}),
            await link.request("capture", {"captureId": str(uuid.uuid4()), "exposure": 5}),
            await link.request("corrections.update", {"corrections": {"flat": "take"}}),
            await link.request("settings.load", {"channel": "factory"}),
            await link.request("sequence.start", burst()),
        ]
        assert [answer["error"]["code"] for answer in refused] == [rpc.BUSY] * 5
        assert all("time-lapse 1/60" in answer["error"]["message"] for answer in refused)
        free = await link.request("capture", {"captureId": str(uuid.uuid4())})
        assert "result" in free


async def test_a_hub_that_was_away_hears_of_jobs_in_hello(tmp_path: Path) -> None:
    hub = FakeHub()
    async with running_hub(hub) as url, running_service(FakeCamera(), tmp_path, url) as service:
        link = await hub.linked()
        ended, running = burst(2), burst(1000)
        await link.request("sequence.start", ended)
        await until(lambda: service.jobs.get(ended["jobId"]).ended_at_us is not None)
        await link.request("sequence.start", running)
        await link.socket.close()
        link = await hub.linked()
        assert link.hello is not None
        assert link.hello.jobs is not None
        assert [(job.id, job.state) for job in link.hello.jobs] == [
            (running["jobId"], "running"),
            (ended["jobId"], "done"),
        ]
        await link.until(lambda: len(told(link, running["jobId"])) > 1)
        cancelled = await link.request("sequence.cancel", {"jobId": running["jobId"]})
        assert cancelled["result"]["job"]["done"] > 0


async def test_progress_comes_at_most_twice_a_second(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, service, _):
        wish = burst(60)
        await link.request("sequence.start", wish)
        await until(lambda: service.jobs.get(wish["jobId"]).ended_at_us is not None)
        await link.until(
            lambda: told(link, wish["jobId"])[-1:] != [] and told(link, wish["jobId"])[-1]["state"] == "done"
        )
        job = service.jobs.get(wish["jobId"])
        lasted_s = ((job.ended_at_us or 0) - job.started_at_us) / 1e6
        assert len(told(link, wish["jobId"])) <= 3 + lasted_s * 2
