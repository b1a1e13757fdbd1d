"""The PixeLINK driver over a stand-in for the vendor's wrapper."""

import sys
from typing import Any

import cv2
import numpy as np
import pytest

from camera_ws.camera.clock import VirtualClock
from camera_ws.camera.pixelink import PixelinkCamera, load_sdk
from camera_ws.camera.pxl.pixels import BY_NAME, to_picture
from camera_ws.errors import CameraDisconnected, CameraError, CameraTimeout, SdkUnavailable, SettingRejected
from camera_ws.protocol.settings import Roi, SettingsUpdate
from fake_sdk import AUTO, HEIGHT, MANUAL, ONE_PUSH, WIDTH, FakeSdk


def opened(serial: int | None = None, **options: Any) -> tuple[PixelinkCamera, FakeSdk]:
    clock = VirtualClock()
    sdk = FakeSdk(clock, **options)
    camera = PixelinkCamera(sdk, clock, serial)
    camera.open()
    return camera, sdk


def test_takes_the_only_camera() -> None:
    camera, _ = opened()
    assert (camera.info.driver, camera.info.model, camera.info.serial) == ("pixelink", "PL-D755CU", "77001")


def test_takes_the_camera_of_the_serial_number() -> None:
    _, sdk = opened(serial=5, serials=(4, 5, 6))
    assert sdk.opened_serial == 5


def test_names_the_cameras_when_it_cannot_choose() -> None:
    with pytest.raises(CameraError, match=r"4, 5.*CAMERA_SERIAL"):
        opened(serials=(4, 5))


def test_no_camera_is_a_disconnected_one() -> None:
    with pytest.raises(CameraDisconnected, match="no PixeLINK camera is connected"):
        opened(serials=())
    with pytest.raises(CameraDisconnected, match="serial 9; connected: 77001"):
        opened(serial=9)


def test_seconds_become_milliseconds_both_ways() -> None:
    camera, sdk = opened()
    assert camera.settings.exposure == pytest.approx(8.0)
    feature = camera.capabilities.features["exposure"]
    assert feature.kind == "number"
    assert (feature.min, feature.max, feature.unit, feature.scale) == (pytest.approx(0.02), 2000.0, "ms", "log")
    assert camera.apply(SettingsUpdate(exposure=41.67)).exposure == pytest.approx(41.67)
    assert sdk.features[7].params[0] == pytest.approx(0.04167)


def test_automatics_are_modes_of_their_feature() -> None:
    camera, sdk = opened()
    assert camera.apply(SettingsUpdate(exposure_auto="continuous")).exposure_auto == "continuous"
    assert sdk.features[7].mode == AUTO
    assert camera.apply(SettingsUpdate(exposure_auto="once")).exposure_auto == "once"
    assert sdk.features[7].mode == ONE_PUSH
    settings = camera.apply(SettingsUpdate(exposure_auto="off", exposure=5.0))
    assert (settings.exposure_auto, settings.exposure) == ("off", pytest.approx(5.0))
    assert sdk.features[7].mode == MANUAL


def test_pixel_formats_are_found_by_trying_and_put_back() -> None:
    camera, sdk = opened(formats=(0, 1, 7))
    feature = camera.capabilities.features["pixelFormat"]
    assert feature.kind == "choice"
    assert feature.options == ("MONO8", "MONO16", "BAYER8_RGGB")
    assert sdk.features[22].params == [0]


def test_stream_pauses_for_what_cannot_change_while_it_runs() -> None:
    camera, sdk = opened()
    camera.start()
    assert camera.next_frame(1).descriptor.seq == 0
    settings = camera.apply(SettingsUpdate(roi=Roi(left=16, top=8, width=128, height=96)))
    assert settings.roi == Roi(left=16, top=8, width=128, height=96)
    assert (sdk.streaming, sdk.starts) == (True, 2)
    frame = camera.next_frame(1)
    assert (frame.descriptor.seq, frame.pixels.shape) == (1, (96, 128))
    assert frame.descriptor.roi == settings.roi


