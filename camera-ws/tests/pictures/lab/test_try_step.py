"""The commands of docs/reference/operation/analysis.md, and its code, which is the example in examples/."""

import json
import re
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from support.lab_steps import EXAMPLE, step_file

ROOT = Path(__file__).parents[4]
PAGE = (ROOT / "docs" / "reference" / "operation" / "analysis.md").read_text(encoding="utf-8")


def run(*arguments: str, cwd: Path = EXAMPLE.parent) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        (sys.executable, *arguments),
        cwd=cwd,
        env={"PYTHONPATH": str(ROOT / "camera-ws" / "src"), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def picture(folder: Path) -> Path:
    pixels = np.zeros((48, 64, 3), np.uint16)
    pixels[10:16, 20:28] = pixels[30:36, 5:10] = 50_000
    cv2.imwrite(str(folder / "picture.png"), pixels)
    return folder / "picture.png"


def test_the_page_shows_the_example_and_its_test() -> None:
    blocks = re.findall(r"```python file=\S+\n(.*?)```", PAGE, re.DOTALL)
    assert blocks == [
        EXAMPLE.read_text(encoding="utf-8"),
        (EXAMPLE.parent / "test_spots.py").read_text(encoding="utf-8"),
    ]


def test_the_test_of_the_page_passes() -> None:
    assert "python -m pytest test_spots.py" in PAGE
    result = run("-m", "pytest", "-p", "no:cacheprovider", "test_spots.py")
    assert result.returncode == 0, result.stdout


def test_runs_the_step_on_a_picture_as_the_page_says(tmp_path: Path) -> None:
    assert "python -m camera_ws.pictures.lab.try_step spots.py picture.png" in PAGE
    result = run("-m", "camera_ws.pictures.lab.try_step", "spots.py", str(picture(tmp_path)))
    assert result.returncode == 0, result.stderr
    printed = json.loads(result.stdout)
    assert printed["numbers"][0] == {"name": "spots", "value": 2}
    assert (printed["name"], printed["version"]) == ("spots", "1")


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        ((), "usage: "),
        (("absent.py", "picture.png"), "absent.py: no such file"),
        (("spots.py", "absent.png"), "absent.png: not a picture"),
        (("spots.py", "spots.py"), "spots.py: not a picture"),
    ],
)
def test_says_what_is_wrong_with_its_arguments(arguments: tuple[str, ...], reason: str) -> None:
    result = run("-m", "camera_ws.pictures.lab.try_step", *arguments)
    assert result.returncode == 1
    assert reason in result.stderr


def test_ends_with_an_error_when_the_step_fails(tmp_path: Path) -> None:
    file = step_file(tmp_path, "raise ValueError('dark')")
    result = run("-m", "camera_ws.pictures.lab.try_step", str(file), str(picture(tmp_path)))
    assert result.returncode == 1
    assert json.loads(result.stdout)["error"] == "ValueError: dark (mine.py, line 3)"
