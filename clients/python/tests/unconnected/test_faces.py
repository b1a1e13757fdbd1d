"""The blocking face has the methods of the asynchronous face, with the same parameters and descriptions."""

import inspect
from collections.abc import Callable
from typing import Any

import pytest

import eyepiece
from eyepiece import Hub
from eyepiece.errors import EyepieceError

FACES = ("Hub", "Camera", "Control", "Job", "Capture", "Captures", "Frames")
ASYNC_ONLY = {"Frames": {"stop"}}
"""For the event loop alone."""
OWN_PARAMETERS = {"done"}
"""A callback. Its argument is a blocking capture in the blocking face, and an asynchronous one in the other."""
KEY = "eyepiece_" + "0" * 32 + "_" + "a" * 43


def methods_of(name: str) -> dict[str, Callable[..., Any]]:
    members = inspect.getmembers(getattr(eyepiece, name), inspect.isfunction)
    return {name: method for name, method in members if not name.startswith("_")}


def parameters_of(method: Callable[..., Any]) -> list[inspect.Parameter]:
    parameters = inspect.signature(method).parameters.values()
    return [parameter for parameter in parameters if parameter.name not in OWN_PARAMETERS]


@pytest.mark.parametrize("face", FACES)
def test_both_faces_have_the_same_methods(face: str) -> None:
    blocking, asynchronous = methods_of(face), methods_of(f"Async{face}")
    assert set(blocking) == set(asynchronous) - ASYNC_ONLY.get(face, set())
    for name, method in blocking.items():
        assert parameters_of(method) == parameters_of(asynchronous[name]), name


@pytest.mark.parametrize("face", FACES)
def test_help_describes_the_blocking_face(face: str) -> None:
    for name, method in methods_of(face).items():
        description = methods_of(f"Async{face}")[name].__doc__
        assert method.__doc__ == (description and description.replace("async with", "with")), name
        assert "Async" not in inspect.formatannotation(inspect.signature(method).return_annotation), name


def test_a_wrong_parameter_is_refused_before_the_hub_is_asked() -> None:
    with Hub("http://127.0.0.1:9", KEY) as hub:
        with pytest.raises(TypeError, match="colour"):
            hub.camera("a").capture(colour=True)  # type: ignore[call-arg]  # the wrong call is the test
        with pytest.raises(EyepieceError, match="timeout"):
            hub.camera("a").frames(timeout=0)
