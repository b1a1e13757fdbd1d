"""hello and state: what the service reports to the hub."""

import shutil
import socket
import uuid
from pathlib import Path

import pytest

from camera_ws.link import refusals, report
from camera_ws.protocol import rpc
from support.cameras.fake_camera import FakeCamera
from support.fake_hub import FakeHub, Link, running_hub
from support.services import linked, running_service
from support.waiting import until


async def states_after_pings(link: Link) -> int:
    for _ in range(30):
        await link.request("ping", {"hubTimeUs": 1})
    return len(link.states)


async def test_hello_describes_camera_and_service(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        hello = link.hello
        assert hello is not None
        assert (hello.camera_id, hello.name, hello.driver) == ("camera-1", "Camera 1", "simulated")
        assert (hello.connected, hello.streaming, hello.spooled) == (True, False, 0)
        assert "exposure" in hello.capabilities.features
        assert hello.settings.exposure == 2.0


async def test_reports_refused_captures_until_they_are_removed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(report, "INTERVAL_S", 0.01)
    monkeypatch.setattr(refusals, "POLL_S", 0.01)
    monkeypatch.setattr(refusals, "RECOUNT_S", 0.05)
    async with linked(tmp_path) as (link, service, hub):
        hub.statuses = [422]
        await link.request("capture", {"captureId": str(uuid.uuid4()), "format": "png"})
        await until(lambda: bool(link.states) and link.states[-1].refused is not None)
        refused = link.states[-1].refused
        assert refused is not None
        assert (refused.count, refused.reason.startswith("HTTP 422")) == (1, True)
        await until(lambda: service.spool.count == 0 and not service.acquisition.current.streaming)
        await until(lambda: not link.states[-1].streaming and link.states[-1].spooled == 0)
        # The first round waits for a state that is still in transfer.
        counts = [await states_after_pings(link) for _ in range(2)]
        assert counts[0] == counts[1]
        shutil.rmtree(next(tmp_path.rglob("rejected")))
        await until(lambda: link.states[-1].refused is None)
        assert service.spool.count == 0


async def test_reports_a_lost_camera_and_refuses_commands(tmp_path: Path) -> None:
    camera = FakeCamera()
    async with linked(tmp_path, camera) as (link, _, _):
        await link.notify("demand", {"streaming": True})
        await link.next_frames(1)
        camera.plugged = False
        await link.until(lambda: not link.states[-1].connected)
        state = link.states[-1]
        assert state.fault is not None
        assert state.retry is not None
        assert (state.fault.code, state.retry.attempt) == ("camera_disconnected", 1)
        answer = await link.request("capture", {"captureId": str(uuid.uuid4())})
        assert answer["error"]["code"] == rpc.CAMERA_DISCONNECTED
        camera.plugged = True
        await link.next_frames(1)


async def test_reports_warnings_of_the_camera(tmp_path: Path) -> None:
    camera = FakeCamera()
    async with linked(tmp_path, camera) as (link, _, _):
        await link.until(lambda: bool(link.states))
        assert link.states[-1].fault is None
        camera.test_warnings = ("low USB memory",)
        await link.notify("demand", {"streaming": True})
        await link.until(lambda: link.states[-1].fault is not None)
        state = link.states[-1]
        assert state.fault is not None
        assert (state.connected, state.fault.code, state.fault.message) == (True, "camera_warning", "low USB memory")


async def test_hello_has_the_instance_id_and_the_host(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, hub):
        await link.socket.close(1001)
        second = await hub.next_link()
        assert link.hello is not None
        assert second.hello is not None
        assert link.hello.instance_id == second.hello.instance_id is not None
        assert link.hello.host == socket.gethostname()
    async with linked(tmp_path) as (other, _, _):
        assert other.hello is not None
        assert other.hello.instance_id != link.hello.instance_id


async def test_reports_a_missing_camera_and_introduces_it_later(
    tmp_path: Path,
) -> None:
    hub, camera = FakeHub(), FakeCamera(plugged=False)
    async with running_hub(hub) as url, running_service(camera, tmp_path, url, wait_for_camera=False):
        link = await hub.next_link()
        hello = link.hello
        assert hello is not None
        assert (hello.connected, hello.capabilities.features, hello.driver) == (False, {}, "simulated")
        assert hello.fault is not None
        assert (hello.fault.code, hello.fault.message) == ("camera_disconnected", "unplugged")
        assert hello.retry is not None
        await link.until(lambda: any(state.retry is not None and state.retry.attempt >= 2 for state in link.states))
        answer = await link.request("settings.update", {"settings": {"exposure": 4}})
        assert answer["error"]["code"] == rpc.CAMERA_DISCONNECTED
        camera.plugged = True
        second = await hub.next_link()
        assert second.hello is not None
        assert second.hello.connected
        assert "exposure" in second.hello.capabilities.features
        await second.notify("demand", {"streaming": True})
        await second.next_frames(1)
