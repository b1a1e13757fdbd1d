"""Automatic exposure in software."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from camera_ws.camera.base import Camera, Frame
from camera_ws.camera.clock import VirtualClock
from camera_ws.camera.pixelink.camera import PixelinkCamera
from camera_ws.camera.replay.camera import ReplayCamera
from camera_ws.camera.simulator.camera import SimulatedCamera
from camera_ws.errors import SettingRejected
from camera_ws.pictures.analysis.auto_exposure import SoftwareAutoExposure
from camera_ws.pictures.analysis.exposure_meter import TARGET, highlights, step
from camera_ws.protocol.camera.settings import CameraSettings, Roi, SettingsUpdate, WhiteBalance
from support.cameras.pxl_double import COLOR, Double
from support.data.pictures import jpeg_folder

SMALL = Roi(left=512, top=384, width=256, height=256)


def streaming(clock: VirtualClock | None = None, camera: Camera | None = None, **settings: Any) -> SoftwareAutoExposure:
    automatic = SoftwareAutoExposure(camera or SimulatedCamera(1, clock or VirtualClock()))
    automatic.open()
    automatic.apply(SettingsUpdate(**{"roi": SMALL, **settings}))
    automatic.start()
    return automatic


def level(frame: Frame) -> float:
    return highlights(frame.pixels, frame.descriptor.bit_depth)


@pytest.mark.parametrize("bits", [8, 12, 16])
def test_highlights_are_the_mean_of_the_brightest_2_per_cent(bits: int) -> None:
    highest = (1 << bits) - 1
    pixels = np.full((400, 400), round(0.3 * highest), np.uint8 if bits == 8 else np.uint16)
    pixels[:8] = round(0.9 * highest)
    assert highlights(pixels, bits) == pytest.approx(0.9, abs=0.003)
    pixels[:4] = round(0.5 * highest)
    assert highlights(pixels, bits) == pytest.approx(0.7, abs=0.003)


def test_the_brightest_channel_counts() -> None:
    pixels = np.full((100, 100, 3), (50, 200, 120), np.uint8)
    assert highlights(pixels, 8) == pytest.approx(200 / 255)


def test_the_size_of_a_step() -> None:
    assert step(TARGET, 1.0) == pytest.approx(1)
    assert step(TARGET / 2, 1.0) == pytest.approx(2)
    assert 1 < step(TARGET / 1.2, 1.0) < 1.2
    assert step(1.0, 1.0) == 0.25
    assert step(0.0, 2.2) == 8


@pytest.mark.parametrize("settings", [{}, {"pixel_format": "MONO16"}, {"gamma": 2.2}, {"gain": 12.0}], ids=str)
@pytest.mark.parametrize("start_ms", [0.02, 0.5, 8.0, 150.0])
def test_once_reaches_the_target_within_a_second_and_ends(start_ms: float, settings: dict[str, Any]) -> None:
    clock = VirtualClock()
    camera = streaming(clock, exposure=start_ms, frame_rate=30.0, **settings)
    camera.apply(SettingsUpdate(exposure_auto="once"))
    assert camera.settings.exposure_auto == "once"
    began_us = clock.now_us()
    while camera.settings.exposure_auto == "once":
        frame = camera.next_frame(10)
    assert level(frame) == pytest.approx(TARGET, abs=0.03)
    assert (frame.pixels == (1 << frame.descriptor.bit_depth) - 1).mean() < 0.02
    assert clock.now_us() - began_us < 1_000_000
    assert camera.settings.exposure == frame.descriptor.exposure_ms
    assert [camera.next_frame(10).descriptor.exposure_ms for _ in range(5)] == [camera.settings.exposure] * 5


@pytest.mark.parametrize("gamma", [0.5, 1.0, 2.2])
def test_continuous_follows_the_light_without_oscillation(gamma: float) -> None:
    camera = streaming(exposure=0.1, gamma=gamma, frame_rate=30.0, exposure_auto="continuous")
    for gain in (0.0, 12.0, 0.0):
        camera.apply(SettingsUpdate(gain=gain))
        exposures = [camera.next_frame(10).descriptor.exposure_ms for _ in range(30)]
        last_frames = [camera.next_frame(10) for _ in range(60)]
        assert all(abs(level(frame) / TARGET - 1) < 0.08 for frame in last_frames)
        # Approaches from one side; overshoot stays within the tolerance.
        final = last_frames[0].descriptor.exposure_ms
        side = 1 if exposures[0] < final else -1
        assert all((final - exposure) * side > -0.08 * final for exposure in exposures[1:])
        assert len({frame.descriptor.exposure_ms for frame in last_frames}) <= 3
    assert camera.settings.exposure_auto == "continuous"


def test_works_with_an_unknown_gamma() -> None:
    class WithoutGamma(SimulatedCamera):
        @property
        def settings(self) -> CameraSettings:
            return super().settings.with_changes(gamma=None)

    for gamma in (0.5, 3.0):
        camera = streaming(
            camera=WithoutGamma(1, VirtualClock()), exposure=1.0, gamma=gamma, exposure_auto="continuous"
        )
        frames = [camera.next_frame(10) for _ in range(80)]
        assert len({frame.descriptor.exposure_ms for frame in frames[-20:]}) <= 2
        assert all(abs(level(frame) / TARGET - 1) < 0.08 for frame in frames[-20:])


def test_ignores_frames_with_an_older_exposure() -> None:
    class Buffering(SimulatedCamera):
        """Delivers each frame three frames late, like a camera with buffers."""

        waiting: list[Frame]

        def next_frame(self, timeout_s: float) -> Frame:
            self.waiting = getattr(self, "waiting", [])
            while len(self.waiting) < 4:
                self.waiting.append(super().next_frame(timeout_s))
            return self.waiting.pop(0)

    camera = streaming(camera=Buffering(1, VirtualClock()), exposure=0.5, exposure_auto="continuous")
    exposures = [camera.next_frame(10).descriptor.exposure_ms for _ in range(60)]
    assert max(exposures) < exposures[-1] * 1.08
    assert level(camera.next_frame(10)) == pytest.approx(TARGET, abs=0.06)


def test_stays_within_the_given_limits() -> None:
    camera = streaming(exposure=20.0, exposure_auto_min=1.0, exposure_auto_max=3.0, exposure_auto="once")
    for _ in range(10):
        camera.next_frame(10)
    assert (camera.settings.exposure, camera.settings.exposure_auto) == (3.0, "off")
    camera.apply(SettingsUpdate(exposure_auto_min=40.0, exposure_auto_max=60.0, exposure_auto="continuous"))
    for _ in range(10):
        camera.next_frame(10)
    assert camera.settings.exposure == 40.0
    settings = camera.settings
    assert (settings.exposure_auto_min, settings.exposure_auto_max) == (40.0, 60.0)


def test_setting_the_exposure_ends_it() -> None:
    camera = streaming(exposure_auto="continuous")
    assert camera.apply(SettingsUpdate(gain=2.0)).exposure_auto == "continuous"
    assert camera.apply(SettingsUpdate(exposure=3.0)).exposure_auto == "off"
    assert camera.apply(SettingsUpdate(exposure=3.0, exposure_auto="continuous")).exposure_auto == "continuous"


def test_loading_settings_ends_it() -> None:
    camera = streaming(exposure_auto="continuous")
    camera.save_settings()
    assert camera.load_settings("user").exposure_auto == "off"


@pytest.mark.parametrize(
    ("update", "path"),
    [
        ({"exposure_auto_min": 0.001}, "exposureAutoMin"),
        ({"exposure_auto_max": 9000.0}, "exposureAutoMax"),
        ({"exposure_auto_min": 300.0}, "exposureAutoMin"),
        ({"exposure_auto_max": 0.5}, "exposureAutoMax"),
        ({"exposure_auto": "continuous", "gain": 90.0}, "gain"),
    ],
)
def test_refuses_what_is_out_of_range_and_changes_nothing(update: dict[str, Any], path: str) -> None:
    camera = streaming(exposure_auto_min=1.0)
    before = camera.settings
    with pytest.raises(SettingRejected) as caught:
        camera.apply(SettingsUpdate(frame_rate=20.0, **update))
    assert caught.value.issues[0].path == path
    assert camera.settings == before


def test_a_refused_exposure_ends_it_with_a_warning() -> None:
    camera = streaming(exposure=0.5)
    inner = camera._camera

    def refuse(update: SettingsUpdate) -> CameraSettings:
        return SimulatedCamera.apply(inner, SettingsUpdate(exposure=9e9) if update.exposure else update)  # type: ignore[arg-type]  # inner is the simulator

    inner.apply = refuse  # type: ignore[method-assign]  # replaced for this test
    camera.apply(SettingsUpdate(exposure_auto="continuous"))
    camera.next_frame(10)
    assert camera.settings.exposure_auto == "off"
    assert "automatic exposure is off" in camera.warnings[0]
    camera.apply(SettingsUpdate(exposure_auto="off"))
    assert camera.warnings == ()


def test_changing_only_the_automatic_marks_the_next_frame() -> None:
    camera = streaming()
    camera.next_frame(10)
    camera.apply(SettingsUpdate(exposure_auto_max=50.0))
    assert [camera.next_frame(10).descriptor.settings_changed for _ in range(2)] == [True, False]


def test_no_channel_is_clipped_in_coloured_light() -> None:
    camera = streaming(white_balance=WhiteBalance(red=1.0, green=1.0, blue=3.5), exposure=40.0, exposure_auto="once")
    while camera.settings.exposure_auto == "once":
        frame = camera.next_frame(10)
    assert (frame.pixels[..., 2] == 255).mean() < 0.02


def test_adds_nothing_to_cameras_with_an_automatic_or_a_fixed_exposure(double: Double, tmp_path: Path) -> None:
    double[0].plug(77001, COLOR)
    jpeg_folder(tmp_path, 1)
    for inner in (PixelinkCamera(double.sdk), ReplayCamera(tmp_path, 25, VirtualClock())):
        camera = SoftwareAutoExposure(inner)
        camera.open()
        assert camera.capabilities is inner.capabilities
        assert camera.settings == inner.settings
        camera.close()
