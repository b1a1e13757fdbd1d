"""The PixeLINK driver over the real wrapper on the double of the vendor's library."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import numpy as np
import pytest

from camera_ws.camera.base import Frame
from camera_ws.camera.pixelink import PixelinkCamera, load_sdk
from camera_ws.errors import (
    CameraAccessDenied,
    CameraDisconnected,
    CameraError,
    CameraInUse,
    CameraTimeout,
    SdkUnavailable,
    SettingRejected,
    WrongLinkSpeed,
)
from camera_ws.protocol.settings import Flip, PixelAddressing, Roi, SettingsUpdate, WhiteBalance
from pxl_double import (
    ALWAYS,
    BUSY,
    COLOR,
    DENIED,
    HARDWARE,
    HEIGHT,
    IN_USE,
    INVALID_FRAME,
    INVALID_HANDLE,
    IO,
    LINK_SPEED,
    LOW_MEMORY,
    MONO,
    NO_CONTROL,
    OLDER,
    OUT_OF_RANGE,
    TIMEOUT,
    WIDTH,
    Double,
    mono_pattern,
)

Open = Callable[..., PixelinkCamera]
EXPOSURE_ID, GAIN_ID, ROI_ID = 7, 8, 19
DEADLINE_S = 5.0


@pytest.fixture
def opened(double: Double) -> Iterator[Open]:
    """Opens cameras and closes them after the test; every call was made while no other was under way."""
    cameras: list[PixelinkCamera] = []

    def open_one(model: int = MONO, serial: int | None = None) -> PixelinkCamera:
        if not any(one.plugged for one in double.control.cameras):
            double[0].plug(77001, model)
        camera = PixelinkCamera(double.sdk, serial=serial)
        cameras.append(camera)
        camera.open()
        return camera

    yield open_one
    for camera in cameras:
        camera.close()
    assert [one.overlaps for one in double.control.cameras] == [0, 0, 0, 0]


def frame_of(camera: PixelinkCamera) -> Frame:
    deadline_s = time.monotonic() + DEADLINE_S
    while time.monotonic() < deadline_s:
        try:
            return camera.next_frame(0.1)
        except CameraTimeout:
            continue
    pytest.fail("no frame in time")


@contextmanager
def within(seconds: float) -> Iterator[None]:
    began_s = time.monotonic()
    yield
    assert time.monotonic() - began_s < seconds


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


def test_seconds_become_milliseconds_both_ways(opened: Open) -> None:
    camera = opened()
    assert camera.settings.exposure == 8.0
    feature = camera.capabilities.features["exposure"]
    assert feature.kind == "number"
    assert (feature.min, feature.max, feature.unit, feature.scale) == (0.02, 2000.0, "ms", "log")
    assert camera.apply(SettingsUpdate(exposure=41.67)).exposure == 41.67
    camera.start()
    assert frame_of(camera).descriptor.exposure_ms == 41.67


def test_every_feature_of_the_model_is_there_with_its_unit(opened: Open) -> None:
    features = opened(COLOR).capabilities.features
    units = {name: feature.unit for name, feature in features.items() if feature.kind == "number"}
    assert units == {
        "exposure": "ms",
        "gain": "dB",
        "frameRate": "fps",
        "frameRateActual": "fps",
        "gamma": "",
        "brightness": "%",
        "sharpness": "%",
        "saturation": "%",
        "colorTemperature": "K",
        "exposureAutoMin": "ms",
        "exposureAutoMax": "ms",
    }
    assert features["frameRateActual"].read_only
    assert {"whiteBalance", "whiteBalanceAuto", "exposureAuto", "gainAuto", "roi", "flip"} <= set(features)
    assert not {"rotate", "trigger", "pixelAddressing"} & set(features)


def test_pixel_formats_are_found_by_trying_and_put_back(opened: Open) -> None:
    camera = opened(COLOR)
    feature = camera.capabilities.features["pixelFormat"]
    assert feature.kind == "choice"
    assert set(feature.options) == {
        *("YUV422", "RGB24", "RGB24_NON_DIB", "BGR24", "BAYER8_GRBG", "BAYER16_GRBG"),
        *("BAYER12_GRBG_PACKED", "BAYER12_GRBG_PACKED_MSFIRST", "BAYER10_GRBG_PACKED_MSFIRST"),
    }
    assert camera.settings.pixel_format == "BAYER8_GRBG"


def test_everything_can_be_set_and_is_read_back(opened: Open) -> None:
    wishes = SettingsUpdate(
        exposure=3.0,
        gain=6.0,
        gamma=1.5,
        brightness=20.0,
        sharpness=70.0,
        saturation=150.0,
        color_temperature=4200.0,
        frame_rate=40.0,
        white_balance=WhiteBalance(red=1.5, green=1.0, blue=2.0),
        roi=Roi(left=16, top=8, width=128, height=96),
        flip=Flip(horizontal=True, vertical=False),
        pixel_format="BAYER16_GRBG",
        exposure_auto_min=0.5,
        exposure_auto_max=50.0,
    )
    camera = opened(COLOR)
    camera.start()
    frame_of(camera)
    settings = camera.apply(wishes)
    # The flip turned GRBG into RGGB: what the camera says is what counts.
    assert settings.to_json() == {**settings.to_json(), **wishes.to_json(), "pixelFormat": "BAYER16_RGGB"}
    frame = frame_of(camera)
    assert (frame.descriptor.seq, frame.descriptor.pixel_format) == (1, "BAYER16_RGGB")
    assert frame.pixels.shape == (96, 128, 3)


def test_automatics_with_limits_settle_and_a_one_push_ends_by_itself(opened: Open) -> None:
    camera = opened(COLOR)
    camera.start()
    camera.apply(SettingsUpdate(exposure_auto="once", white_balance_auto="once", frame_rate=200.0))
    assert (camera.settings.exposure_auto, camera.settings.white_balance_auto) == ("once", "once")
    deadline_s = time.monotonic() + DEADLINE_S
    while "once" in (camera.settings.exposure_auto, camera.settings.white_balance_auto):
        frame_of(camera)
        assert time.monotonic() < deadline_s
    assert (camera.settings.exposure, camera.settings.exposure_auto) == (12.5, "off")
    assert camera.settings.white_balance == WhiteBalance(red=1.5, green=1.0, blue=1.75)
    camera.apply(SettingsUpdate(exposure_auto="continuous", exposure_auto_max=5.0))
    while camera.settings.exposure != 5.0:
        frame_of(camera)
        assert time.monotonic() < deadline_s
    assert camera.settings.exposure_auto == "continuous"
    assert camera.apply(SettingsUpdate(exposure=2.0)).exposure_auto == "off"


def test_stream_pauses_for_what_cannot_change_while_it_runs(double: Double, opened: Open) -> None:
    camera = opened()
    camera.start()
    assert frame_of(camera).descriptor.seq == 0
    settings = camera.apply(SettingsUpdate(roi=Roi(left=17, top=9, width=130, height=100)))
    # The sensor reads out in steps of eight.
    assert settings.roi == Roi(left=16, top=8, width=128, height=96)
    assert (double[0].starts, double[0].stops) == (2, 1)
    frame = frame_of(camera)
    assert (frame.descriptor.seq, frame.pixels.shape) == (1, (96, 128))
    assert frame.descriptor.roi == settings.roi


def test_nothing_pauses_for_what_can_change_while_it_runs(double: Double, opened: Open) -> None:
    camera = opened()
    camera.start()
    frame_of(camera)
    camera.apply(SettingsUpdate(exposure=1.0, gain=3.0))
    assert (double[0].starts, double[0].stops) == (1, 0)


@pytest.mark.parametrize("streaming", [False, True])
def test_a_refusal_half_way_puts_everything_back(double: Double, opened: Open, streaming: bool) -> None:
    camera = opened()
    if streaming:
        camera.start()
    before = camera.settings
    double[0].answer("set", OUT_OF_RANGE, feature=GAIN_ID, times=ALWAYS)
    wishes = SettingsUpdate(exposure=20.0, gain=6.0, rotate=90, roi=Roi(left=0, top=0, width=128, height=96))
    with pytest.raises(SettingRejected) as caught:
        camera.apply(wishes)
    assert [issue.path for issue in caught.value.issues] == ["gain"]
    assert "nothing was changed" in caught.value.issues[0].message
    double[0].relent()
    assert camera.settings == before
    assert camera.apply(SettingsUpdate(brightness=before.brightness)) == before
    if streaming:
        assert frame_of(camera).pixels.shape == (HEIGHT, WIDTH)


def test_a_change_too_small_to_see_is_put_back_too(double: Double, opened: Open) -> None:
    camera = opened()
    double[0].answer("set", OUT_OF_RANGE, feature=ROI_ID, times=ALWAYS)
    with pytest.raises(SettingRejected):
        camera.apply(SettingsUpdate(gain=1e-30, roi=Roi(left=0, top=0, width=128, height=96)))
    assert camera.settings.gain == 0.0


def test_one_factor_for_both_directions_is_said(opened: Open) -> None:
    camera = opened(OLDER)
    with pytest.raises(SettingRejected) as caught:
        camera.apply(SettingsUpdate(pixel_addressing=PixelAddressing(mode="decimate", x=2, y=4)))
    assert [issue.path for issue in caught.value.issues] == ["pixelAddressing.y"]


def test_limits_that_move_are_read_again(opened: Open) -> None:
    camera = opened(OLDER)

    def fastest() -> float:
        feature = camera.capabilities.features["frameRate"]
        assert feature.kind == "number"
        return feature.max

    assert fastest() == 100.0
    camera.apply(SettingsUpdate(roi=Roi(left=0, top=0, width=256, height=96), exposure=1.0))
    assert fastest() == 200.0
    assert camera.apply(SettingsUpdate(exposure=50.0)).frame_rate == 20.0
    assert fastest() == 20.0
    with pytest.raises(SettingRejected, match="above the camera's 20 fps"):
        camera.apply(SettingsUpdate(frame_rate=30.0))
    # Together with a shorter exposure the same rate is possible.
    assert camera.apply(SettingsUpdate(frame_rate=30.0, exposure=5.0)).frame_rate == 30.0
    with pytest.raises(SettingRejected) as caught:
        camera.apply(SettingsUpdate(frame_rate=39.0, exposure=50.0))
    assert [issue.path for issue in caught.value.issues] == ["frameRate"]
    assert (camera.settings.frame_rate, camera.settings.exposure) == (30.0, 5.0)


@pytest.mark.parametrize("model", [MONO, OLDER])
def test_pixel_addressing_makes_the_picture_smaller(opened: Open, model: int) -> None:
    camera = opened(model)
    mode = "bin" if model == MONO else "decimate"
    wish = PixelAddressing(mode=mode, x=2, y=2)
    assert camera.apply(SettingsUpdate(pixel_addressing=wish)).pixel_addressing == wish
    camera.start()
    frame = frame_of(camera)
    roi = frame.descriptor.roi
    assert (frame.descriptor.width, frame.descriptor.height) == (roi.width // 2, roi.height // 2)
    bits = 12 if model == MONO else 10
    whole = mono_pattern(0, bits, roi.width, roi.height) >> (bits - 8)
    assert (frame.pixels == whole[::2, ::2]).all()


@pytest.mark.parametrize(("rotate", "turns"), [(0, 0), (90, 3), (180, 2), (270, 1)])
def test_flip_and_rotation_are_the_cameras(opened: Open, rotate: int, turns: int) -> None:
    camera = opened()
    camera.apply(SettingsUpdate(flip=Flip(horizontal=True, vertical=False), rotate=rotate, pixel_format="MONO16"))
    camera.start()
    frame = frame_of(camera)
    assert (frame.pixels == np.rot90(mono_pattern(0)[:, ::-1], turns)).all()
    assert (frame.descriptor.height, frame.descriptor.width) == frame.pixels.shape


def test_lost_frames_are_gaps_in_the_sequence(double: Double, opened: Open) -> None:
    camera = opened()
    camera.start()
    numbers = [frame_of(camera).descriptor.seq]
    double[0].lose_frames = 3
    while numbers[-1] == len(numbers) - 1:
        numbers.append(frame_of(camera).descriptor.seq)
    assert numbers[-1] - numbers[-2] == 4


def test_frames_with_the_old_exposure_are_left_out(double: Double, opened: Open) -> None:
    double[0].delay_frames = 2
    camera = opened()
    camera.start()
    first = frame_of(camera).descriptor.seq
    camera.apply(SettingsUpdate(exposure=2.0))
    frame = frame_of(camera).descriptor
    assert (frame.exposure_ms, frame.settings_changed, frame.seq) == (2.0, True, first + 1)


def test_the_first_frames_may_time_out(double: Double, opened: Open) -> None:
    camera = opened()
    double[0].answer("frame", TIMEOUT, times=10)
    camera.start()
    assert frame_of(camera).descriptor.seq == 0


def test_a_stream_that_never_begins_is_an_error(double: Double, opened: Open) -> None:
    camera = opened()
    double[0].answer("frame", TIMEOUT, times=ALWAYS)
    camera.start()
    with pytest.raises(CameraError, match="camera timeout"):
        frame_of(camera)


@pytest.mark.parametrize("code", [INVALID_FRAME, BUSY, IO, NO_CONTROL])
def test_what_passes_is_passed_over(double: Double, opened: Open, code: int) -> None:
    camera = opened()
    camera.start()
    frame_of(camera)
    double[0].answer("frame", code, times=2)
    if code in (IO, NO_CONTROL):
        # The camera still answers, but the call failed: an error, not an unplugged camera.
        with pytest.raises(CameraError) as caught:
            [frame_of(camera) for _ in range(5)]
        assert not isinstance(caught.value, CameraDisconnected)
    else:
        assert [frame_of(camera).descriptor.seq for _ in range(5)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("code", [HARDWARE, INVALID_HANDLE, IO, TIMEOUT, NO_CONTROL])
def test_an_unplugged_camera_is_noticed_within_a_second(double: Double, opened: Open, code: int) -> None:
    camera = opened()
    camera.start()
    frame_of(camera)
    double[0].unplug(code)
    with within(1), pytest.raises(CameraDisconnected):
        [frame_of(camera) for _ in range(5)]
    with within(1):
        camera.close()


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


def test_a_trigger_that_never_comes_holds_up_neither_commands_nor_shutdown(double: Double, opened: Open) -> None:
    camera = opened()
    assert camera.apply(SettingsUpdate(trigger="hardware")).trigger == "hardware"
    camera.start()
    with pytest.raises(CameraTimeout):
        camera.next_frame(0.05)
    with within(1):
        assert camera.apply(SettingsUpdate(exposure=4.0)).exposure == 4.0
    double[0].triggers = 1
    assert frame_of(camera).descriptor.exposure_ms == 4.0
    with pytest.raises(CameraTimeout):
        camera.next_frame(0.05)
    with within(1):
        camera.close()


def test_software_trigger_and_free_run(opened: Open) -> None:
    camera = opened()
    camera.start()
    for trigger in ("software", "free"):
        assert camera.apply(SettingsUpdate(trigger=trigger)).trigger == trigger
        assert frame_of(camera).descriptor.settings_changed


def test_a_long_exposure_does_not_hold_up_shutdown(opened: Open) -> None:
    camera = opened()
    camera.apply(SettingsUpdate(exposure=2000.0))
    camera.start()
    with pytest.raises(CameraTimeout):
        camera.next_frame(0.05)
    with within(1):
        camera.close()


def test_settings_go_into_the_cameras_memory_and_come_back(double: Double, opened: Open) -> None:
    camera = opened()
    camera.apply(SettingsUpdate(exposure=3.0, gain=6.0))
    camera.start()
    camera.save_settings()
    assert camera.load_settings("factory").exposure == 8.0
    frame_of(camera)
    settings = camera.load_settings("user")
    assert (settings.exposure, settings.gain) == (3.0, 6.0)
    assert frame_of(camera).descriptor.exposure_ms == 3.0


def test_an_empty_memory_is_a_refusal_and_not_a_lost_camera(opened: Open) -> None:
    camera = opened()
    camera.start()
    before = camera.settings
    with pytest.raises(SettingRejected, match="refused its user memory"):
        camera.load_settings("user")
    assert camera.settings == before
    frame_of(camera)


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
