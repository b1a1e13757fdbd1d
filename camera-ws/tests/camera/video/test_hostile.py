"""Sources that are broken or hostile: each is refused within its deadline, with a reason and without the password."""

import logging
import os
import socket
import subprocess
import sys
import threading
from contextlib import closing
from pathlib import Path

import av
import pytest

from camera_ws.camera.video import camera as camera_module
from camera_ws.camera.video.address import parse_address
from camera_ws.camera.video.camera import VideoCamera
from camera_ws.camera.video.streams import av_stream, http_input
from camera_ws.camera.video.streams.block_limit import limit_blocks
from camera_ws.errors import CameraError
from support.cameras.hostile_http import (
    PLAYLIST,
    answers_a_bomb,
    answers_a_picture_of_two_gigabytes,
    answers_a_picture_without_end,
    answers_garbage_after_its_headers,
    answers_headers_without_end,
    answers_many_scans,
    answers_no_pictures,
    answers_nothing,
    answers_one_header_byte_at_a_time,
    answers_part_headers_without_end,
    answers_playlist,
    answers_text,
    asks_for_a_password,
    redirects_to,
)
from support.cameras.raw_server import raw_server
from support.video_server import PICTURES, Answer, HttpHandler, serving_rtsp, serving_video

SECRET = "s3cret"


@pytest.fixture(autouse=True)
def short_deadlines(monkeypatch: pytest.MonkeyPatch) -> None:
    for module in (av_stream, http_input):
        monkeypatch.setattr(module, "OPEN_S", 1.0)
        monkeypatch.setattr(module, "READ_S", 0.5)
    monkeypatch.setattr(camera_module, "OPEN_S", 2.0)
    monkeypatch.setattr(camera_module, "CLOSE_S", 60.0)


def refusal(address: str, caplog: pytest.LogCaptureFixture) -> str:
    camera = VideoCamera(parse_address(address))
    with caplog.at_level(logging.DEBUG), pytest.raises(CameraError) as refused:
        camera.open()
    camera.close()
    assert SECRET not in caplog.text + str(refused.value)
    return str(refused.value)


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (answers_nothing, "no answer in time"),
        (answers_headers_without_end, ""),
        (answers_one_header_byte_at_a_time, "no answer in time"),
        (answers_a_picture_without_end, "at most 16777216"),
        (answers_a_picture_of_two_gigabytes, "at most 16777216"),
        (answers_part_headers_without_end, ""),
        (answers_no_pictures, "not a whole JPEG"),
        (answers_a_bomb, "65500 × 65500 px"),
        (answers_many_scans, "101 scans"),
        (answers_garbage_after_its_headers, ""),
        (redirects_to("file:///etc/passwd"), "redirects"),
        (redirects_to("gopher://127.0.0.1/"), "redirects"),
        (redirects_to("http://127.0.0.1:1/"), "redirects"),
        (answers_text, "sends text/html, not video"),
        (answers_playlist, ""),
        (asks_for_a_password, "answers 401"),
    ],
)
def test_refuses_what_an_http_server_sends(answer: Answer, reason: str, caplog: pytest.LogCaptureFixture) -> None:
    with serving_video(answer) as server:
        message = refusal(f"http://ana:{SECRET}@127.0.0.1:{server.server_port}/{SECRET}?pwd={SECRET}", caplog)
    assert message.startswith(f"http://127.0.0.1:{server.server_port}")
    assert reason in message


@pytest.mark.parametrize(
    "answer",
    [
        b"",
        b"RTSP/1.0 200 OK\r\n",
        b"RTSP/1.0 302 Moved\r\nCSeq: 1\r\nLocation: file:///etc/passwd\r\n\r\n",
        b"RTSP/1.0 302 Moved\r\nCSeq: 1\r\nLocation: http://127.0.0.1:1/\r\n\r\n",
        b"\0" * 100_000,
    ],
)
def test_refuses_what_an_rtsp_server_sends(answer: bytes, caplog: pytest.LogCaptureFixture) -> None:
    with raw_server(answer) as port:
        message = refusal(f"rtsp://ana:{SECRET}@127.0.0.1:{port}/{SECRET}", caplog)
    assert message.startswith(f"rtsp://127.0.0.1:{port}")


def test_refuses_addresses_where_nothing_listens(caplog: pytest.LogCaptureFixture) -> None:
    with closing(socket.create_server(("127.0.0.1", 0))) as listener:
        port = listener.getsockname()[1]
    for scheme in ("http", "rtsp"):
        assert refusal(f"{scheme}://ana:{SECRET}@127.0.0.1:{port}/{SECRET}", caplog).startswith(f"{scheme}://127.0.0.1")