def test_a_refusal_half_way_puts_everything_back() -> None:
    camera, sdk = opened()
    sdk.refuse_feature = 19
    with pytest.raises(SettingRejected) as caught:
        camera.apply(SettingsUpdate(exposure=20.0, gain=6.0, roi=Roi(left=0, top=0, width=128, height=96)))
    assert caught.value.issues[0].path == "roi"
    assert (sdk.features[7].params[0], sdk.features[8].params[0]) == (0.008, 0)


def test_lost_frames_are_gaps_in_the_sequence() -> None:
    camera, sdk = opened()
    camera.start()
    camera.next_frame(1)
    sdk.number += 3
    assert camera.next_frame(1).descriptor.seq == 4


def test_the_first_frames_may_time_out() -> None:
    camera, sdk = opened()
    camera.start()
    sdk.timeouts_to_come = 3
    for _ in range(3):
        with pytest.raises(CameraTimeout):
            camera.next_frame(1)
    assert camera.next_frame(1).descriptor.seq == 0


def test_a_stream_that_never_begins_is_an_error() -> None:
    camera, sdk = opened()
    camera.start()
    sdk.timeouts_to_come = 100
    for _ in range(10):
        with pytest.raises(CameraTimeout):
            camera.next_frame(1)
    with pytest.raises(CameraError, match="camera timeout"):
        camera.next_frame(1)


def test_an_unplugged_camera_is_noticed_and_found_again_by_serial() -> None:
    camera, sdk = opened()
    camera.start()
    camera.next_frame(1)
    sdk.unplug()
    with pytest.raises(CameraDisconnected):
        camera.next_frame(1)
    camera.close()
    sdk.serials = [88002]
    with pytest.raises(CameraDisconnected, match="77001"):
        camera.open()
    sdk.serials = [88002, 77001]
    camera.open()
    camera.start()
    assert camera.next_frame(1).descriptor.seq == 0


def test_sixteen_bits_arrive_big_endian_and_aligned_to_the_top() -> None:
    camera, sdk = opened(formats=(1,))
    camera.start()
    frame = camera.next_frame(1)
    assert frame.descriptor.bit_depth == 12
    assert (frame.pixels == sdk.scene[:HEIGHT, :WIDTH]).all()


@pytest.mark.parametrize("pattern", ["RGGB", "GRBG", "GBRG", "BGGR"])
@pytest.mark.parametrize("bits", [8, 16])
def test_bayer_patterns_give_the_right_colours(pattern: str, bits: int) -> None:
    colour = {"R": 200, "G": 120, "B": 40}
    tile = np.array([[colour[pattern[0]], colour[pattern[1]]], [colour[pattern[2]], colour[pattern[3]]]])
    mosaic = np.tile(tile, (16, 16))
    samples = mosaic.astype(np.uint8) if bits == 8 else (mosaic << 4).astype(">u2")
    raw = samples.reshape(-1).view(np.uint8)
    picture, depth = to_picture(raw, BY_NAME[f"BAYER{bits}_{pattern}"], 32, 32, 12)
    assert depth == (8 if bits == 8 else 12)
    assert picture[8:24, 8:24].reshape(-1, 3).mean(axis=0) == pytest.approx([200, 120, 40])


def test_colour_bitmaps_are_turned_right() -> None:
    picture = np.arange(4 * 4 * 3, dtype=np.uint8).reshape(4, 4, 3)
    bottom_up_bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR)[::-1].copy().reshape(-1)
    bgr = cv2.cvtColor(picture, cv2.COLOR_RGB2BGR).reshape(-1)
    assert (to_picture(bottom_up_bgr, BY_NAME["RGB24"], 4, 4, 8)[0] == picture).all()
    assert (to_picture(bgr, BY_NAME["BGR24"], 4, 4, 8)[0] == picture).all()
    assert (to_picture(picture.reshape(-1), BY_NAME["RGB24_NON_DIB"], 4, 4, 8)[0] == picture).all()


def test_temperature_is_the_cameras() -> None:
    camera, _ = opened()
    assert camera.temperature == pytest.approx(41.5)


def test_a_missing_sdk_is_one_clear_error(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pixelinkWrapper", None)
    with pytest.raises(SdkUnavailable, match="the PixeLINK SDK does not load"):
        load_sdk()
