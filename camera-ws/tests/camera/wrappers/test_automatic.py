"""CAMERA_DRIVER=auto: without SDK, without camera, with a camera, and with one that cannot be opened."""

import logging
from pathlib import Path

import pytest

from camera_ws.acquisition import connection
from camera_ws.camera.base import Camera
from camera_ws.camera.clock import SystemClock
from camera_ws.camera.pixelink.camera import PixelinkCamera
from camera_ws.camera.simulator.camera import SimulatedCamera
from camera_ws.camera.wrappers import automatic as automatic_module
from camera_ws.camera.wrappers.automatic import AutomaticCamera
from camera_ws.errors import CameraDisconnected, NoCameraFound, SdkUnavailable
from camera_ws.protocol.camera.settings import SettingsUpdate
from camera_ws.service import drivers
from camera_ws.service.configuration import Settings
from camera_ws.service.drivers import make_camera
from support.cameras.pxl_double import IN_USE, MONO, Double
from support.data.pictures import jpeg_folder
from support.waiting import running_acquisition, status_where


@pytest.fixture(autouse=True)
def quick_reconnects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "RETRY_FIRST_S", 0.02)


def automatic(folder: Path, **changes: object) -> Camera:
    fields = {"hub_url": "", "camera_data_dir": folder} | changes
    return make_camera(Settings(**fields), SystemClock())  # type: ignore[arg-type]  # the fields vary by test


@pytest.fixture
def sdk(double: Double, monkeypatch: pytest.MonkeyPatch) -> Double:
    monkeypatch.setattr(drivers, "load_sdk", lambda: double.sdk)
    return double


def messages(caplog: pytest.LogCaptureFixture) -> list[tuple[int, str]]:
    return [(record.levelno, record.getMessage()) for record in caplog.records if record.name.endswith("automatic")]


def test_auto_is_the_default_driver(tmp_path: Path) -> None:
    assert Settings(hub_url="", camera_data_dir=tmp_path).camera_driver == "auto"


def test_without_the_sdk_it_simulates_and_logs_the_text_of_the_guide(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def missing() -> None:
        raise SdkUnavailable("the PixeLINK SDK does not load (OSError: libPxLApi.so)")

    monkeypatch.setattr(drivers, "load_sdk", missing)
    with automatic(tmp_path) as camera:
        assert camera.info.driver == "simulated"
        camera.start()
        assert camera.next_frame(5).descriptor.seq == 0
    assert messages(caplog) == [(logging.WARNING, "Pixelink SDK not available. Running in simulation mode.")]
    assert "libPxLApi" in caplog.records[0].__dict__["reason"]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(automatic_module, "SEARCH_S", 0.0)


@pytest.mark.usefixtures("sdk", "impatient")
def test_without_a_camera_it_simulates_and_logs_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with automatic(tmp_path) as camera:
        assert camera.info.driver == "simulated"
    assert messages(caplog) == [(logging.WARNING, "No Pixelink camera found. Running in simulation mode.")]


def test_it_searches_for_ten_seconds_before_it_simulates(double: Double) -> None:
    now_s = 1000.0
    camera = AutomaticCamera(
        lambda: PixelinkCamera(double.sdk, SystemClock()), lambda: SimulatedCamera(1), now_s=lambda: now_s
    )
    for _ in range(4):
        with pytest.raises(NoCameraFound):
            camera.open()
        now_s += 2.4
    now_s += 0.5
    camera.open()
    assert camera.info.driver == "simulated"
    camera.close()


def test_uses_a_camera_that_is_found_late(double: Double) -> None:
    camera = AutomaticCamera(
        lambda: PixelinkCamera(double.sdk, SystemClock()), lambda: SimulatedCamera(1), now_s=lambda: 0.0
    )
    with pytest.raises(NoCameraFound):
        camera.open()
    double[0].plug(77001, MONO)
    camera.open()
    assert (camera.info.driver, camera.info.serial) == ("pixelink", "77001")
    camera.close()


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("installed", [True, False])
def test_never_simulates_a_configured_camera(
    double: Double, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, installed: bool
) -> None:
    def load() -> object:
        if not installed:
            raise SdkUnavailable("the PixeLINK SDK does not load")
        return double.sdk

    monkeypatch.setattr(drivers, "load_sdk", load)
    camera = automatic(tmp_path, camera_serial=77001)
    for _ in range(3):
        with pytest.raises(NoCameraFound if installed else SdkUnavailable):
            camera.open()
    camera.close()


def test_uses_a_connected_camera(sdk: Double, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    sdk[0].plug(77001, MONO)
    with caplog.at_level(logging.INFO), automatic(tmp_path) as camera:
        assert (camera.info.driver, camera.info.serial) == ("pixelink", "77001")
        assert camera.apply(SettingsUpdate(exposure=3.0)).exposure == 3.0
    assert messages(caplog) == [(logging.INFO, "Camera initialized successfully")]


async def test_waits_for_an_unplugged_camera(sdk: Double, tmp_path: Path) -> None:
    sdk[0].plug(77001, MONO)
    async with running_acquisition(automatic(tmp_path)) as acquisition:
        await status_where(acquisition, lambda status: status.connected)
        with acquisition.watch():
            sdk[0].unplug()
            away = await status_where(acquisition, lambda status: status.retry_attempt >= 2)
            assert away.info.driver == "pixelink"
            sdk[0].plug(77001, MONO)
            back = await status_where(acquisition, lambda status: status.connected)
            assert back.info.serial == "77001"


@pytest.mark.usefixtures("impatient")
async def test_does_not_simulate_a_camera_in_use(sdk: Double, tmp_path: Path) -> None:
    sdk[0].plug(77001, MONO)
    sdk[0].fail_next("initialize", IN_USE, times=2)
    async with running_acquisition(automatic(tmp_path)) as acquisition:
        refused = await status_where(acquisition, lambda status: status.fault is not None)
        assert refused.fault is not None
        assert refused.fault.code == "camera_in_use"
        opened = await status_where(acquisition, lambda status: status.connected)
        assert opened.info.driver == "pixelink"


@pytest.mark.usefixtures("sdk", "impatient")
def test_falls_back_to_a_recording(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    jpeg_folder(folder, 1)
    with automatic(tmp_path, camera_fallback="replay", replay_source=folder) as camera:
        assert camera.info.driver == "replay"


@pytest.mark.usefixtures("sdk")
def test_pixelink_does_not_simulate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CameraDisconnected):
        automatic(tmp_path, camera_driver="pixelink").open()

    def missing() -> None:
        raise SdkUnavailable("the PixeLINK SDK does not load")

    monkeypatch.setattr(drivers, "load_sdk", missing)
    with pytest.raises(SdkUnavailable, match="CAMERA_FALLBACK"):
        automatic(tmp_path, camera_driver="pixelink")
