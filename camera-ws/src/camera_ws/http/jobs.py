"""Jobs over HTTP: started, watched and ended without a hub."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Body, Path
from pydantic import ConfigDict, Field

from camera_ws.http.models import Failure
from camera_ws.http.responses import DEVICE, FULL, WRONG, Answers
from camera_ws.jobs.jobs import Jobs
from camera_ws.protocol.jobs import Burst, Clip, Job, JobEstimate, SequenceStart, Timelapse
from camera_ws.protocol.wire import Uuid

_UNKNOWN: Answers = {404: {"model": Failure, "description": "No such job"}}
_BUSY: Answers = {409: {"model": Failure, "description": "Another job has the camera"}}
_OVER: Answers = {409: {"model": Failure, "description": "The job has ended"}}


class BurstBody(Burst):
    model_config = ConfigDict(validate_by_name=False)


class TimelapseBody(Timelapse):
    model_config = ConfigDict(validate_by_name=False)


class ClipBody(Clip):
    model_config = ConfigDict(validate_by_name=False)


Wish = Annotated[Annotated[BurstBody | TimelapseBody | ClipBody, Field(discriminator="kind")], Body()]
Id = Annotated[Uuid, Path()]


def make_job_routes(jobs: Jobs) -> APIRouter:
    router = APIRouter(prefix="/jobs")

    @router.post("", status_code=201, response_model_exclude_none=True, responses={**DEVICE, **WRONG, **FULL, **_BUSY})
    async def start(wish: Wish) -> Job:  # pyright: ignore[reportUnusedFunction]
        """Starts a burst, a time-lapse or a clip; its pictures go the way of captures."""
        return await jobs.begin(SequenceStart(job_id=str(uuid.uuid4()), job=wish), "http")

    @router.post("/estimate", response_model_exclude_none=True, responses={**DEVICE, **WRONG, **FULL})
    async def estimate(wish: Wish) -> JobEstimate:  # pyright: ignore[reportUnusedFunction]
        """What a job would need, measured on what the camera sees now; nothing is started."""
        return await jobs.estimate(wish)

    @router.get("", response_model_exclude_none=True)
    async def list_jobs() -> list[Job]:  # pyright: ignore[reportUnusedFunction]
        """Those that run or are paused, then the last that ended, newest first."""
        return jobs.told()

    @router.get("/{job_id}", response_model_exclude_none=True, responses=_UNKNOWN)
    async def read_job(job_id: Id) -> Job:  # pyright: ignore[reportUnusedFunction]
        """How far it is."""
        return jobs.get(job_id)

    @router.post("/{job_id}/cancel", response_model_exclude_none=True, responses=_UNKNOWN)
    async def cancel(job_id: Id) -> Job:  # pyright: ignore[reportUnusedFunction]
        """Ends it; what was taken stays."""
        return await jobs.cancel(job_id)

    @router.post("/{job_id}/resume", response_model_exclude_none=True, responses={**DEVICE, **_UNKNOWN, **_OVER})
    async def resume(job_id: Id) -> Job:  # pyright: ignore[reportUnusedFunction]
        """For a job that is paused and waits for a person."""
        return await jobs.resume(job_id)

    return router
