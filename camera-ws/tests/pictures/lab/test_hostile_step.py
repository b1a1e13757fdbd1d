"""A laboratory's step that does not keep to the protocol, loses its file, or prints without end."""

import asyncio
import logging
import os
from pathlib import Path
from typing import cast

import pytest

from camera_ws.camera.base import Orientation
from camera_ws.pictures.lab.process import StepOptions, StepProcess
from camera_ws.pictures.lab.step import LabStep
from camera_ws.protocol.camera.lab_step import LabResult
from camera_ws.protocol.camera.settings import PixelAddressing
from support.data.pictures import frame, gradient
from support.lab_steps import EXAMPLE, lab_step, step_file


@pytest.fixture
def unpaused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that failed is started again at once."""
    monkeypatch.setattr("camera_ws.pictures.lab.step.PAUSE_MIN_S", 0.0)


async def run(step: LabStep, seq: int = 0) -> LabResult:
    return await step.run(frame(gradient(64, 48), seq=seq), Orientation())


ANSWERS = """
import os, struct
def answer(text, binary=0):
    for pipe in range(3, 30):
        try:
            if os.readlink(f"/proc/self/fd/{pipe}").startswith("pipe:"):
                os.write(pipe, struct.pack(">II", len(text), binary) + text)
        except OSError:
            pass
"""


@pytest.mark.usefixtures("unpaused")
@pytest.mark.parametrize(
    "text",
    ["[" * 60_000, "[]", '"x"', "null", "{", "\\xff", '{"id": {}}', '{"id": 1, "error": 7}', '{"id": 1, "boxes": 3}'],
)
async def test_nonsense_in_the_pipe_of_the_answers_is_an_error(tmp_path: Path, text: str) -> None:
    body = f"if descriptor.seq == 0: answer({text!r}.encode())\nreturn {{}}"
    async with lab_step(step_file(tmp_path, body, ANSWERS)) as step:
        assert (await run(step)).error is not None
        assert (await run(step, 1)).error is None


@pytest.mark.parametrize(
    "ready",
    [
        "{}",
        "7",
        '{"rate": null, "stores": true, "version": null}',
        '{"rate": 1e9, "stores": false, "version": null}',
        '{"rate": 1, "stores": false, "version": 5}',
    ],
)
async def test_nonsense_in_place_of_a_declaration_is_an_error(tmp_path: Path, ready: str) -> None:
    before = f"{ANSWERS}\nanswer(b'{{\"ready\": {ready}}}')"
    async with lab_step(step_file(tmp_path, "return {}", before)) as step:
        for _ in range(2):
            assert (await run(step)).error is not None
        assert step.declared is None


async def test_a_file_that_would_block_or_take_all_memory_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "mine.py"
    os.mkfifo(file)
    async with lab_step(file) as step:
        assert "mine.py is not a file" in ((await run(step)).error or "")
    file.unlink()
    with file.open("wb") as sparse:
        sparse.truncate(1 << 40)
    async with lab_step(file) as step:
        assert "more than 16777216 bytes" in ((await run(step)).error or "")


async def test_a_step_that_deletes_its_file_goes_on_until_it_is_started_again(tmp_path: Path) -> None:
    body = "import os; os.path.exists(__file__) and os.remove(__file__); return {'numbers': {'n': 1}}"
    async with lab_step(step_file(tmp_path, body)) as step:
        for _ in range(2):
            assert (await run(step)).error is None
    async with lab_step(tmp_path / "mine.py") as step:
        assert "No such file" in ((await run(step)).error or "")


async def test_output_beyond_the_limit_is_read_in_large_pieces(caplog: pytest.LogCaptureFixture) -> None:
    """Small ones would take all of the event loop while a step prints without end."""
    output = asyncio.StreamReader(limit=1 << 25)
    output.feed_data(b"a line\n" * (1 << 21))
    output.feed_eof()
    reads = 0

    class Counted:
        async def read(self, size: int) -> bytes:
            nonlocal reads
            reads += 1
            return await output.read(size)

    with caplog.at_level(logging.INFO):
        await StepProcess(StepOptions(EXAMPLE))._print(cast("asyncio.StreamReader", Counted()))
    assert reads < 100
    assert len([record for record in caplog.records if record.message == "the lab's step printed"]) == 20


async def test_shapes_beyond_the_limit_on_the_sensor_do_not_end_the_step(tmp_path: Path) -> None:
    """The limit holds for the frame too, but binning enlarges coordinates."""
    body = "import os; return {'numbers': {'pid': os.getpid()}, 'points': [(90_000 if descriptor.seq == 0 else 1, 0)]}"
    binned = Orientation(addressing=PixelAddressing(mode="bin", x=2, y=2))
    async with lab_step(step_file(tmp_path, body)) as step:
        before = await step.run(frame(gradient(64, 48), seq=1), binned)
        error = (await step.run(frame(gradient(64, 48)), binned)).error
        after = await step.run(frame(gradient(64, 48), seq=1), binned)
    assert error == "a box or a point lies more than 100000 px from the sensor's corner"
    assert before.numbers == after.numbers is not None
