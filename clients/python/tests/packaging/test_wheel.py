"""The wheel: built without a network, whole, and its program works."""

import os
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[2]


def run(*command: str | Path, cwd: Path) -> str:
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "EYEPIECE", "PIP"))}
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False, timeout=240)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    options = ["--quiet", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(folder)]
    run(sys.executable, "-m", "pip", "wheel", *options, PACKAGE, cwd=folder)
    [built] = folder.glob("*.whl")
    return built


def test_has_every_module_and_the_mark_of_types(wheel: Path) -> None:
    sources = {
        path.relative_to(PACKAGE / "src").as_posix()
        for path in (PACKAGE / "src").rglob("*")
        if path.suffix == ".py" or path.name == "py.typed"
    }
    with zipfile.ZipFile(wheel) as archive:
        packed = {name for name in archive.namelist() if name.startswith("eyepiece/")}
    assert packed == sources
    assert "eyepiece/py.typed" in packed


def test_its_program_works_in_another_environment(wheel: Path, tmp_path: Path) -> None:
    environment = tmp_path / "venv"
    venv.create(environment, with_pip=False)
    folder = environment / ("Scripts" if os.name == "nt" else "bin")
    python = folder / ("python.exe" if os.name == "nt" else "python")
    site = Path(run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip())
    # The packages that it needs, without a network.
    (site / "needed.pth").write_text(sysconfig.get_path("purelib") + "\n")
    install = ["-m", "pip", "--python", str(python), "install", "--quiet", "--no-deps", "--no-index", str(wheel)]
    run(sys.executable, *install, cwd=tmp_path)
    where = run(python, "-c", "import eyepiece; print(eyepiece.__file__)", cwd=tmp_path)
    assert Path(where.strip()).is_relative_to(environment)
    program = folder / ("eyepiece.exe" if os.name == "nt" else "eyepiece")
    assert run(program, "--version", cwd=tmp_path).startswith("eyepiece 0.")
    assert "download" in run(program, "--help", cwd=tmp_path)
