"""The commands and reports of jobs."""

import io
import uuid
from pathlib import Path
from typing import Any

import av

from camera_ws.protocol import rpc
from support.cameras.fake_camera import FakeCamera
from support.fake_hub import FakeHub, Link, running_hub
from support.services import linked, running_service
from support.waiting import until


def burst(count: int = 3) -> dict[str, Any]:
    return {"jobId": str(uuid.uuid4()), "job": {"kind": "burst", "count": count}}


def reports_of(link: Link, job_id: str) -> list[dict[str, Any]]:
    jobs = [params["job"] for method, params in link.notices if method == "job"]
    return [job for job in jobs if job["id"] == job_id]


async def test_a_burst_is_reported_and_uploaded(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, hub):
        request = burst() | {
            "user": {"id": "u1", "name": "Ada"},
            "calibration": {"objective": "10×", "umPerPixel": 0.5},
        }
        answer = await link.request("sequence.start", request)
        assert answer["result"]["job"]["state"] == "running"
        await link.until(lambda: any(job["state"] == "done" for job in reports_of(link, request["jobId"])))
        last = reports_of(link, request["jobId"])[-1]
        assert (last["done"], last["missed"], last["user"]["name"]) == (3, 0, "Ada")
        await until(lambda: len(hub.uploads) == 3)
        assert {metadata.job_index for metadata, _ in hub.uploads.values()} == {0, 1, 2}
        assert all(metadata.um_per_pixel == 0.5 for metadata, _ in hub.uploads.values())
        repeated = await link.request("sequence.start", request)
        assert repeated["result"]["job"]["state"] == "done"


async def test_cancel_resume_and_estimate(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        request = {"jobId": str(uuid.uuid4()), "job": {"kind": "timelapse", "count": 60, "everyMs": 60_000}}
        estimate = (await link.request("sequence.estimate", {"job": request["job"]}))["result"]["estimate"]
        assert estimate["bytes"] > 60 * 1000
        await link.request("sequence.start", request)
        await link.until(lambda: any(job["done"] == 1 for job in reports_of(link, request["jobId"])))
        resumed = await link.request("sequence.resume", {"jobId": request["jobId"]})
        assert resumed["result"]["job"]["state"] == "running"
        cancelled = await link.request("sequence.cancel", {"jobId": request["jobId"]})
        assert cancelled["result"]["job"]["state"] == "cancelled"
        over = await link.request("sequence.resume", {"jobId": request["jobId"]})
        assert (over["error"]["code"], "has ended" in over["error"]["message"]) == (rpc.BUSY, True)
        unknown = await link.request("sequence.cancel", {"jobId": str(uuid.uuid4())})
        assert unknown["error"]["code"] == rpc.INVALID_PARAMS


async def test_a_running_job_locks_settings_and_other_jobs(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        request = {"jobId": str(uuid.uuid4()), "job": {"kind": "timelapse", "count": 60, "everyMs": 60_000}}
        await link.request("sequence.start", request)
        await link.until(lambda: any(job["done"] == 1 for job in reports_of(link, request["jobId"])))
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


async def test_hello_has_the_jobs(tmp_path: Path) -> None:
    hub = FakeHub()
    async with running_hub(hub) as url, running_service(FakeCamera(), tmp_path, url) as service:
        link = await hub.next_link()
        ended, running = burst(2), burst(1000)
        await link.request("sequence.start", ended)
        await until(lambda: service.jobs.get(ended["jobId"]).ended_at_us is not None)
        await link.request("sequence.start", running)
        await link.socket.close()
        link = await hub.next_link()
        assert link.hello is not None
        assert link.hello.jobs is not None
        assert [(job.id, job.state) for job in link.hello.jobs] == [
            (running["jobId"], "running"),
            (ended["jobId"], "done"),
        ]
        await link.until(lambda: len(reports_of(link, running["jobId"])) > 1)
        cancelled = await link.request("sequence.cancel", {"jobId": running["jobId"]})
        assert cancelled["result"]["job"]["done"] > 0


async def test_a_clip_beside_a_small_viewer_has_its_full_size(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, hub):
        await link.notify("demand", {"streaming": True, "maxWidth": 64})
        await link.next_frames(2)
        request = {"jobId": str(uuid.uuid4()), "job": {"kind": "clip", "durationMs": 500}}
        await link.request("sequence.start", request)
        await link.until(lambda: any(job["state"] == "done" for job in reports_of(link, request["jobId"])))
        await until(lambda: len(hub.uploads) == 1)
        ((metadata, body),) = hub.uploads.values()
        assert (metadata.format, metadata.width, metadata.height) == ("mp4", 128, 96)
        with av.open(io.BytesIO(body)) as clip:
            assert {(frame.width, frame.height) for frame in clip.decode(video=0)} == {(128, 96)}
        assert {header.fields.width for header, _ in link.frames} == {64}


async def test_progress_is_reported_at_most_twice_a_second(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, service, _):
        request = burst(60)
        await link.request("sequence.start", request)
        await until(lambda: service.jobs.get(request["jobId"]).ended_at_us is not None)
        await link.until(
            lambda: (
                reports_of(link, request["jobId"])[-1:] != []
                and reports_of(link, request["jobId"])[-1]["state"] == "done"
            )
        )
        job = service.jobs.get(request["jobId"])
        lasted_s = ((job.ended_at_us or 0) - job.started_at_us) / 1e6
        assert len(reports_of(link, request["jobId"])) <= 3 + lasted_s * 2
