"""The search for USB cameras on Linux, in folders like those of sysfs and udev."""

from pathlib import Path

import pytest

from camera_ws.camera.video.devices import UsbCamera, can_capture, linux_cameras
from camera_ws.protocol.camera.choice import DEVICES_MAX

BY_ID = "usb-Maker_Cam_123-video-index0"


@pytest.fixture
def devices(tmp_path: Path) -> Path:
    (tmp_path / "sys").mkdir()
    (tmp_path / "dev" / "v4l" / "by-id").mkdir(parents=True)
    return tmp_path


def plug(root: Path, number: int, name: str) -> Path:
    (root / "sys" / f"video{number}").mkdir()
    (root / "sys" / f"video{number}" / "name").write_text(f"{name}\n")
    device = root / "dev" / f"video{number}"
    device.touch()
    return device


def found(root: Path) -> list[UsbCamera]:
    return linux_cameras(root / "sys", root / "dev", lambda device: device.name != "video1")


def test_lists_cameras_in_order_without_devices_for_metadata(devices: Path) -> None:
    for number, name in ((10, "Later"), (2, "Maker Cam"), (1, "Maker Cam metadata")):
        plug(devices, number, name)
    assert [camera.name for camera in found(devices)] == ["Maker Cam", "Later"]


def test_nothing_is_found_without_the_folders(tmp_path: Path) -> None:
    assert linux_cameras(tmp_path / "none", tmp_path / "none", lambda _: True) == []


def test_the_list_is_bounded_and_a_camera_without_a_name_has_that_of_its_device(devices: Path) -> None:
    for number in range(DEVICES_MAX + 5):
        plug(devices, number + 2, "")
    cameras = found(devices)
    assert (len(cameras), cameras[0].name) == (DEVICES_MAX, "video2")


def test_a_device_that_is_none_of_video_captures_nothing(tmp_path: Path) -> None:
    (tmp_path / "video0").touch()
    assert not can_capture(tmp_path / "video0")
    # Opening it will say why it cannot be opened.
    assert can_capture(tmp_path / "video1")
