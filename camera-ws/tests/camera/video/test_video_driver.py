"""The driver `video` with well-behaved sources."""

import itertools
import queue
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from camera_ws.camera.base import Frame
from camera_ws.camera.pictures.picture import Picture
from camera_ws.camera.pictures.streamed_jpeg import streamed_jpeg
from camera_ws.camera.video.address import parse_address
from camera_ws.camera.video.camera import FORMATS_MAX, OLDER_FRAMES, VideoCamera
from camera_ws.camera.video.reader import WAITING_MAX
from camera_ws.camera.video.streams.stream import Shot
from camera_ws.errors import CameraError
from camera_ws.protocol.camera.settings import ChoiceFeature, Feature, NumberFeature, SettingName, SettingsUpdate
from support.data.pictures import display_jpeg, gradient, jpeg, mjpeg_file
from support.video_server import PICTURES, HttpHandler, film, serving_rtsp, serving_video, transport_stream

WAIT_S = 60.0
SCRIPT = parse_address("usb:0")


class ScriptedStream:
    """Sends the pictures that a test puts into it."""

    fps: float | None = 240.0
    is_live = True

    def __init__(self, shots: "queue.SimpleQueue[Shot | None]") -> None:
        self._shots = shots

    def read(self) -> Shot | None:
        return self._shots.get()

    def abort(self) -> None:
        self._shots.put(None)

    def close(self) -> None:
        return


class Knobs:
    """Controls of a camera whose automatic changes the exposure."""

    features: dict[SettingName, Feature] = {  # noqa: RUF012  (never changed)
        "exposure": NumberFeature(label="Exposure", unit="ms", min=1, max=100),
        "exposureAuto": ChoiceFeature(label="Auto exposure", options=("off", "continuous")),
    }

    def __init__(self) -> None:
        self.values: dict[str, Any] = {"exposure": 10.0, "exposure_auto": "continuous"}

    def read(self) -> dict[str, Any]:
        return dict(self.values)

    def write(self, changes: dict[str, Any]) -> None:
        self.values |= changes

    def close(self) -> None:
        return


class Script:
    def __init__(self) -> None:
        self.controls = Knobs()
        self._shots: queue.SimpleQueue[Shot | None] = queue.SimpleQueue()
        self.put(64, 48)
        self.camera = VideoCamera(
            SCRIPT, make_stream=lambda _, __: ScriptedStream(self._shots), make_controls=lambda _: self.controls
        )
        self.camera.open()
        self.camera.start()
        self.put(64, 48)

    def put(self, width: int, height: int, channels: int = 3) -> None:
        pixels = np.zeros((height, width, 3) if channels == 3 else (height, width), np.uint8)
        self._shots.put(Shot(Picture(width, height, channels, 8, lambda: pixels)))

    def wait_until_read(self) -> None:
        until_s = time.monotonic() + WAIT_S
        while not self._shots.empty():
            assert time.monotonic() < until_s, "the pictures were not read"
            time.sleep(0.005)

    def next(self) -> Frame:
        return self.camera.next_frame(WAIT_S)


@pytest.fixture
def script() -> Iterator[Script]:
    script = Script()
    yield script
    script.camera.close()


@pytest.fixture
def playing() -> Iterator[Callable[[str], VideoCamera]]:
    """Opens and starts a camera with an address."""
    with ExitStack() as opened:

        def play(address: str) -> VideoCamera:
            camera = opened.enter_context(VideoCamera(parse_address(address)))
            camera.start()
            return camera

        yield play


@pytest.mark.parametrize("with_length", [True, False])
def test_the_jpegs_of_a_camera_are_unchanged(playing: Callable[[str], VideoCamera], with_length: bool) -> None:
    def answer(handler: HttpHandler) -> None:
        handler.begin()
        while handler.pause():
            handler.part(PICTURES[0], with_length)

    with serving_video(answer) as server:
        camera = playing(f"http://127.0.0.1:{server.server_port}/stream")
        frame = camera.next_frame(WAIT_S)
        assert frame.jpeg == PICTURES[0]
        assert display_jpeg(frame, None, 80).data == PICTURES[0]
        assert frame.pixels.shape == (120, 160, 3)
        camera.close()


