"""The contract of all drivers: simulator, replay, video, Micro-Manager, and PixeLINK with the test double."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from camera_ws.camera.base import Camera
from camera_ws.camera.clock import VirtualClock
from camera_ws.camera.pixelink.camera import PixelinkCamera
from camera_ws.camera.replay.camera import ReplayCamera
from camera_ws.camera.simulator.camera import SimulatedCamera
from camera_ws.camera.video.address import parse_address
from camera_ws.camera.video.camera import VideoCamera
from camera_ws.errors import CameraError, CameraTimeout, SettingRejected
from camera_ws.pictures.analysis.auto_exposure import SoftwareAutoExposure
from camera_ws.protocol.camera.settings import CameraSettings, Capabilities, Roi, SettingsUpdate
from support.cameras.micromanager import HAS_WHEELS, demo_camera
from support.cameras.pxl_double import COLOR, Double
from support.data.pictures import jpeg_folder
from support.video_server import serving_rtsp, serving_video

Make = Callable[[pytest.FixtureRequest], Camera]


def _simulated(_: pytest.FixtureRequest) -> Camera:
    return SoftwareAutoExposure(SimulatedCamera(1, VirtualClock()))


def _replay(request: pytest.FixtureRequest) -> Camera:
    folder: Path = request.getfixturevalue("tmp_path")
    jpeg_folder(folder, 3)
    return ReplayCamera(folder, 25, VirtualClock())


def _pixelink(request: pytest.FixtureRequest) -> Camera:
    double: Double = request.getfixturevalue("double")
    double[0].plug(77001, COLOR)
    return PixelinkCamera(double.sdk)


def _video(address: str) -> Make:
    def make(request: pytest.FixtureRequest) -> Camera:
        ports: dict[str, int] = request.getfixturevalue("video_ports")
        return VideoCamera(parse_address(address.format(**ports)))

    return make


DRIVERS: dict[str, Make] = {
    "simulated": _simulated,
    "replay": _replay,
    "pixelink": _pixelink,
    "test pattern": _video("lavfi:testsrc2=size=160x120:rate=50"),
    "http": _video("http://127.0.0.1:{http}/"),
    "rtsp": _video("rtsp://127.0.0.1:{rtsp}/"),
    **({"micromanager": lambda _: demo_camera()} if HAS_WHEELS else {}),
}


@pytest.fixture(scope="module")
def video_ports() -> Iterator[dict[str, int]]:
    with serving_video() as http, serving_rtsp() as rtsp:
        yield {"http": http.server_address[1], "rtsp": rtsp.server_address[1]}


@pytest.fixture(params=DRIVERS)
def camera(request: pytest.FixtureRequest, video_ports: dict[str, int]) -> Iterator[Camera]:
    made = DRIVERS[request.param](request)
    made.open()
    yield made
    made.close()


def test_reports_its_info(camera: Camera) -> None:
    assert camera.info.driver
    assert camera.info.serial
    assert Capabilities.from_wire(camera.capabilities.to_json()) == camera.capabilities
    assert CameraSettings.from_wire(camera.settings.to_json()) == camera.settings


def test_reports_a_value_for_every_feature_and_within_its_limits(camera: Camera) -> None:
    wire = camera.settings.to_json()
    for name, feature in camera.capabilities.features.items():
        assert name in wire
        if feature.kind == "number":
            assert feature.min <= wire[name] <= feature.max


def test_numbers_frames_from_zero_without_gaps(camera: Camera) -> None:
    camera.start()
    frames = [camera.next_frame(1) for _ in range(5)]
    assert [frame.descriptor.seq for frame in frames] == [0, 1, 2, 3, 4]
    times = [frame.descriptor.captured_at_us for frame in frames]
    assert times == sorted(set(times))


def test_describes_the_pixels_it_delivers(camera: Camera) -> None:
    camera.start()
    frame = camera.next_frame(1)
    descriptor = frame.descriptor
    shape = (descriptor.height, descriptor.width) + ((3,) if descriptor.channels == 3 else ())
    assert frame.pixels.shape == shape
    assert int(frame.pixels.max()) < 1 << descriptor.bit_depth
    assert frame.pixels.flags.c_contiguous
    assert descriptor.exposure_ms == pytest.approx(camera.settings.exposure)


def test_starts_again_after_stop(camera: Camera) -> None:
    camera.start()
    camera.next_frame(1)
    camera.stop()
    camera.stop()
    with pytest.raises(CameraError):
        camera.next_frame(1)
    camera.start()
    assert camera.next_frame(1).descriptor.seq == 0


def test_opens_again_after_close(camera: Camera) -> None:
    camera.start()
    camera.close()
    camera.close()
    with pytest.raises(CameraError):
        camera.start()
    camera.open()
    camera.start()
    assert camera.next_frame(1).descriptor.seq == 0


def test_frames_own_their_pixels(camera: Camera) -> None:
    camera.start()
    first = camera.next_frame(1)
    copy = first.pixels.copy()
    camera.next_frame(1)
    assert (first.pixels == copy).all()


def test_refuses_values_out_of_range_and_changes_nothing(camera: Camera) -> None:
    before = camera.settings
    too_large = Roi(left=0, top=0, width=60_000, height=camera.capabilities.sensor.height)
    with pytest.raises(SettingRejected) as caught:
        camera.apply(SettingsUpdate(frame_rate=20.0, roi=too_large))
    assert any(issue.path.startswith("roi") for issue in caught.value.issues)
    assert camera.settings == before


def test_refuses_a_feature_it_does_not_have(camera: Camera) -> None:
    with pytest.raises(SettingRejected) as caught:
        camera.apply(SettingsUpdate(trigger="hardware"))
    assert caught.value.issues[0].path == "trigger"


def test_marks_the_first_frame_after_a_change(camera: Camera) -> None:
    camera.start()
    camera.next_frame(1)
    assert camera.apply(SettingsUpdate(frame_rate=20.0)).frame_rate == 20.0
    marks = [camera.next_frame(1).descriptor.settings_changed for _ in range(3)]
    assert marks == [True, False, False]


def test_sequence_numbers_continue_through_a_settings_change(camera: Camera) -> None:
    camera.start()
    first = camera.next_frame(1).descriptor.seq
    camera.apply(SettingsUpdate(frame_rate=20.0))
    assert camera.next_frame(1).descriptor.seq == first + 1


def test_a_timeout_loses_no_frame(camera: Camera) -> None:
    camera.apply(SettingsUpdate(frame_rate=2.0))
    camera.start()
    camera.next_frame(1)
    with pytest.raises(CameraTimeout):
        camera.next_frame(0.1)
    assert camera.next_frame(1).descriptor.seq == 1


def test_an_aborted_exposure_loses_no_number(camera: Camera) -> None:
    camera.abort_exposure()
    camera.start()
    camera.next_frame(1)
    camera.abort_exposure()
    assert camera.next_frame(1).descriptor.seq >= 1
    camera.stop()
    camera.abort_exposure()
    with pytest.raises(CameraError):
        camera.next_frame(1)
