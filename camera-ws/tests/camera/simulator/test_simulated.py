"""The virtual microscope behaves like optics and a sensor."""

import time
from typing import Any

import cv2
import numpy as np
import pytest

from camera_ws.camera.base import Frame
from camera_ws.camera.clock import VirtualClock
from camera_ws.camera.simulator.camera import SimulatedCamera
from camera_ws.camera.simulator.features import FIVE_MEGAPIXELS
from camera_ws.camera.simulator.field import Field
from camera_ws.camera.simulator.optics import load_specimen
from camera_ws.camera.simulator.row_strips import RowStrips
from camera_ws.camera.simulator.sensor import FLUX_E_PER_MS, FULL_WELL_E, READ_NOISE_E, Sensor, SensorSettings
from camera_ws.camera.simulator.stage import Stage
from camera_ws.protocol.camera.settings import Flip, Roi, SettingsUpdate, WhiteBalance

SMALL = Roi(left=512, top=384, width=256, height=256)


def streaming(clock: VirtualClock | None = None, seed: int = 1, **settings: Any) -> SimulatedCamera:
    camera = SimulatedCamera(seed, clock or VirtualClock())
    camera.open()
    camera.apply(SettingsUpdate(**settings))
    camera.start()
    return camera


def shot(**settings: Any) -> Frame:
    return streaming(**settings).next_frame(10)


def flat_sensor(exposure_ms: float, gain_db: float = 0.0, code: int = 255) -> np.ndarray[Any, Any]:
    """12-bit numbers of a uniform scene."""
    settings = SensorSettings(exposure_ms, gain_db, 1.0, 0.02, (1.0,), 12)
    codes = np.full((200, 200), code, np.uint8)
    return Sensor(codes.size, 3).expose(codes, settings).astype(np.float64)


def level(pixels: np.ndarray[Any, Any], bits: int) -> float:
    """Mean of a picture as a share of the full range."""
    return float(pixels.mean()) / ((1 << bits) - 1)


def test_default_picture_is_well_exposed() -> None:
    frame = shot()
    assert (frame.descriptor.width, frame.descriptor.height, frame.descriptor.channels) == (1280, 1024, 3)
    assert 0.35 < level(frame.pixels, 8) < 0.65
    assert (frame.pixels == 255).mean() < 0.001
    assert frame.pixels.std() > 30


def test_signal_grows_in_proportion_to_exposure() -> None:
    black = 0.02 * 4095
    short, long = flat_sensor(1.0).mean() - black, flat_sensor(4.0).mean() - black
    assert long / short == pytest.approx(4, rel=0.01)


def test_signal_grows_with_gain_by_decibels() -> None:
    black = 0.02 * 4095
    plain, amplified = flat_sensor(1.0).mean() - black, flat_sensor(1.0, 6.0206).mean() - black
    assert amplified / plain == pytest.approx(2, rel=0.01)


def test_saturates() -> None:
    assert (flat_sensor(100.0) == 4095).all()
    assert (shot(exposure=200.0, roi=SMALL).pixels == 255).mean() > 0.95


@pytest.mark.parametrize("exposure_ms", [0.5, 2.0, 6.0])
def test_noise_is_shot_noise_and_read_noise(exposure_ms: float) -> None:
    electrons = FLUX_E_PER_MS * exposure_ms
    expected = np.sqrt(electrons + READ_NOISE_E**2) * 4095 / FULL_WELL_E
    assert flat_sensor(exposure_ms).std() == pytest.approx(expected, rel=0.05)


def test_the_black_level_raises_dark_values() -> None:
    assert flat_sensor(1.0, code=0).mean() == pytest.approx(0.02 * 4095, abs=1)


def test_raising_exposure_brightens_the_picture() -> None:
    levels = [level(shot(exposure=exposure, roi=SMALL).pixels, 8) for exposure in (2.0, 4.0, 8.0)]
    assert levels[0] * 1.5 < levels[1] < levels[2] / 1.5


def test_frames_depend_on_the_seed_only() -> None:
    def run(seed: int) -> list[bytes]:
        camera = streaming(seed=seed, roi=SMALL)
        return [camera.next_frame(1).pixels.tobytes() for _ in range(3)]

    assert run(5) == run(5)
    assert run(5) != run(6)
    assert len(set(run(5))) == 3