def test_video_over_http_has_the_times_of_its_pictures(playing: Callable[[str], VideoCamera]) -> None:
    def answer(handler: HttpHandler) -> None:
        handler.begin("video/mp2t")
        for piece in itertools.cycle(transport_stream()):
            handler.wfile.write(piece)
            if not handler.pause():
                return

    with serving_video(answer) as server:
        camera = playing(f"http://127.0.0.1:{server.server_port}/stream")
        frames = [camera.next_frame(WAIT_S) for _ in range(10)]
        assert frames[0].pixels.shape == (120, 160, 3)
        assert frames[0].jpeg is None
        times = [frame.descriptor.captured_at_us for frame in frames]
        assert times == sorted(set(times))
        camera.close()


def test_an_rtsp_camera_whose_times_go_back(playing: Callable[[str], VideoCamera]) -> None:
    with serving_rtsp() as server:
        camera = playing(f"rtsp://127.0.0.1:{server.server_address[1]}/live")
        # Its film has 30 pictures.
        frames = [camera.next_frame(WAIT_S) for _ in range(70)]
        times = [frame.descriptor.captured_at_us for frame in frames]
        assert times == sorted(set(times))
        assert all(frame.pixels.shape == (120, 160, 3) for frame in frames)
        camera.close()


def test_a_film_plays_in_a_loop_at_its_own_speed(tmp_path: Path, playing: Callable[[str], VideoCamera]) -> None:
    camera = playing(str(film(tmp_path / "a.mp4")))
    assert (camera.info.serial, camera.settings.frame_rate) == ("a.mp4", 25.0)
    frames = [camera.next_frame(WAIT_S) for _ in range(12)]
    first = frames[0].pixels.astype(int)
    distances = [np.abs(frame.pixels.astype(int) - first).mean() for frame in frames[1:]]
    # Some picture of the second round is the first one again.
    assert min(distances[3:]) < 0.5
    assert frames[-1].descriptor.captured_at_us - frames[0].descriptor.captured_at_us >= 11 * 40_000


def test_a_raw_stream_of_jpegs(tmp_path: Path, playing: Callable[[str], VideoCamera]) -> None:
    mjpeg_file(tmp_path / "a.mjpeg", PICTURES)
    camera = playing(str(tmp_path / "a.mjpeg"))
    assert camera.next_frame(WAIT_S).jpeg in PICTURES


@pytest.mark.parametrize(
    ("kind", "pixel_format", "bits"), [("gray", "MONO8", 8), ("gray12le", "MONO16", 12), ("yuv422p", "RGB24", 8)]
)
def test_grey_pictures_keep_their_depth(
    playing: Callable[[str], VideoCamera], kind: str, pixel_format: str, bits: int
) -> None:
    camera = playing(f"lavfi:testsrc2=size=162x99:rate=25,format={kind}")
    frame = camera.next_frame(WAIT_S)
    assert (frame.descriptor.pixel_format, frame.descriptor.bit_depth) == (pixel_format, bits)
    assert frame.pixels.shape[:2] == (99, 162)
    assert frame.pixels.max() > (1 << bits) // 2


def test_a_new_size_is_a_new_format(script: Script) -> None:
    first = script.next()
    script.put(32, 24)
    small = script.next()
    assert (small.descriptor.width, small.descriptor.settings_changed) == (32, True)
    assert (script.camera.settings.roi.width, script.camera.capabilities.sensor.height) == (32, 24)
    script.put(32, 24, channels=1)
    grey = script.next()
    assert (grey.descriptor.pixel_format, grey.descriptor.settings_changed) == ("MONO8", True)
    assert script.camera.settings.frame_rate == 240.0
    assert [frame.descriptor.seq for frame in (first, small, grey)] == [0, 1, 2]


