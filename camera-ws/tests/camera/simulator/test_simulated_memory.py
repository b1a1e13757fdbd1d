"""The virtual camera's memory for settings."""

from pathlib import Path

import pytest

from camera_ws.camera.clock import VirtualClock
from camera_ws.camera.simulator.camera import SimulatedCamera
from camera_ws.camera.simulator.memory import Memory
from camera_ws.errors import CameraTimeout, SettingRejected
from camera_ws.protocol.camera.settings import NumberFeature, Roi, SettingsUpdate
from camera_ws.service.configuration import Settings, load_settings
from camera_ws.service.drivers import make_camera


def camera_with(file: Path | None) -> SimulatedCamera:
    camera = SimulatedCamera(1, VirtualClock(), Memory(file))
    camera.open()
    return camera


def test_saved_settings_are_loaded_by_another_process(tmp_path: Path) -> None:
    file = tmp_path / "deep" / "memory.json"
    first = camera_with(file)
    saved = first.apply(SettingsUpdate(exposure=3.0, gain=6.0, pixel_format="MONO16", trigger="software"))
    first.save_settings()
    second = camera_with(file)
    assert second.load_settings("user") == saved
    assert second.load_settings("factory").exposure == 8.0
    assert [path.name for path in file.parent.iterdir()] == ["memory.json"]


def test_the_initial_frame_rate_is_the_factory_setting(tmp_path: Path) -> None:
    settings = Settings(hub_url="", camera_driver="simulated", camera_data_dir=tmp_path, simulator_fps=12.5)
    camera = make_camera(settings, VirtualClock())
    camera.open()
    assert camera.settings.frame_rate == 12.5
    rate = camera.capabilities.features["frameRate"]
    assert isinstance(rate, NumberFeature)
    assert rate.default == 12.5
    camera.apply(SettingsUpdate(frame_rate=60.0))
    assert camera.load_settings("factory").frame_rate == 12.5


def test_the_sensor_has_the_configured_size(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in {"HUB_URL": "", "CAMERA_DRIVER": "simulated", "SIMULATOR_SIZE": "640x512"}.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("CAMERA_DATA_DIR", str(tmp_path))
    camera = make_camera(load_settings(), VirtualClock())
    camera.open()
    camera.start()
    assert camera.next_frame(1).pixels.shape[:2] == (512, 640)
    assert (camera.capabilities.sensor.width, camera.capabilities.sensor.height) == (640, 512)
    assert [(size.width, size.height) for size in camera.capabilities.resolutions] == [(640, 480), (640, 512)]
    assert camera.load_settings("factory").roi == Roi(left=0, top=0, width=640, height=512)


def test_without_a_file_the_memory_is_lost_with_the_camera() -> None:
    camera = camera_with(None)
    camera.apply(SettingsUpdate(gain=2.0))
    camera.save_settings()
    camera.apply(SettingsUpdate(gain=5.0))
    camera.close()
    camera.open()
    assert camera.load_settings("user").gain == 2.0


@pytest.mark.parametrize("content", [None, "{", '{"exposure": -1}', "[]"])
def test_an_empty_or_damaged_memory_is_refused(tmp_path: Path, content: str | None) -> None:
    file = tmp_path / "memory.json"
    if content is not None:
        file.write_text(content)
    camera = camera_with(file)
    before = camera.settings
    with pytest.raises(SettingRejected, match="nothing was saved"):
        camera.load_settings("user")
    assert camera.settings == before


def test_saved_values_out_of_range_are_refused(tmp_path: Path) -> None:
    camera = camera_with(tmp_path / "memory.json")
    camera.save_settings()
    text = (tmp_path / "memory.json").read_text()
    (tmp_path / "memory.json").write_text(text.replace('"exposure": 8.0', '"exposure": 80000'))
    with pytest.raises(SettingRejected, match="above the camera's 2000 ms"):
        camera_with(tmp_path / "memory.json").load_settings("user")


def test_each_software_trigger_gives_one_frame() -> None:
    camera = camera_with(None)
    camera.apply(SettingsUpdate(trigger="software", exposure=50.0))
    camera.start()
    camera.fire()
    camera.fire()
    frames = [camera.next_frame(1).descriptor for _ in range(2)]
    assert frames[1].captured_at_us - frames[0].captured_at_us == 50_000
    assert camera.pending_triggers == 0
    with pytest.raises(CameraTimeout, match="no software trigger was fired"):
        camera.next_frame(1)
