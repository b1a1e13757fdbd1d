"""The key is in no representation, error or log."""

import io
import logging
import traceback
from collections.abc import Iterator

import pytest

from eyepiece import ConnectionFailed, EyepieceError, Hub
from support.people import Person
from support.running_hub import CAMERA


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """Everything that any library logs, at every level."""
    text = io.StringIO()
    handler = logging.StreamHandler(text)
    root = logging.getLogger()
    names = [None, *logging.root.manager.loggerDict]
    levels = {name: logging.getLogger(name).level for name in names}
    for name in names:
        logging.getLogger(name).setLevel(logging.DEBUG)
    root.addHandler(handler)
    yield text
    root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_logs_have_no_key(ana: Person, log: io.StringIO) -> None:
    with Hub(ana.url, ana.key) as hub:
        hub.cameras()
        with hub.camera(CAMERA).frames(timeout=60) as frames:
            next(frames)
        with hub.camera(CAMERA).control() as camera:
            camera.set(gain_db=1)
        assert ana.key not in repr(vars(hub)) + repr(vars(hub._inner)) + repr(vars(hub._inner._session))
    assert "/api/v1/cameras" in log.getvalue()
    assert ana.key not in log.getvalue()


def test_errors_have_no_key(ana: Person) -> None:
    wrong = ana.key[:-4] + "AAAA"
    errors: list[EyepieceError] = []
    with Hub(ana.url, wrong) as hub:
        for attempt in (hub.cameras, lambda: next(hub.camera(CAMERA).frames(timeout=60))):
            with pytest.raises(EyepieceError) as caught:
                attempt()
            errors.append(caught.value)
    with Hub("http://127.0.0.1:9", wrong) as hub:
        with pytest.raises(ConnectionFailed) as unreachable:
            hub.camera(CAMERA).capture()
        errors.append(unreachable.value)
    for error in errors:
        captured: traceback.TracebackException | None = traceback.TracebackException.from_exception(
            error, capture_locals=True
        )
        while captured is not None:
            # This test has the key in variables of its own.
            frames = [frame for frame in captured.stack if frame.filename != __file__]
            assert wrong not in str(captured) + "".join(traceback.format_list(frames))
            assert wrong not in str([frame.locals for frame in frames])
            captured = captured.__cause__