def test_a_camera_that_changes_its_size_all_the_time_counts_as_lost(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("camera_ws.camera.video.camera.FORMATS_S", 3600.0)
    script.next()
    for index in range(FORMATS_MAX + 1):
        script.put(32 + 2 * index, 24)
        if index < FORMATS_MAX:
            assert script.next().descriptor.settings_changed
    with pytest.raises(CameraError, match="usb:0 changes the size of its pictures all the time"):
        script.next()


def test_controls_of_the_camera_are_settings_and_in_the_descriptor(
    script: Script, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("camera_ws.camera.video.camera.CONTROLS_S", 0.0)
    assert script.camera.capabilities.features["exposure"] == Knobs.features["exposure"]
    script.next()
    settings = script.camera.apply(SettingsUpdate(exposure=20.0, exposure_auto="off"))
    assert (settings.exposure, settings.exposure_auto) == (20.0, "off")
    # As the camera's automatic does.
    script.controls.values["exposure"] = 33.0
    for _ in range(OLDER_FRAMES):
        script.put(32, 24)
    script.put(64, 48)
    frame = script.next()
    assert (frame.descriptor.exposure_ms, frame.descriptor.width) == (33.0, 64)
    assert script.camera.settings.exposure == 33.0


def test_a_slow_reader_loses_the_oldest_pictures_and_counts_them(script: Script) -> None:
    script.next()
    for _ in range(WAITING_MAX + 6):
        script.put(64, 48)
    script.wait_until_read()
    # It differs, so that its arrival shows that all were read.
    script.put(32, 24)
    numbers: list[int] = []
    while not numbers or script.camera.settings.roi.width != 32:
        numbers.append(script.next().descriptor.seq)
    assert len(numbers) <= WAITING_MAX + 1
    # The lost ones have numbers too.
    assert len(numbers) < numbers[-1] <= WAITING_MAX + 7
    assert numbers == sorted(set(numbers))


def test_jpegs_that_not_every_browser_shows_are_encoded_again() -> None:
    pixels = cv2.cvtColor(gradient(), cv2.COLOR_RGB2BGR)
    progressive = cv2.imencode(".jpg", pixels, [cv2.IMWRITE_JPEG_PROGRESSIVE, 1])[1].tobytes()
    without_tables = _without(jpeg(gradient()), 0xC4)
    for data in (progressive, without_tables):
        picture = streamed_jpeg(data, "camera")
        assert picture.jpeg is None
        assert np.abs(picture.load().astype(int) - gradient()).mean() < 8
    padded = streamed_jpeg(PICTURES[0] + bytes(100), "camera")
    assert padded.jpeg == PICTURES[0]


def _without(data: bytes, marker: int) -> bytes:
    """A JPEG without its segments of a kind. The standard's Huffman tables apply in place of missing ones."""
    kept, at = data[:2], 2
    while data[at + 1] != 0xDA:
        length = 2 + int.from_bytes(data[at + 2 : at + 4], "big")
        kept += b"" if data[at + 1] == marker else data[at : at + length]
        at += length
    return kept + data[at:]


@pytest.mark.parametrize("scheme", ["Basic", "Digest"])
def test_signs_in_without_showing_the_password(playing: Callable[[str], VideoCamera], scheme: str) -> None:
    def answer(handler: HttpHandler) -> None:
        if handler.headers.get("Authorization", "").startswith(scheme):
            handler.begin()
            while handler.pause():
                handler.part(PICTURES[0])
        else:
            handler.send_response(401)
            extra = ', nonce="abc", qop="auth", algorithm=SHA-256' if scheme == "Digest" else ""
            handler.send_header("WWW-Authenticate", f'{scheme} realm="cam"{extra}')
            handler.send_header("Content-Length", "0")
            handler.end_headers()

    with serving_video(answer) as server:
        camera = playing(f"http://ana:s3%40cret@127.0.0.1:{server.server_port}/stream")
        assert camera.next_frame(WAIT_S).jpeg == PICTURES[0]
        assert "s3" not in repr(camera.info)
        assert server.asked[0] == ""
        camera.close()
