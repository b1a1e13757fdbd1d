"""The programs and the notebook of `examples`, as people run them."""

import json
import os
import runpy
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from eyepiece import Hub
from support.people import Person
from support.running_hub import CAMERA

PACKAGE = Path(__file__).parents[2]
EXAMPLES = PACKAGE / "examples"


def run(*arguments: str, ana: Person, cwd: Path) -> str:
    login = {"EYEPIECE_URL": ana.url, "EYEPIECE_KEY": ana.key, "PYTHONPATH": str(PACKAGE / "src")}
    command = [sys.executable, "-B", *arguments]
    done = subprocess.run(
        command, env={**os.environ, **login}, cwd=cwd, capture_output=True, text=True, check=False, timeout=240
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_the_focus_series_finds_the_sharpest(ana: Person, hub: Hub, tmp_path: Path) -> None:
    out = run(str(EXAMPLES / "focus_series.py"), CAMERA, "--steps", "3", ana=ana, cwd=tmp_path)
    *positions, best = out.splitlines()
    columns = [line.rsplit("  ", 2) for line in positions]
    scores = {name: float(score) for _, score, name in columns}
    assert len(scores) == 3
    assert best.endswith(max(scores, key=lambda name: scores[name]))
    assert f"{hub.camera(CAMERA).settings()['focus']:.2f} µm" in best


def test_the_timelapse_measures_each_picture(ana: Person, tmp_path: Path) -> None:
    example = str(EXAMPLES / "timelapse_analysis.py")
    rows = run(example, CAMERA, "--count", "3", "--every-s", "0.5", ana=ana, cwd=tmp_path).splitlines()
    assert rows[0].startswith("captured_at,mean")
    assert len(rows) == 4
    assert [row.split(",")[0] for row in rows[1:]] == sorted(row.split(",")[0] for row in rows[1:])
    assert all(float(row.split(",")[1]) > 0 for row in rows[1:])


def test_the_histogram_has_a_line_for_each_frame(ana: Person, tmp_path: Path) -> None:
    out = run(str(EXAMPLES / "live_histogram.py"), CAMERA, "--frames", "3", ana=ana, cwd=tmp_path)
    assert len(out.splitlines()) == 3
    assert all("saturated" in line and "█" in line for line in out.splitlines())


def test_every_cell_of_the_notebook_runs(ana: Person, tmp_path: Path) -> None:
    """As a script: a kernel would need a dozen further packages."""
    notebook = json.loads((EXAMPLES / "focus_series.ipynb").read_text(encoding="utf-8"))
    cells = ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]
    assert len(cells) >= 6
    assert not any(cell["outputs"] for cell in notebook["cells"] if cell["cell_type"] == "code")
    script = tmp_path / "cells.py"
    script.write_text("\n\n".join([*cells, "print(len(series), len(table), path)"]), encoding="utf-8")
    count, rows, path = run(str(script), ana=ana, cwd=tmp_path).split(maxsplit=2)
    assert count == "5"
    assert int(rows) >= 5
    assert (tmp_path / path.strip()).is_file()


def test_the_viewer_feeds_a_layer(hub: Hub) -> None:
    """With a double of napari, which needs a display."""
    viewer = Viewer()
    module = runpy.run_path(str(EXAMPLES / "napari_viewer.py"))
    show = module["shower"](viewer, CAMERA)
    shown = module["pictures"](hub, CAMERA)
    for _ in range(2):
        show(next(shown))
    shown.close()
    assert viewer.layers[CAMERA].data.shape[:2] == (512, 640)
    assert CAMERA in viewer.title


def test_without_napari_the_viewer_says_what_to_install(ana: Person, tmp_path: Path) -> None:
    (tmp_path / "napari.py").write_text("raise ImportError")
    env = {**os.environ, "PYTHONPATH": f"{tmp_path}{os.pathsep}{PACKAGE / 'src'}"}
    command = [sys.executable, "-B", str(EXAMPLES / "napari_viewer.py"), CAMERA]
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False, timeout=240)
    assert (done.returncode, "pip install" in done.stderr, "Traceback" in done.stderr) == (1, True, False)


class Viewer:
    """What the example uses of napari."""

    def __init__(self) -> None:
        self.layers: dict[str, Any] = {}
        self.title = ""

    def add_image(self, picture: Any, *, name: str, rgb: bool) -> None:
        assert rgb == (picture.ndim == 3)
        self.layers[name] = SimpleNamespace(data=picture)
