"""The step on the newest frame while the hub asks for it, and its results in the metadata of captures."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.clock import SystemClock
from camera_ws.pictures.lab.process import StepOptions
from camera_ws.pictures.lab.step import LabStep
from camera_ws.pictures.lab.watch import LabWatch
from camera_ws.protocol.camera.analysis import Analysis
from camera_ws.protocol.camera.lab_step import LabNumber, LabStepOffer
from camera_ws.protocol.camera.settings import SettingsUpdate
from camera_ws.service.configuration import Settings
from camera_ws.service.service import CameraService
from support.cameras.fake_camera import FakeCamera
from support.fake_hub import TOKEN, FakeHub, Link, running_hub
from support.lab_steps import lab_step, step_file
from support.rigs.capture_rig import capture_parts, params_for
from support.waiting import closed_twice, connected, running_acquisition, status_where, until

SEQ = 'return {"numbers": {"seq": descriptor.seq}}'


@asynccontextmanager
async def watching(
    file: Path, camera: FakeCamera | None = None
) -> AsyncIterator[tuple[LabWatch, list[Analysis], Acquisition]]:
    results: list[Analysis] = []
    async with (
        running_acquisition(camera or FakeCamera()) as acquisition,
        closed_twice(LabWatch(acquisition, LabStep(StepOptions(file, 60.0)), results.append)) as watch,
    ):
        await connected(acquisition)
        yield watch, results, acquisition


def seq_of(result: Analysis) -> float:
    assert result.lab_step is not None
    assert result.lab_step.numbers is not None
    return result.lab_step.numbers[0].value


async def test_measures_the_newest_frame_while_it_is_requested(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camera_ws.acquisition.demand.LINGER_S", 0.05)
    slow = "import time; time.sleep(0.3); " + SEQ
    async with watching(step_file(tmp_path, slow, "RATE_HZ = 5"), FakeCamera(frame_rate=100)) as (
        watch,
        results,
        acquisition,
    ):
        watch.request(True)
        watch.request(True)
        await until(lambda: len(results) >= 3)
        assert [seq_of(result) for result in results] == [result.seq for result in results]
        assert results[2].seq - results[1].seq > 1
        assert acquisition.current.dropped == 0
        watch.request(False)
        await status_where(acquisition, lambda status: not status.streaming)


async def test_a_turned_picture_has_the_coordinates_of_the_sensor(tmp_path: Path) -> None:
    body = 'return {"boxes": [(0, 0, 2, 4)], "numbers": {"columns": pixels.shape[1]}}'
    async with watching(step_file(tmp_path, body, "RATE_HZ = 5")) as (watch, results, acquisition):
        watch.request(True)
        await until(lambda: len(results) >= 1)
        await acquisition.apply(SettingsUpdate(rotate=90))
        await until(lambda: seq_of(results[-1]) == 96)
        result = results[-1].lab_step
    assert result is not None
    assert result.boxes is not None
    # The left edge of the turned picture is the bottom edge of the sensor's 128 × 96 px.
    box = result.boxes[0]
    assert (box.left, box.top, box.width, box.height) == (0, 94, 4, 2)


async def test_a_capture_keeps_the_result_of_its_own_frame_without_the_mask(tmp_path: Path) -> None:
    body = 'return {"numbers": {"seq": descriptor.seq}, "mask": pixels[..., 0] > 3 if pixels.ndim == 3 else pixels > 3}'
    async with lab_step(step_file(tmp_path, body, "STORE_WITH_CAPTURES = True\nVERSION = '2'")) as step:
        step.start()
        await until(lambda: step.declared is not None)
        async with capture_parts(tmp_path / "data", measure=step.for_capture) as parts:
            entry = await parts.captures.take(params_for(format="png"), "hub")
    found = entry.metadata.lab_step
    assert found is not None
    assert found.numbers == [LabNumber(name="seq", value=entry.metadata.seq)]
    assert (found.version, found.mask, found.error) == ("2", None, None)
    assert len(found.digest or "") == 64


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("raise ValueError('dark')", "ValueError: dark (mine.py, line 3)"),
        ("import time; time.sleep(1e6)", "no result within 0.05 s, the longest wait of a capture"),
        ("import os; os._exit(3)", "the step's process ended with status 3"),
    ],
)
async def test_a_capture_survives_a_step_that_fails(
    tmp_path: Path, body: str, reason: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("camera_ws.pictures.lab.step.CAPTURE_WAIT_MAX_S", 0.05 if "sleep" in body else 60.0)
    async with lab_step(step_file(tmp_path, body, "STORE_WITH_CAPTURES = True")) as step:
        step.start()
        await until(lambda: step.declared is not None)
        async with capture_parts(tmp_path / "data", measure=step.for_capture) as parts:
            entry = await parts.captures.take(params_for(format="png"), "hub")
    assert entry.metadata.lab_step is not None
    assert (entry.metadata.lab_step.error or "").startswith(reason)
    assert (
        entry.metadata.size_bytes
        == (tmp_path / "data" / "spool" / entry.metadata.id / entry.metadata.filename).stat().st_size
    )


async def test_a_capture_says_that_the_step_cannot_be_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camera_ws.pictures.lab.step.CAPTURE_WAIT_MAX_S", 60.0)
    async with lab_step(step_file(tmp_path, SEQ, "import nothing_of_this_name")) as step:
        async with capture_parts(tmp_path / "data", measure=step.for_capture) as parts:
            entry = await parts.captures.take(params_for(format="png"), "hub")
    assert entry.metadata.lab_step is not None
    assert "No module named 'nothing_of_this_name'" in (entry.metadata.lab_step.error or "")


async def test_a_step_that_does_not_ask_for_it_is_not_stored(tmp_path: Path) -> None:
    async with lab_step(step_file(tmp_path, SEQ)) as step:
        step.start()
        await until(lambda: step.declared is not None)
        async with capture_parts(tmp_path / "data", measure=step.for_capture) as parts:
            entry = await parts.captures.take(params_for(format="png"), "hub")
    assert entry.metadata.lab_step is None


@asynccontextmanager
async def linked_with(folder: Path, file: Path | None) -> AsyncIterator[Link]:
    hub = FakeHub()
    async with running_hub(hub) as url:
        settings = Settings(
            hub_url=url,
            camera_token=TOKEN,
            camera_data_dir=folder,
            camera_port=0,
            analysis_step=file,
            analysis_timeout=60,
        )
        service = CameraService(settings, FakeCamera(), SystemClock())
        service.start(lambda: pytest.fail("a part of the service failed"))
        try:
            yield await hub.next_link()
        finally:
            await service.close()


async def test_the_hub_hears_of_the_step_and_gets_its_results(tmp_path: Path) -> None:
    async with linked_with(tmp_path / "data", step_file(tmp_path, SEQ)) as link:
        assert link.hello is not None
        assert link.hello.lab_step == LabStepOffer(name="mine")
        assert "error" not in await link.request("analysis.watch", {"labStep": True})
        await link.until(lambda: any("labStep" in params for _, params in link.notices))
        result = next(params for _, params in link.notices if "labStep" in params)
        assert result["labStep"]["numbers"] == [{"name": "seq", "value": result["seq"]}]
        assert "histogram" not in result


async def test_without_a_step_a_request_has_no_effect(tmp_path: Path) -> None:
    async with linked_with(tmp_path / "data", None) as link:
        assert link.hello is not None
        assert link.hello.lab_step is None
        assert "error" not in await link.request("analysis.watch", {"labStep": True, "focus": True})
        await link.until(lambda: len(link.notices) >= 2)
        assert all("labStep" not in params for _, params in link.notices)