def test_stage_drifts_smoothly_and_stays_on_the_slide() -> None:
    specimen = load_specimen()
    stage = Stage((specimen.width, specimen.height), (1280, 1024), 1)
    path = [stage.at(t / 10) for t in range(20_000)]
    assert all(0 <= p.x_px <= specimen.width - 1280 and 0 <= p.y_px <= specimen.height - 1024 for p in path)
    steps = np.hypot(np.diff([p.x_px for p in path]), np.diff([p.y_px for p in path]))
    assert 0 < steps.max() < 4
    assert np.ptp([p.x_px for p in path]) > 1000


def test_the_stage_is_held_still_and_continues_from_there() -> None:
    stage = Stage((3840, 3072), (1280, 1024), 1)
    there = stage.at(40)
    stage.hold(True, 40)
    stage.hold(True, 50)
    assert stage.at(41) == stage.at(1000) == there
    stage.hold(False, 1000)
    stage.hold(False, 1001)
    assert stage.at(1000) == there
    assert stage.at(1010) == Stage((3840, 3072), (1280, 1024), 1).at(50)


def test_hold_still_is_a_setting() -> None:
    clock = VirtualClock()
    camera = streaming(clock, roi=SMALL, pixel_format="MONO8")

    def moved_after(seconds: float) -> float:
        first = camera.next_frame(1).pixels.astype(int)
        clock.advance(seconds)
        camera.next_frame(1)  # was scheduled before
        return float(np.abs(camera.next_frame(1).pixels.astype(int) - first).mean())

    camera.apply(SettingsUpdate(hold_still="on"))
    still = moved_after(20)
    camera.apply(SettingsUpdate(hold_still="off"))
    assert moved_after(20) > 2 * still


def test_defocus_blurs() -> None:
    def detail(focus: float) -> float:
        picture = shot(focus=focus, roi=SMALL, pixel_format="MONO8").pixels.astype(np.float64)
        return float(np.abs(np.diff(picture[::4, ::4], axis=1)).mean())

    assert detail(0) > detail(10) * 1.3 > detail(40) * 1.3


@pytest.mark.parametrize(
    ("pixel_format", "channels", "bits"), [("RGB24", 3, 8), ("RGB48", 3, 12), ("MONO8", 1, 8), ("MONO16", 1, 12)]
)
def test_pixel_formats(pixel_format: str, channels: int, bits: int) -> None:
    frame = shot(pixel_format=pixel_format, roi=SMALL)
    assert (frame.descriptor.channels, frame.descriptor.bit_depth) == (channels, bits)
    assert frame.pixels.dtype == (np.uint8 if bits == 8 else np.uint16)
    assert 0.25 < level(frame.pixels, bits) < 0.9
    if bits == 12:
        assert len(np.unique(frame.pixels)) > 256


def test_roi_is_a_part_of_the_same_field() -> None:
    whole = shot(pixel_format="MONO8").pixels.astype(int)
    part = shot(pixel_format="MONO8", roi=SMALL).pixels.astype(int)
    cut = whole[384 : 384 + 256, 512 : 512 + 256]
    assert np.abs(cut - part).mean() < 6
    assert np.corrcoef(cut.ravel(), part.ravel())[0, 1] > 0.95


def test_the_roi_is_rounded_to_the_step_of_the_sensor() -> None:
    camera = streaming(roi=Roi(left=13, top=7, width=100, height=101))
    assert camera.settings.roi == Roi(left=8, top=0, width=96, height=96)
    assert camera.next_frame(1).descriptor.roi == camera.settings.roi


def test_flip_and_rotate() -> None:
    plain = shot(pixel_format="MONO8", roi=SMALL).pixels.astype(int)
    flipped = shot(pixel_format="MONO8", roi=SMALL, flip=Flip(horizontal=True, vertical=False)).pixels.astype(int)
    turned = shot(pixel_format="MONO8", roi=Roi(left=512, top=384, width=256, height=128), rotate=90)
    assert np.abs(plain[:, ::-1] - flipped).mean() < np.abs(plain - flipped).mean() / 2
    assert turned.pixels.shape == (256, 128)


def test_white_balance_scales_its_channel() -> None:
    def red(gain: float) -> float:
        balance = WhiteBalance(red=gain, green=1.0, blue=1.71)
        return float(shot(white_balance=balance, roi=SMALL, brightness=0.0).pixels[..., 0].mean())

    assert red(1.0) / red(0.5) == pytest.approx(2, rel=0.03)


