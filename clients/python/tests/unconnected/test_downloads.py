"""Downloads into one folder by several programs."""

import hashlib
import json
from pathlib import Path

import pytest

from eyepiece import EyepieceError, Hub
from eyepiece.hub.files.file_lock import file_lock
from support.fake_server import Answer, FakeServer

KEY = "eyepiece_" + "0" * 32 + "_" + "a" * 43
DATA = b"samples" * 1000
SHA256 = hashlib.sha256(DATA).hexdigest()
CAPTURE = {"id": "1", "name": "a.tif", "sha256": SHA256, "sizeBytes": len(DATA), "url": "/file"}


def respond(path: str, _headers: dict[str, str]) -> Answer:
    return 200, {}, DATA if path == "/file" else json.dumps(CAPTURE).encode()


def test_a_file_is_downloaded_by_one_program_at_a_time(tmp_path: Path) -> None:
    lock = tmp_path / f".a.tif.{SHA256[:16]}.lock"
    with FakeServer(respond) as server, Hub(server.url, KEY) as hub:
        capture = hub.capture("1")
        with file_lock(lock, "a.tif"), pytest.raises(EyepieceError, match="another program"):
            capture.download(tmp_path)
        assert list(tmp_path.iterdir()) == []
        path = capture.download(tmp_path)
    assert path.read_bytes() == DATA
    assert list(tmp_path.iterdir()) == [path]


def test_a_lock_that_a_killed_program_has_left_holds_nothing_up(tmp_path: Path) -> None:
    (tmp_path / f".a.tif.{SHA256[:16]}.lock").touch()
    with FakeServer(respond) as server, Hub(server.url, KEY) as hub:
        path = hub.capture("1").download(tmp_path)
    assert list(tmp_path.iterdir()) == [path]
