"""A laboratory's step in its own process: what it returns, and every way in which it can fail."""

import asyncio
from pathlib import Path

import numpy as np
import pytest

from camera_ws.camera.base import Orientation
from camera_ws.pictures.lab.step import LabStep
from camera_ws.protocol.camera.lab_step import LabBox, LabNumber, LabPoint, LabResult
from support.data.pictures import frame, gradient
from support.lab_steps import EXAMPLE, lab_step, step_file

UPRIGHT = Orientation()
FRAME = frame(gradient(64, 48))


@pytest.fixture
def unpaused(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step that failed is started again at once."""
    monkeypatch.setattr("camera_ws.pictures.lab.step.PAUSE_MIN_S", 0.0)


async def run(step: LabStep) -> LabResult:
    return await step.run(FRAME, UPRIGHT)


async def test_returns_numbers_boxes_points_and_a_mask(tmp_path: Path) -> None:
    body = """
        assert pixels.shape == (48, 64, 3) and pixels.dtype == np.uint8
        pixels[:] = 0  # a copy of its own
        mask = np.zeros((48, 64), bool)
        mask[1, 2:5] = True
        return {
            "numbers": {"depth": descriptor.bit_depth, "mean": (np.float32(1.5), "px"), "left": descriptor.roi.left},
            "boxes": [(1, 2, 3, 4, "cell"), np.array([5, 6, 7, 8])],
            "points": [(1.5, 2.5), (3, 4, "p")],
            "mask": mask,
        }
    """
    async with lab_step(step_file(tmp_path, body, "import numpy as np\nVERSION = 'b7'")) as step:
        result = await run(step)
    assert result.error is None
    assert (result.name, result.version) == ("mine", "b7")
    assert result.digest is not None
    assert result.numbers == [
        LabNumber(name="depth", value=8.0),
        LabNumber(name="mean", value=1.5, unit="px"),
        LabNumber(name="left", value=0.0),
    ]
    assert result.boxes == [
        LabBox(left=1, top=2, width=3, height=4, label="cell"),
        LabBox(left=5, top=6, width=7, height=8),
    ]
    assert result.points == [LabPoint(x=1.5, y=2.5), LabPoint(x=3, y=4, label="p")]
    assert result.mask is not None
    assert (result.mask.columns, result.mask.rows, result.mask.cell_width) == (64, 48, 1)
    assert result.mask.runs == [66, 3, 64 * 48 - 69]


async def test_sixteen_bits_and_gray_arrive_as_they_are(tmp_path: Path) -> None:
    pixels = np.arange(48 * 64, dtype=np.uint16).reshape(48, 64)
    body = (
        'return {"numbers": {"sum": int(pixels.astype("u8").sum()), "bits": descriptor.bit_depth, "axes": pixels.ndim}}'
    )
    async with lab_step(step_file(tmp_path, body)) as step:
        result = await step.run(frame(pixels, 12), UPRIGHT)
    assert result.numbers is not None
    assert [number.value for number in result.numbers] == [float(pixels.sum()), 12.0, 2.0]


@pytest.mark.parametrize(
    ("body", "reason"),
    [
        ("return 3", "TypeError: analyse returned int, must be a dict with numbers, boxes, points, mask"),
        ('return {"box": []}', "unknown key 'box', known are numbers, boxes, points, mask"),
        ('return {"numbers": {"a": float("nan")}}', "numbers['a'] is nan, must be finite"),
        ('return {"numbers": {"a": 10 ** 400}}', "numbers['a'] is inf, must be finite"),
        ('return {"numbers": {"a": "3"}}', "numbers['a'] is str, must be a number"),
        ('return {"numbers": {str(n): n for n in range(25)}}', "numbers has more than 24 entries"),
        ('return {"numbers": {"x" * 41: 1}}', "the name of a number must be a text of 1 to 40 characters"),
        ('return {"boxes": [(0, 0, 0, 5)]}', "boxes[0]: width is 0, must be above 0"),
        ('return {"boxes": [(0, 0, 5)]}', "boxes[0] must be (left, top, width, height)"),
        ('return {"boxes": [(0, 0, 1, 1)] * 257}', "boxes has more than 256 entries"),
        ('return {"points": ((0, 0) for _ in iter(int, 1))}', "points has more than 1024 entries"),
        ('return {"points": [(1e9, 0)]}', "points[0]: x is 1e+09 px, at most 100000"),
        ('return {"mask": pixels}', "mask is 48 × 64 × 3, must be rows × columns of the frame, 48 × 64"),
        ("raise RuntimeError('no\\nlight')", "RuntimeError: no light (mine.py, line 2)"),
        ("raise SystemExit(3)", "SystemExit: 3"),
        ("return {}[b'\\xff']", "KeyError"),
        ("raise RuntimeError('\\ud800' + chr(0) + 'x' * 100_000)", "RuntimeError: \\ud800"),
    ],
)
async def test_says_what_is_wrong_and_goes_on(tmp_path: Path, body: str, reason: str) -> None:
    async with lab_step(step_file(tmp_path, f"if descriptor.seq == 0:\n    {body}\nreturn {{}}")) as step:
        result = await run(step)
        assert reason.removesuffix(" (mine.py, line 2)") in (result.error or "")
        assert result.numbers is None
        LabResult.from_wire(result.to_json())
        assert (await step.run(frame(gradient(64, 48), seq=1), UPRIGHT)).error is None


async def test_texts_that_cannot_be_stored_are_escaped(tmp_path: Path) -> None:
    async with lab_step(step_file(tmp_path, 'return {"numbers": {"a\\ud800\\0": 1}}')) as step:
        assert (await run(step)).numbers == [LabNumber(name="a\\ud800\\u0000", value=1)]


async def test_an_answer_that_is_too_long_is_not_read(tmp_path: Path) -> None:
    """Written to the pipe of the answers, past the worker."""
    body = """
        import os, struct
        for pipe in range(3, 30):
            try:
                if os.readlink(f"/proc/self/fd/{pipe}").startswith("pipe:"):
                    os.write(pipe, struct.pack(">II", 2, 1 << 30) + b"{}")
            except OSError:
                pass
        return {}
    """
    async with lab_step(step_file(tmp_path, body)) as step:
        assert "the step's answer cannot be read: a message of 2 and 1073741824 bytes" in (
            (await run(step)).error or ""
        )


async def test_the_error_names_the_line_of_the_step(tmp_path: Path) -> None:
    async with lab_step(step_file(tmp_path, "raise ValueError('dark')")) as step:
        assert (await run(step)).error == "ValueError: dark (mine.py, line 3)"


@pytest.mark.parametrize(
    ("before", "reason"),
    [
        (
            "import nothing_of_this_name",
            "ModuleNotFoundError: No module named 'nothing_of_this_name' (mine.py, line 1)",
        ),
        ("RATE_HZ = 500", "RATE_HZ is 500, must be a number from 0.01 to 5.0"),
        ("STORE_WITH_CAPTURES = 1", "STORE_WITH_CAPTURES is 1, must be True or False"),
        ("VERSION = 2", "VERSION is 2, must be a text of 1 to 40 characters"),
        ("VERSION = '\\ud800'", "VERSION is '\\ud800', must be a text of 1 to 40 characters"),
        ("import sys; sys.exit()", "SystemExit"),
        ("import os; os._exit(7)", "the step's process ended with status 7"),
    ],
)
async def test_says_why_a_step_cannot_be_loaded(tmp_path: Path, before: str, reason: str) -> None:
    async with lab_step(step_file(tmp_path, "return {}", before)) as step:
        assert reason in ((await run(step)).error or "")
        assert step.declared is None


async def test_a_file_without_the_function_is_named(tmp_path: Path) -> None:
    (tmp_path / "mine.py").write_text("analyze = 3")
    async with lab_step(tmp_path / "mine.py") as step:
        assert "needs a function analyse(pixels, descriptor)" in ((await run(step)).error or "")


@pytest.mark.usefixtures("unpaused")
@pytest.mark.parametrize(
    ("body", "reason", "limits"),
    [
        ("while True: pass", "no result within 0.5 s; the step was ended", {"timeout_s": 0.5}),
        ("import time; time.sleep(1e6)", "no result within 0.5 s; the step was ended", {"timeout_s": 0.5}),
        ("import os; os._exit(3)", "the step's process ended with status 3", {}),
        ("import os; os.kill(os.getpid(), 11)", "the step's process ended with signal SIGSEGV", {}),
        ("bytearray(4 << 30)", "MemoryError", {}),
        ("import numpy; numpy.ones((1 << 29,))", "MemoryError", {}),
    ],
)
async def test_survives_a_step_that_hangs_crashes_or_takes_all_memory(
    tmp_path: Path, body: str, reason: str, limits: dict[str, float]
) -> None:
    body = f"if descriptor.seq == 0:\n    {body}\nreturn {{'numbers': {{'seq': descriptor.seq}}}}"
    async with lab_step(step_file(tmp_path, body), **limits) as step:
        assert reason in ((await run(step)).error or "")
        after = await step.run(frame(gradient(64, 48), seq=9), UPRIGHT)
        assert after.error is None
        assert after.numbers == [LabNumber(name="seq", value=9)]


async def test_a_failure_is_repeated_until_the_pause_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camera_ws.pictures.lab.step.PAUSE_MIN_S", 3600.0)
    monkeypatch.setattr("camera_ws.pictures.lab.step.PAUSE_MAX_S", 3600.0)
    count = tmp_path / "count"
    before = f"open({str(count)!r}, 'a').write('x')"
    async with lab_step(step_file(tmp_path, "import os; os._exit(1)", before)) as step:
        first, second = await run(step), await run(step)
    assert first.error == second.error
    assert count.read_text() == "x"


async def test_what_it_prints_and_reads_does_not_disturb_it(tmp_path: Path) -> None:
    body = """
        import os, sys
        print("x" * 3_000_000)
        os.write(1, b"y" * 100_000)
        sys.stderr.write("z\\n" * 100_000)
        return {"numbers": {"read": len(sys.stdin.read())}}
    """
    async with lab_step(step_file(tmp_path, body)) as step:
        for _ in range(3):
            assert (await run(step)).numbers == [LabNumber(name="read", value=0)]


async def test_the_step_does_not_see_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CAMERA_TOKEN", "CAMERA_API_TOKEN", "VIDEO_SOURCE"):
        monkeypatch.setenv(name, "secret")
    body = 'import os; return {"numbers": {"secrets": sum(value == "secret" for value in os.environ.values())}}'
    async with lab_step(step_file(tmp_path, body)) as step:
        assert (await run(step)).numbers == [LabNumber(name="secrets", value=0)]


async def test_its_folder_can_be_imported_but_shadows_nothing(tmp_path: Path) -> None:
    (tmp_path / "helper.py").write_text("SIZE = 7")
    (tmp_path / "json.py").write_text("raise RuntimeError('shadowed')")
    body = 'import helper, json; return {"numbers": {"size": helper.SIZE}}'
    async with lab_step(step_file(tmp_path, body)) as step:
        assert (await run(step)).numbers == [LabNumber(name="size", value=7)]


async def test_a_cancelled_caller_does_not_mix_up_results(tmp_path: Path) -> None:
    body = "import time; time.sleep(0.3); return {'numbers': {'seq': descriptor.seq}}"
    async with lab_step(step_file(tmp_path, body)) as step:
        impatient = asyncio.create_task(step.run(frame(gradient(64, 48), seq=1), UPRIGHT))
        await asyncio.sleep(0)
        impatient.cancel()
        result = await step.run(frame(gradient(64, 48), seq=2), UPRIGHT)
    assert result.numbers == [LabNumber(name="seq", value=2)]


async def test_children_of_the_step_end_with_it(tmp_path: Path) -> None:
    body = """
        import subprocess, sys
        child = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
        return {"numbers": {"pid": child.pid}}
    """
    async with lab_step(step_file(tmp_path, body)) as step:
        numbers = (await run(step)).numbers
    assert numbers is not None
    stat = Path(f"/proc/{int(numbers[0].value)}/stat")
    for _ in range(6000):
        if not stat.exists() or stat.read_text().split()[2] == "Z":
            return
        await asyncio.sleep(0.01)
    pytest.fail("the child still runs")


async def test_the_example_finds_the_spots() -> None:
    pixels = np.zeros((48, 64), np.uint16)
    pixels[10:16, 20:28] = pixels[30:36, 5:10] = 3000
    async with lab_step(EXAMPLE) as step:
        result = await step.run(frame(pixels, 12), UPRIGHT)
    assert result.error is None
    assert result.numbers is not None
    assert result.numbers[0] == LabNumber(name="spots", value=2)
    assert result.boxes is not None
    assert len(result.boxes) == 2
