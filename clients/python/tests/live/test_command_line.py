"""The program `eyepiece` as people run it."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from support.people import Person
from support.running_hub import CAMERA
from support.waiting import eventually

SOURCES = Path(__file__).parents[2] / "src"
PATIENT_S = 120


def environment(person: Person | None) -> dict[str, str]:
    login = {} if person is None else {"EYEPIECE_URL": person.url, "EYEPIECE_KEY": person.key}
    return {**os.environ, "PYTHONPATH": str(SOURCES), **login}


def start(*arguments: str, person: Person | None, cwd: Path, **options: Any) -> subprocess.Popen[str]:
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "stdin": subprocess.DEVNULL}
    command = [sys.executable, "-m", "eyepiece", *arguments]
    return subprocess.Popen(command, env=environment(person), cwd=cwd, text=True, **{**pipes, **options})


def run(*arguments: str, person: Person | None, cwd: Path, code: int = 0, given: str | None = None) -> tuple[str, str]:
    """Standard output and standard error. A traceback is never what people see."""
    stdin = subprocess.DEVNULL if given is None else subprocess.PIPE
    process = start(*arguments, person=person, cwd=cwd, stdin=stdin)
    out, err = process.communicate(given, timeout=PATIENT_S)
    assert process.returncode == code, out + err
    assert "Traceback" not in err
    return out, err


def lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def test_logs_in_and_lists_the_cameras(ana: Person, tmp_path: Path) -> None:
    out, _ = run("login", ana.url, person=None, cwd=tmp_path, given=ana.key + "\n")
    assert "Ana Ruiz" in out
    assert "library:read" in out
    assert ana.key not in out
    out, _ = run("cameras", person=None, cwd=tmp_path)
    assert CAMERA in out
    [camera] = lines(run("cameras", "--json", person=None, cwd=tmp_path)[0])
    assert camera["id"] == CAMERA
    assert camera["settings"]["exposure_ms"] > 0
    run("logout", person=None, cwd=tmp_path)
    _, err = run("cameras", person=None, cwd=tmp_path, code=1)
    assert "eyepiece login" in err


def test_a_wrong_key_is_not_stored(ana: Person, tmp_path: Path) -> None:
    wrong = ana.key[:-4] + "AAAA"
    (tmp_path / "key").write_text(wrong)
    out, err = run("login", ana.url, "--key-file", "key", person=None, cwd=tmp_path, code=1)
    assert wrong not in out + err
    assert not list(tmp_path.rglob("login.json"))


def test_captures_and_downloads(ana: Person, tmp_path: Path) -> None:
    label = f"Command {uuid4().hex[:8]}"
    options = ["--format", "ome-tiff", "--label", label, "--exposure-ms", "12", "--folder", "out"]
    out, _ = run("capture", CAMERA, *options, person=ana, cwd=tmp_path)
    [stored] = (tmp_path / "out").iterdir()
    assert str(stored.relative_to(tmp_path)) in out
    assert "12 ms" in out
    [kept] = lines(run("capture", CAMERA, "--label", label, "--no-download", "--json", person=ana, cwd=tmp_path)[0])
    assert (kept["path"], kept["label"]) == (None, label)
    found = lines(run("download", "--label", label, "--json", person=ana, cwd=tmp_path)[0])
    assert found[0]["id"] == kept["id"]
    assert all((tmp_path / one["path"]).stat().st_size == one["sizeBytes"] for one in found)
    _, err = run("download", "--label", label, person=ana, cwd=tmp_path)
    assert "2 captures" in err


def test_one_file_that_cannot_be_stored_does_not_end_the_others(ana: Person, tmp_path: Path) -> None:
    label = f"Command {uuid4().hex[:8]}"
    for _ in range(2):
        run("capture", CAMERA, "--label", label, "--no-download", person=ana, cwd=tmp_path)
    first, _ = lines(run("download", "--label", label, "--json", person=ana, cwd=tmp_path)[0])
    (tmp_path / first["path"]).write_bytes(b"mine")
    out, err = run("download", "--label", label, "--json", person=ana, cwd=tmp_path, code=1)
    assert len(lines(out)) == 1
    assert "other content" in lines(err)[0]["error"]["message"]


def test_watches_as_many_frames_as_asked_for(ana: Person, tmp_path: Path) -> None:
    out, _ = run("watch", CAMERA, "--frames", "3", "--max-width", "320", "--json", person=ana, cwd=tmp_path)
    told = lines(out)
    files = sorted((tmp_path / "frames").iterdir())
    assert [str(path.relative_to(tmp_path)) for path in files] == [one["path"] for one in told]
    assert len(files) == 3
    assert all(path.read_bytes()[-2:] == b"\xff\xd9" for path in files)
    assert all(one["width"] <= 320 for one in told)


def test_an_interrupt_leaves_whole_files(ana: Person, tmp_path: Path) -> None:
    process = start("watch", CAMERA, person=ana, cwd=tmp_path)
    folder = tmp_path / "frames"
    eventually(lambda: folder.is_dir() and len([*folder.glob("*.jpg")]) >= 2)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=PATIENT_S)
    assert (process.returncode, out) == (130, "")
    assert "Traceback" not in err
    assert "frames" in err
    assert {path.suffix for path in folder.iterdir()} == {".jpg"}
    assert all(path.read_bytes()[-2:] == b"\xff\xd9" for path in folder.iterdir())


def test_a_reader_that_ends_ends_the_program(ana: Person, tmp_path: Path) -> None:
    process = start("watch", CAMERA, "--json", person=ana, cwd=tmp_path)
    assert process.stdout is not None
    assert process.stderr is not None
    process.stdout.readline()
    process.stdout.close()
    err = process.stderr.read()
    process.stderr.close()
    assert process.wait(PATIENT_S) == 0
    assert "Traceback" not in err
    assert "Broken" not in err


def test_jobs_from_start_to_end(ana: Person, tmp_path: Path) -> None:
    order = ["jobs", "start", CAMERA, "timelapse", "--count", "2", "--every-s", "0.2", "--json"]
    [done] = lines(run(*order, "--wait", person=ana, cwd=tmp_path)[0])
    assert (done["state"], done["done"]) == ("done", 2)
    [running] = lines(run(*order[:4], "--count", "900", "--every-s", "5", "--json", person=ana, cwd=tmp_path)[0])
    _, err = run("jobs", "watch", running["id"], "--timeout", "1", person=ana, cwd=tmp_path, code=3)
    assert "of 900" in err
    run("jobs", "cancel", running["id"], person=ana, cwd=tmp_path)
    out, _ = run("jobs", "list", CAMERA, person=ana, cwd=tmp_path)
    assert f"{running['id']}  timelapse  cancelled" in out


@pytest.mark.parametrize(
    ("arguments", "code", "message"),
    [
        (["capture", "camera-9"], 1, "camera-9"),
        (["capture", CAMERA, "--exposure-ms", "1e6"], 1, "exposure"),
        (["capture", CAMERA, "--exposure-ms", "much"], 2, "is not a number from"),
        (["watch", CAMERA, "--frames", "0"], 2, "is not a whole number from 1"),
        (["download", "--since", "yesterday"], 2, "is not a time such as"),
        (["jobs", "start", CAMERA, "timelapse", "--count", "2"], 2, "a timelapse needs --every-s"),
        (["jobs", "start", CAMERA, "burst", "--count", "2", "--duration-s", "1"], 2, "a burst has no --duration-s"),
        ([], 2, "usage"),
    ],
)
def test_says_in_one_line_what_is_wrong(
    arguments: list[str], code: int, message: str, ana: Person, tmp_path: Path
) -> None:
    out, err = run(*arguments, person=ana, cwd=tmp_path, code=code)
    assert message in err
    assert out == ""


def test_an_error_is_json_for_programs(ana: Person, tmp_path: Path) -> None:
    _, err = run("capture", CAMERA, "--exposure-ms", "1e6", "--json", person=ana, cwd=tmp_path, code=1)
    [line] = lines(err)
    assert line["error"]["kind"] == "InvalidRequest"
    assert line["error"]["issues"][0]["field"] == "exposure"
