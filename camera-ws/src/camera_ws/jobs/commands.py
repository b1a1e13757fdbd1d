"""The hub's commands for jobs."""

from collections.abc import Awaitable, Callable
from typing import Any

from camera_ws.jobs.jobs import Jobs
from camera_ws.protocol.camera.jobs import SequenceEstimate, SequenceJob, SequenceStart


def job_commands(jobs: Jobs) -> dict[str, Callable[[Any], Awaitable[Any]]]:
    """Parameters are validated here; failures are exceptions."""

    async def start(params: Any) -> Any:
        return {"job": (await jobs.begin(SequenceStart.from_wire(params), "hub")).to_json()}

    async def cancel(params: Any) -> Any:
        return {"job": (await jobs.cancel(SequenceJob.from_wire(params).job_id)).to_json()}

    async def resume(params: Any) -> Any:
        return {"job": (await jobs.resume(SequenceJob.from_wire(params).job_id)).to_json()}

    async def estimate(params: Any) -> Any:
        return {"estimate": (await jobs.estimate(SequenceEstimate.from_wire(params).job)).to_json()}

    return {
        "sequence.start": start,
        "sequence.cancel": cancel,
        "sequence.resume": resume,
        "sequence.estimate": estimate,
    }
