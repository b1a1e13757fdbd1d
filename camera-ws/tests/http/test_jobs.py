"""Jobs over the service's own HTTP API."""

import uuid
from pathlib import Path

import pytest

from support.services import api
from support.waiting import until

BURST = {"kind": "burst", "count": 3, "format": "png8", "label": "cells"}
LAPSE = {"kind": "timelapse", "count": 60, "everyMs": 60_000}


async def test_a_burst_from_start_to_end(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, service):
        begun = await http.post("/jobs", json=BURST)
        job = begun.json()
        assert (begun.status_code, job["state"], job["total"], job["job"]) == (201, "running", 3, BURST)
        await until(lambda: service.jobs.get(job["id"]).ended_at_us is not None)
        done = (await http.get(f"/jobs/{job['id']}")).json()
        assert (done["state"], done["done"], done["missed"]) == ("done", 3, 0)
        assert (await http.get("/jobs")).json() == [done]
        entries = service.spool.entries()
        assert [(entry.metadata.source, entry.metadata.format) for entry in entries] == [("http", "png8")] * 3
        over = await http.post(f"/jobs/{job['id']}/resume")
        assert (over.status_code, over.json()["code"]) == (409, "conflict")


async def test_while_it_runs_the_camera_stays_as_it_is(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, service):
        job = (await http.post("/jobs", json=LAPSE)).json()
        await until(lambda: service.jobs.get(job["id"]).done == 1)
        second = await http.post("/jobs", json=BURST)
        assert (second.status_code, second.json()["code"]) == (409, "camera_busy")
        assert "time-lapse 1/60" in second.json()["detail"]
        refused = [
            await http.put("/settings", json={"exposure": 5}),
            await http.post("/capture", json={"gain": 1}),
            await http.post("/capture", json={"fullFrame": True}),
            await http.put("/corrections", json={"dark": "take"}),
            await http.post("/settings/load", json={"channel": "factory"}),
        ]
        assert [answer.status_code for answer in refused] == [409] * 5
        assert all("locked by time-lapse 1/60" in answer.json()["detail"] for answer in refused)
        assert (await http.put("/settings", json={"gamma": 1.2})).status_code == 200
        assert (await http.post("/capture", json={"format": "png"})).status_code == 200
        cancelled = await http.post(f"/jobs/{job['id']}/cancel")
        assert (cancelled.status_code, cancelled.json()["state"]) == (200, "cancelled")
        assert (await http.put("/settings", json={"exposure": 5})).status_code == 200


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"kind": "burst", "count": 1}, "count"),
        ({"kind": "timelapse", "count": 2, "everyMs": 99}, "everyMs"),
        ({"kind": "timelapse", "count": 2, "every_ms": 1000}, "everyMs"),
        ({"kind": "clip", "durationMs": 1000, "fps": 121}, "fps"),
        ({"kind": "burst", "count": 2, "speed": 3}, "speed"),
    ],
)
async def test_an_invalid_field_is_named(tmp_path: Path, body: dict[str, object], field: str) -> None:
    async with api(tmp_path) as (http, service):
        answer = await http.post("/jobs", json=body)
        assert answer.status_code == 422
        assert any(field in issue["field"] for issue in answer.json()["detail"])
        assert service.jobs.list_jobs() == []


async def test_an_estimate_starts_nothing(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, service):
        answer = await http.post("/jobs/estimate", json=BURST)
        body = answer.json()
        assert (answer.status_code, set(body)) == (200, {"bytes", "durationMs", "freeBytes", "fits"})
        assert service.jobs.list_jobs() == []


async def test_an_unknown_job_is_404(tmp_path: Path) -> None:
    async with api(tmp_path) as (http, _):
        for call in (http.get, http.post):
            path = f"/jobs/{uuid.uuid4()}" + ("" if call == http.get else "/cancel")
            answer = await call(path)
            assert (answer.status_code, answer.json()["code"]) == (404, "job_not_found")
        assert (await http.get("/jobs/nonsense")).status_code == 422
