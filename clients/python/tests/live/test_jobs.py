"""Jobs that the camera service runs."""

import pytest

from eyepiece import Hub, InvalidRequest, JobFailed, JobState, JobTimeout, NotFound
from support.running_hub import CAMERA
from support.waiting import eventually

PATIENT_S = 60.0


def test_waits_for_a_timelapse_with_progress(hub: Hub) -> None:
    told: list[JobState] = []
    with hub.camera(CAMERA).control() as camera:
        job = camera.timelapse(count=3, every_s=0.3, label="Growth")
        state = job.wait(PATIENT_S, told.append)
    assert (state.state, state.done, state.total, state.kind) == ("done", 3, 3, "timelapse")
    assert told[-1].done == 3
    assert [one.done for one in told] == sorted(one.done for one in told)
    captures = eventually(lambda: (found := list(job.captures())) and len(found) == 3 and found)
    assert captures
    assert {one.job_id for one in captures} == {job.id}
    assert job.id in [one.id for one in hub.jobs(CAMERA)]


def test_a_job_continues_without_control_and_is_cancelled(hub: Hub) -> None:
    with hub.camera(CAMERA).control() as camera:
        job = camera.timelapse(count=1000, every_s=1)
    with pytest.raises(JobTimeout, match="of 1000"):
        job.wait(0.5)
    same = hub.job(job.id)
    assert not same.last.ended
    assert same.cancel().state == "cancelled"
    with pytest.raises(JobFailed, match="cancelled"):
        job.wait(PATIENT_S)


def test_bursts_and_clips(hub: Hub) -> None:
    with hub.camera(CAMERA).control() as camera:
        assert camera.burst(count=3).wait(PATIENT_S).done == 3
        clip = camera.clip(duration_s=1, max_width=320)
        clip.wait(PATIENT_S)
    [capture] = eventually(lambda: list(clip.captures()))
    assert (capture.format, capture.width <= 320) == ("mp4", True)


def test_limits_are_named(hub: Hub) -> None:
    with hub.camera(CAMERA).control() as camera:
        with pytest.raises(InvalidRequest) as caught:
            camera.timelapse(count=1, every_s=0.001)
        assert {issue.field.split(".")[-1] for issue in caught.value.issues} == {"count", "everyMs"}
        assert len(hub.jobs(CAMERA, limit=1)) <= 1
    with pytest.raises(NotFound):
        hub.job("00000000-0000-4000-8000-000000000000")
