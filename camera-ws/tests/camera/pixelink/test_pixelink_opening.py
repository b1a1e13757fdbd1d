"""Finding and taking a PixeLINK camera, and what stands in the way."""

import sys

import pytest

from camera_ws.camera.pixelink.camera import PixelinkCamera, load_sdk
from camera_ws.errors import (
    CameraAccessDenied,
    CameraDisconnected,
    CameraError,
    CameraInUse,
    SdkUnavailable,
    SettingRejected,
    WrongLinkSpeed,
)
from camera_ws.protocol.settings import SettingsUpdate
from support.cameras.pxl_double import (
    COLOR,
    DENIED,
    IN_USE,
    LINK_SPEED,
    LOW_MEMORY,
    MONO,
    OUT_OF_RANGE,
    Double,
)
from support.cameras.pxl_rig import Open, frame_of

EXPOSURE_ID = 7


def test_takes_the_only_camera(opened: Open) -> None:
    camera = opened()
    assert (camera.info.driver, camera.info.model) == ("pixelink", "PL-D752MU (Bench 77001)")
    assert (camera.info.serial, camera.info.firmware) == ("77001", "01.07.2")


def test_takes_the_camera_of_the_serial_number(double: Double, opened: Open) -> None:
    for index, serial in enumerate((4, 5, 6)):
        double[index].plug(serial, MONO)
    assert opened(serial=5).info.serial == "5"
    assert [double[index].opens for index in range(3)] == [0, 1, 0]


def test_names_the_cameras_when_it_cannot_choose(double: Double, opened: Open) -> None:
    double[0].plug(4, MONO)
    double[1].plug(5, COLOR)
    with pytest.raises(CameraError, match=r"4, 5.*CAMERA_SERIAL"):
        opened()


def test_no_camera_is_a_disconnected_one(double: Double) -> None:
    with pytest.raises(CameraDisconnected, match="no PixeLINK camera is connected"):
        PixelinkCamera(double.sdk).open()
    double[0].plug(77001, MONO)
    with pytest.raises(CameraDisconnected, match="serial 9; connected: 77001"):
        PixelinkCamera(double.sdk, serial=9).open()


@pytest.mark.parametrize(
    ("code", "kind", "advice"),
    [
        (IN_USE, CameraInUse, "close that program"),
        (DENIED, CameraAccessDenied, "udev rule for USB vendor 1996"),
        (LINK_SPEED, WrongLinkSpeed, "USB 3 port"),
    ],
)
def test_what_a_person_can_mend_says_how(
    double: Double, opened: Open, code: int, kind: type[CameraError], advice: str
) -> None:
    double[0].plug(77001, MONO)
    double[0].answer("initialize", code)
    with pytest.raises(kind, match=advice):
        opened()


def test_low_usb_memory_is_a_warning_that_says_what_to_do(double: Double, opened: Open) -> None:
    camera = opened()
    double[0].answer("start", LOW_MEMORY)
    camera.start()
    assert frame_of(camera).descriptor.seq == 0
    assert len(camera.warnings) == 1
    assert "usbcore.usbfs_memory_mb=1000" in camera.warnings[0]
    camera.stop()
    camera.start()
    assert camera.warnings == ()


def test_a_failure_carries_the_sdks_own_report(double: Double, opened: Open) -> None:
    camera = opened()
    double[0].answer("set", OUT_OF_RANGE, feature=EXPOSURE_ID)
    with pytest.raises(SettingRejected, match=r"out of range.*The double answered 0x80000016"):
        camera.apply(SettingsUpdate(exposure=5.0))


def test_a_lost_camera_is_found_again_by_its_serial_only(double: Double, opened: Open) -> None:
    camera = opened()
    camera.start()
    frame_of(camera)
    double[0].unplug()
    double[1].plug(88002, MONO)
    camera.close()
    with pytest.raises(CameraDisconnected, match="77001"):
        camera.open()
    double[0].plug(77001, MONO)
    camera.open()
    camera.start()
    assert frame_of(camera).descriptor.seq == 0
    assert double[1].opens == 0


def test_temperature_is_the_cameras(opened: Open) -> None:
    camera = opened()
    assert camera.temperature == 41.5
    camera.start()
    assert frame_of(camera).descriptor.temperature == 41.5
    assert camera.temperature == 41.5


def test_a_missing_sdk_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pixelinkWrapper", None)
    with pytest.raises(SdkUnavailable, match="the PixeLINK SDK does not load"):
        load_sdk()
