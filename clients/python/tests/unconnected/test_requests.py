"""Answers that no hub would give, and addresses that none has."""

import json
from typing import Any

import pytest

from eyepiece import (
    AsyncHub,
    ConnectionFailed,
    EyepieceError,
    Hub,
    RateLimited,
    UnexpectedAnswer,
    WaitTimeout,
)
from support.fake_server import Answer, FakeServer

KEY = "eyepiece_" + "0" * 32 + "_" + "a" * 43


def as_json(status: int, body: Any, **headers: str) -> Answer:
    return status, {"Content-Type": "application/json", **headers}, json.dumps(body).encode()


@pytest.mark.parametrize(
    ("answer", "message"),
    [
        ((502, {}, b"<html>Bad Gateway</html>"), "502 Bad Gateway: is this a hub"),
        ((200, {}, b"<html>Welcome</html>"), "without JSON: is this a hub"),
        (as_json(200, []), "the cameras is not a JSON object"),
        (as_json(200, {"cameras": {}}), "the cameras is not a list"),
        (as_json(200, {"cameras": [1]}), "the cameras is not a JSON object"),
        (as_json(404, {"detail": "Not Found"}), "404 Not Found: is this a hub"),
        ((301, {"Location": "http://example.org/"}, b""), "301"),
        ((200, {"Content-Encoding": "gzip"}, b"not compressed"), "cannot be decoded"),
    ],
)
def test_an_answer_of_something_else_says_so(answer: Answer, message: str) -> None:
    with FakeServer(lambda _path, _headers: answer) as server, Hub(server.url, KEY) as hub:
        with pytest.raises(UnexpectedAnswer, match=message):
            hub.cameras()
    assert len(server.paths) == 1


def test_the_key_goes_nowhere_else() -> None:
    seen: list[str] = []

    def elsewhere(_path: str, headers: dict[str, str]) -> Answer:
        seen.append(headers.get("Authorization", ""))
        return as_json(200, {})

    with FakeServer(elsewhere) as other:
        capture = {"id": "1", "name": "a.jpg", "sha256": "0" * 64, "sizeBytes": 3, "url": f"{other.url}/file"}

        def redirecting(path: str, _headers: dict[str, str]) -> Answer:
            if path.startswith("/api/v1/captures/"):
                return as_json(200, capture)
            return 307, {"Location": f"{other.url}/api/v1/cameras"}, b""

        with FakeServer(redirecting) as server, Hub(server.url, KEY) as hub:
            with pytest.raises(UnexpectedAnswer):
                hub.cameras()
            with pytest.raises(UnexpectedAnswer, match="another server"):
                hub.capture("1").read()
    assert seen == []


def test_a_busy_hub_is_asked_again_and_waited_for_as_it_says() -> None:
    answers = [
        as_json(429, {"code": "rate_limited", "message": "Too many"}, **{"Retry-After": "0"}),
        as_json(503, {"code": "shutting_down", "message": "The hub is shutting down"}),
        as_json(200, {"cameras": []}),
    ]
    with FakeServer(lambda _path, _headers: answers.pop(0)) as server, Hub(server.url, KEY) as hub:
        assert hub.cameras() == []


def test_a_wait_beyond_the_deadline_is_not_begun() -> None:
    busy = as_json(429, {"code": "rate_limited", "message": "Too many"}, **{"Retry-After": "3600"})
    with FakeServer(lambda _path, _headers: busy) as server, Hub(server.url, KEY, timeout=20) as hub:
        with pytest.raises(RateLimited) as caught:
            hub.cameras()
    assert caught.value.retry_after_s == 3600
    assert len(server.paths) == 1


def test_a_capture_is_not_repeated() -> None:
    """It may have been taken."""
    down = as_json(503, {"code": "shutting_down", "message": "The hub is shutting down"})
    with FakeServer(lambda _path, _headers: down) as server, Hub(server.url, KEY) as hub:
        with pytest.raises(EyepieceError, match="shutting down"):
            hub.camera("a").capture()
    assert len(server.paths) == 1


def test_a_silent_hub_is_a_timeout_with_the_limit() -> None:
    with FakeServer(lambda _path, _headers: as_json(200, {}), delay_s=3) as server:
        with Hub(server.url, KEY, timeout=0.5) as hub, pytest.raises(WaitTimeout, match=r"within 0\.5 s"):
            hub.cameras()


def test_a_name_is_one_part_of_the_path() -> None:
    with FakeServer(lambda _path, _headers: as_json(404, {"code": "camera_not_found", "message": "No"})) as server:
        with Hub(server.url + "/eyepiece/", KEY) as hub, pytest.raises(EyepieceError):
            hub.camera("../a?b#c").state()
    assert server.paths == ["/eyepiece/api/v1/cameras/..%2Fa%3Fb%23c"]


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("localhost:3000", "http://"),
        ("ftp://a", "http://"),
        ("http://", "name a host"),
        ("http://a:99999", "not valid"),
        ("http://ana:secret@a", "neither user"),
        ("http://a?key=secret", "neither user"),
    ],
)
def test_a_wrong_address_is_refused_without_its_secrets(url: str, message: str) -> None:
    with pytest.raises(EyepieceError, match=message) as caught:
        AsyncHub(url, KEY)
    assert "secret" not in str(caught.value)
    assert KEY not in str(caught.value)


@pytest.mark.parametrize("key", ["with blank", "with\nline", "mit-ü"])
def test_a_key_that_no_header_can_have_is_refused(key: str) -> None:
    with pytest.raises(EyepieceError) as caught:
        AsyncHub("http://a", key)
    assert key not in str(caught.value)


@pytest.mark.parametrize("timeout", [0, -1, float("nan"), float("inf")])
def test_a_deadline_is_a_number_above_zero(timeout: float) -> None:
    with pytest.raises(EyepieceError, match="timeout"):
        AsyncHub("http://a", KEY, timeout=timeout)


def test_nothing_listens() -> None:
    with Hub("http://127.0.0.1:9", KEY, timeout=1) as hub, pytest.raises(ConnectionFailed, match=r"127\.0\.0\.1:9"):
        hub.cameras()
