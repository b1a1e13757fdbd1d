"""A service on a host whose wall clock is set, or that sleeps."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from camera_ws.protocol.camera.jobs import Clip, Job
from camera_ws.protocol.messages import CaptureParams
from camera_ws.service import clock_steps
from camera_ws.service.service import CameraService
from support.cameras.fake_camera import FakeCamera
from support.fake_hub import FakeHub, Link, running_hub
from support.host_clock import HOUR_S, HostClock
from support.rigs.job_samples import start, timelapse
from support.services import running_service
from support.waiting import until

HOUR_US = round(HOUR_S * 1e6)
MINUTE_US = 60_000_000
CAPTURE = "0b8f9c1e-3c56-4a0e-9b1d-7f2f6a1f2b3c"


@pytest.fixture(autouse=True)
def quick_polls(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock_steps, "POLL_S", 0.02)


@pytest.fixture
def host() -> HostClock:
    return HostClock()


@asynccontextmanager
async def linked(folder: Path, host: HostClock) -> AsyncIterator[tuple[Link, CameraService]]:
    hub = FakeHub()
    camera = FakeCamera(clock=host.clock)
    async with running_hub(hub) as url, running_service(camera, folder, url, clock=host.clock) as service:
        yield await hub.next_link(), service


def last_step_us(service: CameraService) -> int:
    newest = service.clock_steps.latest.current
    return newest.value if newest is not None else 0


def reported_step_us(link: Link) -> int:
    return (link.states[-1].clock_step_us or 0) if link.states else 0


@pytest.mark.parametrize("by_s", [HOUR_S, -HOUR_S])
async def test_frames_stay_in_order_and_the_step_is_reported(
    tmp_path: Path, host: HostClock, by_s: float, caplog: pytest.LogCaptureFixture
) -> None:
    async with linked(tmp_path, host) as (link, _):
        assert link.hello is not None
        assert link.hello.clock_step_us is None
        await link.notify("demand", {"streaming": True})
        await link.next_frames(2)
        with caplog.at_level(logging.WARNING, "camera_ws.service.clock_steps"):
            host.set_wall_clock(by_s)
            await link.until(lambda: reported_step_us(link) != 0)
        await link.next_frames(3)
        assert reported_step_us(link) == pytest.approx(by_s * 1e6, abs=MINUTE_US)
        assert [record.getMessage() for record in caplog.records] == [
            "the host's clock was set; dates follow it, the order of captures does not change"
        ]
        times_us = [header.fields.captured_at_us for header, _ in link.frames]
        assert times_us == sorted(times_us)
        assert times_us[-1] - times_us[0] < MINUTE_US


@pytest.mark.parametrize("by_s", [HOUR_S, -HOUR_S])
async def test_deadlines_of_requests_survive_a_step(tmp_path: Path, host: HostClock, by_s: float) -> None:
    async with linked(tmp_path, host) as (link, _):
        ping = await link.request("ping", {"hubTimeUs": 1})
        deadline_us = ping["result"]["cameraTimeUs"] + MINUTE_US
        host.set_wall_clock(by_s)
        request = {"jsonrpc": "2.0", "id": 7, "method": "capture", "params": {"captureId": CAPTURE}}
        answer = await link.raw({**request, "deadlineUs": deadline_us})
        captured_at_us = answer["result"]["capture"]["capturedAtUs"]
        assert captured_at_us == pytest.approx(host.wall_us, abs=MINUTE_US)


@pytest.mark.parametrize("by_s", [HOUR_S, -HOUR_S])
async def test_captures_are_dated_and_named_by_the_wall_clock(tmp_path: Path, host: HostClock, by_s: float) -> None:
    async with running_service(FakeCamera(clock=host.clock), tmp_path, clock=host.clock) as service:
        before = await service.captures.take(CaptureParams(capture_id=CAPTURE), "http")
        host.set_wall_clock(by_s)
        after = await service.captures.take(CaptureParams(capture_id=CAPTURE.replace("0b", "0c")), "http")
        moved_us = after.metadata.captured_at_us - before.metadata.captured_at_us
        assert moved_us == pytest.approx(by_s * 1e6, abs=MINUTE_US)
        assert before.metadata.filename[:19] != after.metadata.filename[:19]
        assert after.metadata.captured_at_us == pytest.approx(host.wall_us, abs=MINUTE_US)


async def test_sleep_of_the_host_is_not_a_step(tmp_path: Path, host: HostClock) -> None:
    async with running_service(FakeCamera(clock=host.clock), tmp_path, clock=host.clock) as service:
        with service.acquisition.watch():
            await service.acquisition.grab()
            host.sleep(8 * HOUR_S)
            entry = await service.captures.take(CaptureParams(capture_id=CAPTURE), "http")
        assert entry.metadata.captured_at_us == pytest.approx(host.wall_us, abs=MINUTE_US)
        assert host.clock.step_us == 0


async def begun(service: CameraService, count: int, every_ms: int) -> Job:
    """A time-lapse after its first picture."""
    job = await service.jobs.begin(start(timelapse(count=count, every_ms=every_ms)), "http")
    await until(lambda: service.jobs.get(job.id).done == 1)
    return job


@pytest.mark.parametrize("by_s", [HOUR_S, -HOUR_S])
async def test_a_timelapse_keeps_its_interval_after_a_step(tmp_path: Path, host: HostClock, by_s: float) -> None:
    async with running_service(FakeCamera(clock=host.clock), tmp_path, clock=host.clock) as service:
        job = await begun(service, count=4, every_ms=60_000)
        host.set_wall_clock(by_s)
        host.sleep(59.0)
        await until(lambda: service.jobs.get(job.id).done == 2)
        running = service.jobs.get(job.id)
        assert (running.state, running.missed) == ("running", 0)
        assert running.started_at_us == pytest.approx(host.wall_us - MINUTE_US, abs=MINUTE_US)
        assert running.next_at_us == pytest.approx(host.wall_us + MINUTE_US, abs=MINUTE_US)
        ended = await service.jobs.cancel(job.id)
        assert ended.ended_at_us == pytest.approx(host.wall_us, abs=MINUTE_US)
        host.set_wall_clock(-by_s)
        assert service.jobs.get(job.id) == ended


async def test_pictures_due_during_sleep_are_missed(tmp_path: Path, host: HostClock) -> None:
    async with running_service(FakeCamera(clock=host.clock), tmp_path, clock=host.clock) as service:
        job = await begun(service, count=100, every_ms=60_000)
        # Until 1 s before the eleventh picture; by the event loop's clock it would take another 59 s.
        host.sleep(599.0)
        await until(lambda: service.jobs.get(job.id).done == 2)
        running = service.jobs.get(job.id)
        assert (running.done, running.missed) == (2, 9)


@pytest.mark.parametrize("by_s", [HOUR_S, -HOUR_S])
async def test_a_clip_keeps_its_duration_after_a_step(tmp_path: Path, host: HostClock, by_s: float) -> None:
    async with running_service(FakeCamera(clock=host.clock), tmp_path, clock=host.clock) as service:
        job = await service.jobs.begin(start(Clip(kind="clip", duration_ms=1000)), "http")
        await until(lambda: service.jobs.get(job.id).done >= 1)
        host.set_wall_clock(by_s)
        await until(lambda: service.jobs.get(job.id).ended_at_us is not None)
        clip = next(entry.metadata for entry in service.spool.entries() if entry.metadata.job_id == job.id)
        assert clip.clip is not None
        assert clip.clip.duration_ms < 2000
        assert clip.captured_at_us == pytest.approx(host.wall_us, abs=MINUTE_US)


@pytest.mark.parametrize("by_s", [HOUR_S, -HOUR_S])
async def test_a_timelapse_continues_after_a_step_and_a_restart(tmp_path: Path, host: HostClock, by_s: float) -> None:
    async with running_service(FakeCamera(clock=host.clock), tmp_path, clock=host.clock) as service:
        job = await begun(service, count=50, every_ms=5000)
        host.set_wall_clock(by_s)
        await until(lambda: last_step_us(service) != 0)
    restarted = HostClock(by_s)
    async with running_service(FakeCamera(clock=restarted.clock), tmp_path, clock=restarted.clock) as service:
        await until(lambda: service.jobs.get(job.id).done == 2)
        assert service.jobs.get(job.id).missed < 10


async def test_a_wall_clock_set_back_during_a_restart_does_not_stall_a_timelapse(
    tmp_path: Path, host: HostClock
) -> None:
    async with running_service(FakeCamera(clock=host.clock), tmp_path, clock=host.clock) as service:
        job = await begun(service, count=50, every_ms=5000)
    restarted = HostClock(-HOUR_S)
    async with running_service(FakeCamera(clock=restarted.clock), tmp_path, clock=restarted.clock) as service:
        await until(lambda: service.jobs.get(job.id).done == 2)
