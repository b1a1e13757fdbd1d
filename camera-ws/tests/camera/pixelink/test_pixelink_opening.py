"""Finding and opening a PixeLINK camera, and its errors."""

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
from camera_ws.protocol.camera.settings import SettingsUpdate
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


def test_opens_the_only_camera(opened: Open) -> None:
    camera = opened()
    assert (camera.info.driver, camera.info.model) == ("pixelink", "PL-D752MU (Bench 77001)")
    assert (camera.info.serial, camera.info.firmware) == ("77001", "01.07.2")


def test_opens_the_camera_with_the_serial_number(double: Double, opened: Open) -> None:
    for index, serial in enumerate((4, 5, 6)):
        double[index].plug(serial, MONO)
    assert opened(serial=5).info.serial == "5"
    assert [double[index].opens for index in range(3)] == [0, 1, 0]


def test_several_cameras_are_an_error_with_their_serials(double: Double, opened: Open) -> None:
    double[0].plug(4, MONO)
    double[1].plug(5, COLOR)
    with pytest.raises(CameraError, match=r"4, 5.*CAMERA_SERIAL"):
        opened()


def test_without_a_camera_it_is_disconnected(double: Double) -> None:
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
def test_errors_have_advice(double: Double, opened: Open, code: int, kind: type[CameraError], advice: str) -> None:
    double[0].plug(77001, MONO)
    double[0].fail_next("initialize", code)
    with pytest.raises(kind, match=advice):
        opened()


def test_low_usb_memory_is_a_warning_with_advice(double: Double, opened: Open) -> None:
    camera = opened()
    double[0].fail_next("start", LOW_MEMORY)
    camera.start()
    assert frame_of(camera).descriptor.seq == 0
    assert len(camera.warnings) == 1
    assert "usbcore.usbfs_memory_mb=1000" in camera.warnings[0]
    camera.stop()
    camera.start()
    assert camera.warnings == ()


def test_errors_have_the_report_of_the_sdk(double: Double, opened: Open) -> None:
    camera = opened()
    double[0].fail_next("set", OUT_OF_RANGE, feature=EXPOSURE_ID)
    with pytest.raises(SettingRejected, match=r"out of range.*The double answered 0x80000016"):
        camera.apply(SettingsUpdate(exposure=5.0))


def test_a_lost_camera_is_reopened_by_its_serial_only(double: Double, opened: Open) -> None:
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


def test_reports_the_temperature_of_the_camera(opened: Open) -> None:
    camera = opened()
    assert camera.temperature == 41.5
    camera.start()
    assert frame_of(camera).descriptor.temperature == 41.5
    assert camera.temperature == 41.5


def test_a_missing_sdk_is_an_error_with_the_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pixelinkWrapper", None)
    with pytest.raises(SdkUnavailable, match="the PixeLINK SDK does not load"):
        load_sdk()
