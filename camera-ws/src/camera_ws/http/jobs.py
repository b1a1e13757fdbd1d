"""Jobs over HTTP, for use without a hub."""

# Routes are registered by their decorators, so no code calls them by name.
# pyright: reportUnusedFunction=false

import uuid
from typing import Annotated

from fastapi import APIRouter, Body, Path
from pydantic import ConfigDict, Field

from camera_ws.http.models import Failure
from camera_ws.http.responses import CAMERA_ERRORS, DISK_FULL, INVALID, Responses
from camera_ws.jobs.jobs import Jobs
from camera_ws.protocol.camera.jobs import Burst, Clip, Job, JobEstimate, SequenceStart, Timelapse
from camera_ws.protocol.wire import Uuid

_UNKNOWN: Responses = {404: {"model": Failure, "description": "No such job"}}
_BUSY: Responses = {409: {"model": Failure, "description": "Another job uses the camera"}}
_OVER: Responses = {409: {"model": Failure, "description": "The job has ended"}}


class BurstBody(Burst):
    model_config = ConfigDict(validate_by_name=False)


class TimelapseBody(Timelapse):
    model_config = ConfigDict(validate_by_name=False)


class ClipBody(Clip):
    model_config = ConfigDict(validate_by_name=False)


JobBody = Annotated[Annotated[BurstBody | TimelapseBody | ClipBody, Field(discriminator="kind")], Body()]
Id = Annotated[Uuid, Path()]


def make_job_routes(jobs: Jobs) -> APIRouter:
    router = APIRouter(prefix="/jobs")

    @router.post(
        "",
        status_code=201,
        response_model_exclude_none=True,
        responses={**CAMERA_ERRORS, **INVALID, **DISK_FULL, **_BUSY},
    )
    async def start(body: JobBody) -> Job:
        """Starts a burst, a time-lapse or a clip; its pictures are stored and uploaded as captures."""
        return await jobs.begin(SequenceStart(job_id=str(uuid.uuid4()), job=body), "http")

    @router.post("/estimate", response_model_exclude_none=True, responses={**CAMERA_ERRORS, **INVALID, **DISK_FULL})
    async def estimate(body: JobBody) -> JobEstimate:
        """Estimates space and time of a job from the present picture; starts nothing."""
        return await jobs.estimate(body)

    @router.get("", response_model_exclude_none=True)
    async def list_jobs() -> list[Job]:
        """Running and paused jobs, then the last ended ones, newest first."""
        return jobs.list_jobs()

    @router.get("/{job_id}", response_model_exclude_none=True, responses=_UNKNOWN)
    async def read_job(job_id: Id) -> Job:
        """One job with its progress."""
        return jobs.get(job_id)

    @router.post("/{job_id}/cancel", response_model_exclude_none=True, responses=_UNKNOWN)
    async def cancel(job_id: Id) -> Job:
        """Ends the job; pictures already taken stay."""
        return await jobs.cancel(job_id)

    @router.post("/{job_id}/resume", response_model_exclude_none=True, responses={**CAMERA_ERRORS, **_UNKNOWN, **_OVER})
    async def resume(job_id: Id) -> Job:
        """Continues a paused job that waits for a person."""
        return await jobs.resume(job_id)

    return router
