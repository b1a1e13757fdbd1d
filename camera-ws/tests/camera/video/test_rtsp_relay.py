"""FFmpeg reaches an RTSP camera and nothing else."""

import socket
import ssl
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camera_ws.camera.video.address import parse_address
from camera_ws.camera.video.camera import VideoCamera
from camera_ws.camera.video.streams.rtsp_relay import Answers, RtspRelay
from camera_ws.errors import CameraError
from support.authority import Authority
from support.cameras.raw_server import raw_server

REDIRECTS = "the server redirects to another address: set the final address of the stream"


def refusal(address: str) -> str:
    camera = VideoCamera(parse_address(address))
    with pytest.raises(CameraError) as refused:
        camera.open()
    camera.close()
    return str(refused.value)


@pytest.mark.parametrize(
    "answer",
    [
        "RTSP/1.0 302 Moved\r\nCSeq: 1\r\nLocation: {address}\r\n\r\n",
        "RTSP/1.0\t+0301 Moved\nCSeq: 1\nlocation:{address}\n\n",
        (
            "RTSP/1.0 401 x\r\nCSeq: 1\r\nWWW-Authenticate: Basic realm=x\r\n\r\n"
            "RTSP/1.0 30\r2 Moved\r\nCSeq: 2\r\nLocat\r\rion: {address}\r\n\r\n"
        ),
        "$\0\0\4abc RTSP/1.0 307 x\r\nCSeq: 1\r\n$\0\0\4abc LOCATION: {address}\r\n\r\n",
    ],
)
def test_no_redirect_of_an_rtsp_server_is_followed(answer: str) -> None:
    """The other address would get the password."""
    with closing(socket.create_server(("127.0.0.1", 0))) as other:
        other.setblocking(False)
        address = f"rtsp://127.0.0.1:{other.getsockname()[1]}/inner"
        with raw_server(answer.format(address=address).encode()) as port:
            message = refusal(f"rtsp://ana:s3cret@127.0.0.1:{port}/live")
        assert message == f"rtsp://127.0.0.1:{port}: {REDIRECTS}"
        with pytest.raises(BlockingIOError):
            other.accept()


def test_rtsps_is_read_and_its_redirects_are_refused_too(tmp_path: Path) -> None:
    identity = Authority(tmp_path / "camera", "camera").issue("IP:127.0.0.1")
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(identity.certificate, identity.key)
    moved = b"RTSP/1.0 302 Moved\r\nCSeq: 1\r\nLocation: rtsp://127.0.0.1:1/\r\n\r\n"
    with raw_server(moved, tls) as port:
        assert refusal(f"rtsps://127.0.0.1:{port}/live") == f"rtsps://127.0.0.1:{port}: {REDIRECTS}"


def test_names_what_is_wrong_with_the_connection() -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    assert refusal(f"rtsp://127.0.0.1:{port}/live") == f"rtsp://127.0.0.1:{port}: Connection refused"
    assert "the name of its host is unknown" in refusal("rtsp://nowhere.invalid/live")


def test_an_aborted_relay_ends_its_connections() -> None:
    with raw_server(b"RTSP/1.0 200 OK\r\n") as port:
        relay = RtspRelay("127.0.0.1", port, tls=False)
        with closing(socket.create_connection(("127.0.0.1", relay.port))) as reader:
            reader.settimeout(60)
            assert reader.recv(100) == b"RTSP/1.0 200 OK\r\n"
            relay.close()
            relay.close()
            assert reader.recv(100) == b""


@given(st.lists(st.integers(1, 9), max_size=60), st.booleans())
def test_a_location_never_passes_in_whatever_pieces_it_comes(pieces: list[int], split: bool) -> None:
    text = b"RTSP/1.0 200 OK\r\nContent-Location: a\r\nLoc\rat\r\rION: rtsp://x\r\nlLocation:y\r\n\r\nloc"
    answers, passed, at = Answers(), b"", 0
    for size in [*pieces, len(text)] if split else [len(text)]:
        passed += answers.admitted(text[at : at + size])
        at += size
    passed += answers.rest()
    assert len(passed) == len(text)
    assert b"location:" not in passed.replace(b"\r", b"").lower()
