"""The connection to the hub, over a real socket to a hub that speaks the real link."""

import asyncio
import shutil
import socket
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import pytest
import simplejpeg

from camera_ws.camera.clock import SystemClock
from camera_ws.link import client, refusals, report
from camera_ws.link.commands import Commands
from camera_ws.protocol import rpc
from camera_ws.protocol.frame import FLAG_SCALED, FLAG_SETTINGS_CHANGED
from camera_ws.service.service import CameraService
from support.cameras.fake_camera import FakeCamera
from support.fake_hub import FakeHub, Link, running_hub
from support.services import running_service
from support.waiting import until


@asynccontextmanager
async def linked(folder: Path, camera: FakeCamera | None = None) -> AsyncIterator[tuple[Link, CameraService, FakeHub]]:
    hub = FakeHub()
    async with running_hub(hub) as url, running_service(camera or FakeCamera(), folder, url) as service:
        yield await hub.linked(), service, hub


async def states_after_pings(link: Link) -> int:
    for _ in range(30):
        await link.request("ping", {"hubTimeUs": 1})
    return len(link.states)


async def test_hello_says_everything(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        hello = link.hello
        assert hello is not None
        assert (hello.camera_id, hello.name, hello.driver) == ("camera-1", "Camera 1", "simulated")
        assert (hello.connected, hello.streaming, hello.spooled) == (True, False, 0)
        assert "exposure" in hello.capabilities.features
        assert hello.settings.exposure == 2.0


async def test_sends_nothing_until_asked_and_stops_when_told(tmp_path: Path) -> None:
    camera = FakeCamera()
    async with linked(tmp_path, camera) as (link, service, _):
        await link.until(lambda: bool(link.states))
        assert (camera.starts, link.frames) == (0, [])
        await link.notify("demand", {"streaming": True})
        frames = await link.frames_more(5)
        sequence = [header.fields.seq for header, _ in frames]
        assert sequence == sorted(set(sequence))
        await link.notify("demand", {"streaming": False})
        await until(lambda: not service.acquisition.current.streaming)
        await link.until(lambda: not link.states[-1].streaming)


async def test_frames_are_what_their_headers_say(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        await link.notify("demand", {"streaming": True})
        header, jpeg = (await link.frames_more(1))[0]
        assert simplejpeg.decode_jpeg(jpeg, "RGB").shape == (96, 128, 3)
        fields = header.fields
        assert (fields.width, fields.height, fields.flags & FLAG_SCALED) == (128, 96, 0)
        assert fields.exposure_ms == 2.0
        assert abs(fields.captured_at_us - SystemClock().now_us()) < 60_000_000


async def test_scales_to_the_width_demanded(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        await link.notify("demand", {"streaming": True, "maxWidth": 64})
        header, jpeg = (await link.frames_more(1))[0]
        assert simplejpeg.decode_jpeg_header(jpeg)[:2] == (48, 64)
        assert (header.fields.width, header.fields.flags & FLAG_SCALED) == (64, FLAG_SCALED)
        await link.notify("demand", {"streaming": True})
        await link.until(lambda: link.frames[-1][0].fields.width == 128)


async def test_keeps_to_the_rate_demanded(tmp_path: Path) -> None:
    async with linked(tmp_path, FakeCamera(frame_rate=100)) as (link, _, _):
        await link.notify("demand", {"streaming": True, "maxFps": 20})
        times = [header.fields.captured_at_us for header, _ in await link.frames_more(10)]
        gaps_us = [later - earlier for earlier, later in pairwise(times)]
        assert sum(gaps_us) / len(gaps_us) >= 45_000


async def test_settings_are_read_back_and_the_next_frame_is_marked(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        await link.notify("demand", {"streaming": True})
        await link.frames_more(2)
        answer = await link.request("settings.update", {"settings": {"exposure": 4.5}})
        assert answer["result"]["settings"]["exposure"] == 4.5
        await link.until(lambda: any(header.fields.exposure_ms == 4.5 for header, _ in link.frames))
        first = next(header for header, _ in link.frames if header.fields.exposure_ms == 4.5)
        assert first.fields.flags & FLAG_SETTINGS_CHANGED
        await link.until(lambda: link.states[-1].settings.exposure == 4.5)


async def test_a_mark_that_was_left_out_moves_to_the_next_frame_sent(tmp_path: Path) -> None:
    async with linked(tmp_path, FakeCamera(frame_rate=100)) as (link, _, _):
        await link.notify("demand", {"streaming": True, "maxFps": 4})
        await link.frames_more(2)
        before = len(link.frames)
        await link.request("settings.update", {"settings": {"exposure": 4.5}})
        await link.until(lambda: any(header.fields.exposure_ms == 4.5 for header, _ in link.frames[before:]))
        marks = [bool(header.fields.flags & FLAG_SETTINGS_CHANGED) for header, _ in await link.frames_more(2)]
        first = next(header for header, _ in link.frames if header.fields.exposure_ms == 4.5)
        assert first.fields.flags & FLAG_SETTINGS_CHANGED
        assert not any(marks)


async def test_a_rejected_setting_names_field_and_limits(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        answer = await link.request("settings.update", {"settings": {"exposure": 9000}})
        error = answer["error"]
        assert error["code"] == rpc.SETTING_REJECTED
        assert error["data"]["issues"] == [
            {
                "path": "exposure",
                "message": "exposure 9000 ms is above the camera's 2000 ms",
                "value": 9000,
                "min": 0.02,
                "max": 2000,
                "unit": "ms",
            }
        ]


async def test_captures_are_spooled_answered_and_uploaded(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, service, hub):
        wish = {
            "captureId": str(uuid.uuid4()),
            "exposure": 5,
            "format": "png",
            "label": "gland",
            "tags": ["IHC"],
            "notes": "näher am Gefäß",
            "user": {"id": "u1", "name": "Ana"},
        }
        answer = await link.request("capture", wish)
        capture = answer["result"]["capture"]
        assert (capture["id"], capture["exposureMs"], capture["format"]) == (wish["captureId"], 5, "png")
        assert (capture["label"], capture["tags"], capture["user"]["name"]) == ("gland", ["IHC"], "Ana")
        assert capture["source"] == "hub"
        await until(lambda: wish["captureId"] in hub.uploads and service.spool.count == 0)
        metadata, body = hub.uploads[str(wish["captureId"])]
        assert metadata.to_json() == capture
        assert len(body) == metadata.size_bytes


async def test_a_capture_that_the_hub_refuses_for_good_is_told_until_it_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(report, "INTERVAL_S", 0.01)
    monkeypatch.setattr(refusals, "LOOK_S", 0.01)
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
        # The first round lets a state that is under way arrive.
        told = [await states_after_pings(link) for _ in range(2)]
        assert told[0] == told[1]
        shutil.rmtree(next(tmp_path.rglob("rejected")))
        await until(lambda: link.states[-1].refused is None)
        assert service.spool.count == 0


async def test_the_same_capture_asked_twice_is_one_capture(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, hub):
        wish = {"captureId": str(uuid.uuid4())}
        first, second = await asyncio.gather(link.request("capture", wish), link.request("capture", wish))
        third = await link.request("capture", wish)
        assert first["result"] == second["result"] == third["result"]
        await until(lambda: bool(hub.uploads))
        assert hub.attempts == [wish["captureId"]]


async def test_captures_at_different_exposures_each_get_their_own(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        wishes = [{"captureId": str(uuid.uuid4()), "exposure": exposure} for exposure in (3, 9, 5)]
        answers = await asyncio.gather(*(link.request("capture", wish) for wish in wishes))
        assert [answer["result"]["capture"]["exposureMs"] for answer in answers] == [3, 9, 5]


async def test_answers_pings_with_the_clock_of_its_frames(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        answer = await link.request("ping", {"hubTimeUs": 5})
        assert abs(answer["result"]["cameraTimeUs"] - SystemClock().now_us()) < 1_000_000


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ({"jsonrpc": "2.0", "id": 7, "method": "format.disk"}, rpc.METHOD_NOT_FOUND),
        ({"jsonrpc": "2.0", "id": 7, "method": "capture", "params": {}}, rpc.INVALID_PARAMS),
        ({"jsonrpc": "2.0", "id": 7, "method": "settings.update", "params": {"settings": {"iso": 1}}}, -32602),
        ({"jsonrpc": "2.0", "id": 7, "method": "ping", "params": [1]}, rpc.INVALID_PARAMS),
        ({"id": 7, "method": "ping"}, rpc.INVALID_REQUEST),
    ],
)
async def test_bad_messages_are_answered_and_close_nothing(
    tmp_path: Path, message: dict[str, object], code: int
) -> None:
    async with linked(tmp_path) as (link, _, hub):
        assert (await link.raw(message))["error"]["code"] == code
        assert "result" in await link.request("ping", {"hubTimeUs": 1})
        assert hub.dials == 1


async def test_a_bad_demand_does_not_stop_the_stream(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        await link.notify("demand", {"streaming": True})
        await link.frames_more(1)
        await link.notify("demand", {"streaming": "please"})
        await link.frames_more(3)


async def test_tells_of_a_lost_camera_and_refuses_commands(tmp_path: Path) -> None:
    camera = FakeCamera()
    async with linked(tmp_path, camera) as (link, _, _):
        await link.notify("demand", {"streaming": True})
        await link.frames_more(1)
        camera.plugged = False
        await link.until(lambda: not link.states[-1].connected)
        state = link.states[-1]
        assert state.fault is not None
        assert state.retry is not None
        assert (state.fault.code, state.retry.attempt) == ("camera_disconnected", 1)
        answer = await link.request("capture", {"captureId": str(uuid.uuid4())})
        assert answer["error"]["code"] == rpc.CAMERA_DISCONNECTED
        camera.plugged = True
        await link.frames_more(1)


async def test_dials_again_and_says_hello_again(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, hub):
        await link.socket.close(1001)
        again = await hub.linked()
        await again.notify("demand", {"streaming": True})
        await again.frames_more(1)


async def test_what_is_not_json_ends_the_connection_and_a_new_one_follows(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, hub):
        await link.socket.send_text("hello?")
        await hub.linked()


async def test_a_hub_that_falls_silent_is_left(tmp_path: Path) -> None:
    hub = FakeHub()
    hub.ping_interval_ms = 50
    async with running_hub(hub) as url, running_service(FakeCamera(), tmp_path, url):
        await hub.linked()
        await hub.linked()
        assert hub.dials >= 2


async def test_waits_long_when_another_service_took_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client, "REPLACED_WAIT_S", 0.7)
    loop = asyncio.get_running_loop()
    async with linked(tmp_path) as (link, _, hub):
        closed_s = loop.time()
        await link.socket.close(4001, "replaced")
        await hub.linked()
        assert loop.time() - closed_s >= 0.7


async def test_a_camera_id_that_is_in_use_is_said_once_and_not_hammered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    waits: list[float] = []
    monkeypatch.setattr(client, "TAKEN_WAIT_S", 400.0)
    sleep = asyncio.sleep

    async def quick(seconds: float) -> None:
        if seconds >= 300:
            waits.append(seconds)
        await sleep(0.01 if seconds >= 300 else seconds)

    monkeypatch.setattr(asyncio, "sleep", quick)
    hub = FakeHub()
    hub.taken_by = "lab-pc-1 (192.0.2.7)"
    async with running_hub(hub) as url, running_service(FakeCamera(), tmp_path, url):
        await until(lambda: hub.dials >= 4)
        assert len(waits) >= 3
        hub.taken_by = None
        link = await hub.linked()
        assert link.hello is not None
    told = [record for record in caplog.records if record.levelname == "WARNING" and "no link" in record.getMessage()]
    assert [record.__dict__["reason"] for record in told] == [
        "hello refused: the camera id is in use by lab-pc-1 (192.0.2.7)"
    ]


async def test_every_link_of_a_process_has_its_instance_id_and_host(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, hub):
        await link.socket.close(1001)
        again = await hub.linked()
        assert link.hello is not None
        assert again.hello is not None
        assert link.hello.instance_id == again.hello.instance_id is not None
        assert link.hello.host == socket.gethostname()
    async with linked(tmp_path) as (other, _, _):
        assert other.hello is not None
        assert other.hello.instance_id != link.hello.instance_id


async def test_finds_a_hub_that_starts_later(tmp_path: Path) -> None:
    hub = FakeHub()
    async with running_hub(hub) as url:
        port = int(url.rsplit(":", 1)[1])
    async with running_service(FakeCamera(), tmp_path, url), running_hub(hub, port):
        await hub.linked()


async def test_a_camera_that_was_never_there_is_shown_with_the_reason_and_introduced_when_it_comes(
    tmp_path: Path,
) -> None:
    hub, camera = FakeHub(), FakeCamera(plugged=False)
    async with running_hub(hub) as url, running_service(camera, tmp_path, url, wait_for_camera=False):
        link = await hub.linked()
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
        again = await hub.linked()
        assert again.hello is not None
        assert again.hello.connected
        assert "exposure" in again.hello.capabilities.features
        await again.notify("demand", {"streaming": True})
        await again.frames_more(1)


async def test_warnings_of_a_camera_that_works_are_told(tmp_path: Path) -> None:
    camera = FakeCamera()
    async with linked(tmp_path, camera) as (link, _, _):
        await link.until(lambda: bool(link.states))
        assert link.states[-1].fault is None
        camera.warns = ("low USB memory",)
        await link.notify("demand", {"streaming": True})
        await link.until(lambda: link.states[-1].fault is not None)
        state = link.states[-1]
        assert state.fault is not None
        assert (state.connected, state.fault.code, state.fault.message) == (True, "camera_warning", "low USB memory")


async def test_an_order_past_its_deadline_is_refused_and_not_carried_out(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, service, _):
        now_us = time.time_ns() // 1000
        order = {"jsonrpc": "2.0", "method": "settings.update", "params": {"settings": {"gain": 3}}}
        late = await link.raw({**order, "id": 1, "deadlineUs": now_us - 5_000_000})
        assert late["error"]["code"] == rpc.TIMEOUT
        assert "after its deadline" in late["error"]["message"]
        assert service.acquisition.current.camera is not None
        assert service.acquisition.current.camera.settings.gain == 0
        in_time = await link.raw({**order, "id": 2, "deadlineUs": now_us + 600_000_000})
        assert in_time["result"]["settings"]["gain"] == 3
        wrong = await link.raw({**order, "id": 3, "deadlineUs": "soon"})
        assert wrong["error"]["code"] == rpc.INVALID_REQUEST


async def test_a_result_that_is_no_json_is_an_error_and_the_link_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with linked(tmp_path) as (link, _, hub):

        async def not_a_number(_self: object, _request: rpc.Request) -> dict[str, float]:
            return {"value": float("nan")}

        monkeypatch.setattr(Commands, "run", not_a_number)
        answer = await link.request("camera.retry", {})
        assert answer["error"]["code"] == rpc.INTERNAL_ERROR
        monkeypatch.undo()
        assert "result" in await link.request("camera.retry", {})
        assert hub.dials == 1