def test_one_push_white_balance_makes_the_background_neutral() -> None:
    camera = streaming(white_balance=WhiteBalance(red=1.0, green=1.0, blue=1.0))
    camera.apply(SettingsUpdate(white_balance_auto="once"))
    camera.next_frame(1)
    balance = camera.settings.white_balance
    assert balance is not None
    assert camera.settings.white_balance_auto == "off"
    assert (balance.red, balance.blue) == (pytest.approx(1.42, rel=0.1), pytest.approx(1.71, rel=0.1))


def test_exposure_limits_the_frame_rate() -> None:
    camera = streaming(exposure=100.0, frame_rate=60.0, roi=SMALL)
    times = [camera.next_frame(1).descriptor.captured_at_us for _ in range(4)]
    assert np.diff(times) == pytest.approx(100_100)


def test_frame_rate_is_kept_when_exposure_allows_it() -> None:
    camera = streaming(exposure=5.0, frame_rate=40.0, roi=SMALL)
    times = [camera.next_frame(1).descriptor.captured_at_us for _ in range(4)]
    assert np.diff(times) == pytest.approx(25_000)


def test_a_new_exposure_begins_after_the_change() -> None:
    clock = VirtualClock()
    camera = streaming(clock, exposure=500.0, frame_rate=1.0, roi=SMALL)
    camera.next_frame(10)
    changed_us = clock.now_us()
    camera.apply(SettingsUpdate(exposure=20.0))
    descriptor = camera.next_frame(10).descriptor
    assert descriptor.exposure_ms == 20.0
    assert descriptor.exposure_began_us >= changed_us


def test_temperature_rises_while_streaming_and_falls_after() -> None:
    clock = VirtualClock()
    camera = streaming(clock, roi=SMALL)
    cold = camera.temperature
    clock.advance(180)
    warm = camera.temperature
    camera.stop()
    clock.advance(600)
    assert warm - cold == pytest.approx(17.5 * (1 - np.exp(-1)), abs=0.2)
    assert camera.temperature < warm - 8


def test_renders_faster_than_a_live_view_needs() -> None:
    # Processor time, because other work on the machine must not fail this. 60 fps allow 16.7 ms.
    camera = streaming()
    camera.next_frame(1)
    began_s = time.thread_time()
    for _ in range(20):
        camera.next_frame(1)
    assert (time.thread_time() - began_s) / 20 < 1 / 60


def test_a_larger_sensor_sees_more_of_the_same_slide() -> None:
    camera = SimulatedCamera(1, VirtualClock(), size=FIVE_MEGAPIXELS)
    camera.open()
    camera.apply(SettingsUpdate(pixel_format="MONO16"))
    camera.start()
    frame = camera.next_frame(1)
    assert frame.pixels.shape == (2048, 2592)
    assert (camera.capabilities.sensor.width, camera.settings.roi.height) == (2592, 2048)
    assert camera.load_settings("factory").roi == Roi(left=0, top=0, width=2592, height=2048)


@pytest.mark.parametrize(("left", "top"), [(0.0, 0.0), (10.25, 20.75), (99.5, 3.0), (299.99, 199.99)])
def test_a_field_is_cut_at_subpixel_positions(left: float, top: float) -> None:
    y, x = np.mgrid[0:300, 0:400]
    mosaic = np.stack([x * 0.5, y * 0.7, (x + y) * 0.3], axis=-1).astype(np.uint8)
    cut = Field().cut(mosaic, left, top, (99, 98))
    reference = cv2.getRectSubPix(mosaic, (99, 98), (left + 49.0, top + 48.5))
    assert np.abs(cut.astype(int) - reference.astype(int)).max() <= 1


@pytest.mark.parametrize("pixel_format", ["RGB24", "RGB48", "MONO16"])
def test_strips_on_several_threads_give_the_picture_of_one(pixel_format: str) -> None:
    pictures: list[np.ndarray[Any, Any]] = []
    for threads in (1, 2, 3):
        strips = RowStrips(threads)
        settings = SensorSettings(8.0, 0.0, 1.0, 0.01, (1.4, 1.0, 1.7) if "RGB" in pixel_format else (1.0,), 12)
        mosaic = load_specimen().view("RGB" in pixel_format, 0.0)
        codes = Field(strips).cut(mosaic, 17.3, 5.8, (1280, 1021))
        pictures.append(Sensor(1280 * 1021 * 3, 3, strips).expose(codes, settings))
        strips.close()
    for other in pictures[1:]:
        assert (other == pictures[0]).all()
