"""Commands on the link: results, errors and deadlines."""

import time
from pathlib import Path
from typing import Any

import pytest

from camera_ws.camera.clock import SystemClock
from camera_ws.link.commands import Commands
from camera_ws.protocol import rpc
from support.services import linked


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


async def test_the_state_with_new_settings_comes_before_the_answer(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        reported: list[float | None] = []

        class Answers(dict[Any, dict[str, Any]]):
            """Notes what the hub knows when an answer arrives."""

            def __setitem__(self, key: Any, answer: dict[str, Any]) -> None:
                settings = link.states[-1].settings if link.states else None
                reported.append(settings.exposure if settings else None)
                super().__setitem__(key, answer)

        link.answers = Answers()
        for exposure in range(2, 12):
            await link.request("settings.update", {"settings": {"exposure": exposure}})
        assert reported == [float(exposure) for exposure in range(2, 12)]


async def test_ping_returns_the_camera_clock(tmp_path: Path) -> None:
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
async def test_invalid_messages_get_an_error_and_keep_the_connection(
    tmp_path: Path, message: dict[str, object], code: int
) -> None:
    async with linked(tmp_path) as (link, _, hub):
        assert (await link.raw(message))["error"]["code"] == code
        assert "result" in await link.request("ping", {"hubTimeUs": 1})
        assert hub.connections == 1


async def test_a_request_after_its_deadline_is_refused(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, service, _):
        now_us = time.time_ns() // 1000
        request = {"jsonrpc": "2.0", "method": "settings.update", "params": {"settings": {"gain": 3}}}
        late = await link.raw({**request, "id": 1, "deadlineUs": now_us - 5_000_000})
        assert late["error"]["code"] == rpc.TIMEOUT
        assert "after its deadline" in late["error"]["message"]
        assert service.acquisition.current.camera is not None
        assert service.acquisition.current.camera.settings.gain == 0
        in_time = await link.raw({**request, "id": 2, "deadlineUs": now_us + 600_000_000})
        assert in_time["result"]["settings"]["gain"] == 3
        wrong = await link.raw({**request, "id": 3, "deadlineUs": "soon"})
        assert wrong["error"]["code"] == rpc.INVALID_REQUEST


async def test_a_result_that_is_not_json_is_an_internal_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with linked(tmp_path) as (link, _, hub):

        async def not_a_number(_self: object, _request: rpc.Request) -> dict[str, float]:
            return {"value": float("nan")}

        monkeypatch.setattr(Commands, "run", not_a_number)
        answer = await link.request("camera.retry", {})
        assert answer["error"]["code"] == rpc.INTERNAL_ERROR
        monkeypatch.undo()
        assert "result" in await link.request("camera.retry", {})
        assert hub.connections == 1
