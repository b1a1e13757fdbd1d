"""The reference in the manual names everything that programs and the command line can use."""

import argparse
import inspect
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import eyepiece
from eyepiece.command_line.main import parser
from eyepiece.values.filters import CaptureFilter

FOLDER = Path(__file__).parents[4] / "docs" / "reference" / "clients"
CLASSES = ("Hub", "Camera", "Control", "Frames", "Frame", "Captures", "Capture", "Job", "CameraState", "JobState")


def words_of(page: str) -> set[str]:
    code = re.findall(r"`([^`]+)`", (FOLDER / page).read_text("utf-8"))
    return {word for text in code for word in re.findall(r"-*\w[\w-]*", text)}


def test_python_names() -> None:
    words = words_of("python.md")
    public = {name for name in eyepiece.__all__ if not name.startswith(("Async", "__"))}
    members = {name for one in CLASSES for name, _ in inspect.getmembers(getattr(eyepiece, one)) if name[0] != "_"}
    assert sorted((public | members | set(CaptureFilter.__annotations__)) - words - {"data"}) == []


@pytest.mark.parametrize("name", [name for name in CLASSES if name not in ("CameraState", "JobState", "Frame")])
def test_python_parameters(name: str) -> None:
    words = words_of("python.md")
    methods = inspect.getmembers(getattr(eyepiece, name), inspect.isfunction)
    public = [method for method_name, method in methods if method_name[0] != "_"]
    named = {parameter for method in public for parameter in inspect.signature(method).parameters}
    assert sorted(named - words - {"self", "filters", "settings"}) == []


def parsers(of: argparse.ArgumentParser) -> Iterator[argparse.ArgumentParser]:
    yield of
    for action in of._actions:
        if isinstance(action, argparse._SubParsersAction):
            for one in action.choices.values():
                yield from parsers(one)


def test_command_line() -> None:
    words = words_of("command-line.md")
    every = list(parsers(parser()))
    options = {name for one in every for name in one._option_string_actions if name.startswith("--")}
    commands = {word for one in every for word in one.prog.split()}
    assert sorted((options | commands) - words) == []