READ_ALL = """
import resource, sys
from camera_ws.camera.video import connect as connecting
from camera_ws.camera.video.address import parse_address
from camera_ws.camera.video.streams import av_stream, block_limit
from camera_ws.errors import CameraError

connecting.limit_blocks = lambda: block_limit.limit_blocks(8 * 1024 * 1024)
av_stream.OPEN_S = av_stream.READ_S = 300
stream = connecting.connect(parse_address(sys.argv[1]), None)
stream.read()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
try:
    while True:
        stream.read()
except CameraError:
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the unit of ru_maxrss differs between systems")
def test_the_memory_of_a_picture_without_end_is_limited() -> None:
    with serving_rtsp(picture_bytes=96 * 1024 * 1024) as server:
        address = f"rtsp://127.0.0.1:{server.server_address[1]}/"
        command = [sys.executable, "-c", READ_ALL, address]
        # The process finds the package as this one does.
        environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
        grown = subprocess.run(command, capture_output=True, check=True, text=True, env=environment)
    # Without the limit it grows by 200 MiB.
    assert int(grown.stdout) < 48 * 1024


def test_the_limit_of_a_block_admits_the_largest_picture() -> None:
    assert limit_blocks()
    try:
        assert av.VideoFrame(10_000, 10_000, "rgb24").planes[0].buffer_size == 300_000_000
        with pytest.raises(MemoryError):
            av.VideoFrame(10_000, 10_100, "rgb24")
    finally:
        limit_blocks(2**31 - 1)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("list.m3u8", PLAYLIST),
        ("list.ffconcat", b"ffconcat version 1.0\nfile /etc/hostname\n"),
        ("list.sdp", b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=-\r\nm=video 5004 RTP/AVP 33\r\n"),
        ("list.mpd", b'<?xml version="1.0"?><MPD><BaseURL>file:///etc/hostname</BaseURL></MPD>'),
        ("empty.mp4", b""),
        ("text.mp4", b"not a film" * 1000),
    ],
)
def test_refuses_files_that_name_others_or_have_no_picture(
    tmp_path: Path, name: str, content: bytes, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / name).write_bytes(content)
    assert refusal(str(tmp_path / name), caplog).startswith(name)


def test_refuses_a_file_that_is_not_there_or_a_pipe(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    for name in ("none.mp4", "."):
        assert "there is no file" in refusal(str(tmp_path / name), caplog)


def test_a_hanging_library_blocks_neither_open_nor_close(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_module, "OPEN_S", 0.1)
    monkeypatch.setattr(camera_module, "CLOSE_S", 0.1)
    release = threading.Event()

    def hang(*_: object) -> None:
        release.wait(60)
        raise CameraError("late")

    camera = VideoCamera(parse_address("usb:0"), make_stream=hang)  # type: ignore[arg-type]  # never returns
    with pytest.raises(CameraError, match="no picture within"):
        camera.open()
    # One thread hangs, and not one for each attempt.
    for _ in range(3):
        with pytest.raises(CameraError, match="the connection before has not ended"):
            camera.open()
    assert sum(thread.name == "video" for thread in threading.enumerate()) == 1
    release.set()
    monkeypatch.setattr(camera_module, "CLOSE_S", 60.0)
    with pytest.raises(CameraError, match="late"):
        camera.open()


def test_a_live_source_that_sends_nothing_of_use_counts_as_gone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camera_ws.camera.video.reader.SILENT_S", 0.05)

    def answer(handler: HttpHandler) -> None:
        handler.begin()
        for _ in range(5):
            handler.part(PICTURES[0])
        while handler.pause():
            handler.part(b"x" * 1000)

    with (
        serving_video(answer) as server,
        VideoCamera(parse_address(f"http://127.0.0.1:{server.server_port}")) as camera,
    ):
        with pytest.raises(CameraError, match="no picture for"):
            _check_until_it_fails(camera)


def _check_until_it_fails(camera: VideoCamera) -> None:
    waiting = threading.Event()
    for _ in range(6000):
        camera.check_connection()
        waiting.wait(0.01)


def test_a_defect_of_a_library_is_an_error_of_the_camera(caplog: pytest.LogCaptureFixture) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError(f"cannot open rtsp://ana:{SECRET}@cam/")

    camera = VideoCamera(parse_address("usb:0"), make_stream=broken)  # type: ignore[arg-type]  # never returns
    with pytest.raises(CameraError, match="usb:0: RuntimeError"):
        camera.open()
    assert SECRET not in caplog.text
