"""Frames of a PixeLINK camera: content, numbers, and failures."""

import numpy as np
import pytest

from camera_ws.errors import (
    CameraDisconnected,
    CameraError,
    CameraTimeout,
)
from camera_ws.protocol.camera.settings import Flip, PixelAddressing, SettingsUpdate
from support.cameras.pxl_double import (
    ALWAYS,
    BUSY,
    HARDWARE,
    INVALID_FRAME,
    INVALID_HANDLE,
    IO,
    MONO,
    NO_CONTROL,
    OLDER,
    TIMEOUT,
    Double,
    mono_pattern,
)
from support.cameras.pxl_rig import Open, frame_of, in_time


@pytest.mark.parametrize("model", [MONO, OLDER])
def test_pixel_addressing_makes_the_picture_smaller(opened: Open, model: int) -> None:
    camera = opened(model)
    mode = "bin" if model == MONO else "decimate"
    addressing = PixelAddressing(mode=mode, x=2, y=2)
    assert camera.apply(SettingsUpdate(pixel_addressing=addressing)).pixel_addressing == addressing
    camera.start()
    frame = frame_of(camera)
    roi = frame.descriptor.roi
    assert (frame.descriptor.width, frame.descriptor.height) == (roi.width // 2, roi.height // 2)
    bits = 12 if model == MONO else 10
    whole = mono_pattern(0, bits, roi.width, roi.height) >> (bits - 8)
    assert (frame.pixels == whole[::2, ::2]).all()


@pytest.mark.parametrize(("rotate", "turns"), [(0, 0), (90, 3), (180, 2), (270, 1)])
def test_the_camera_flips_and_rotates(opened: Open, rotate: int, turns: int) -> None:
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


def test_frames_with_the_old_exposure_are_skipped(double: Double, opened: Open) -> None:
    double[0].delay_frames = 2
    camera = opened()
    camera.start()
    first = frame_of(camera).descriptor.seq
    camera.apply(SettingsUpdate(exposure=2.0))
    frame = frame_of(camera).descriptor
    assert (frame.exposure_ms, frame.settings_changed, frame.seq) == (2.0, True, first + 1)


def test_the_first_frames_may_time_out(double: Double, opened: Open) -> None:
    camera = opened()
    double[0].fail_next("frame", TIMEOUT, times=10)
    camera.start()
    assert frame_of(camera).descriptor.seq == 0


def test_a_stream_without_frames_is_an_error(double: Double, opened: Open) -> None:
    camera = opened()
    double[0].fail_next("frame", TIMEOUT, times=ALWAYS)
    camera.start()
    with pytest.raises(CameraError, match="camera timeout"):
        frame_of(camera)


@pytest.mark.parametrize("code", [INVALID_FRAME, BUSY, IO, NO_CONTROL])
def test_temporary_failures_are_retried(double: Double, opened: Open, code: int) -> None:
    camera = opened()
    camera.start()
    frame_of(camera)
    double[0].fail_next("frame", code, times=2)
    if code in (IO, NO_CONTROL):
        # The camera still answers, but the call failed: an error, not an unplugged camera.
        with pytest.raises(CameraError) as caught:
            [frame_of(camera) for _ in range(5)]
        assert not isinstance(caught.value, CameraDisconnected)
    else:
        assert [frame_of(camera).descriptor.seq for _ in range(5)] == [1, 2, 3, 4, 5]


@pytest.mark.parametrize("code", [HARDWARE, INVALID_HANDLE, IO, TIMEOUT, NO_CONTROL])
def test_an_unplugged_camera_is_detected_within_a_second(double: Double, opened: Open, code: int) -> None:
    camera = opened()
    camera.start()
    frame_of(camera)
    double[0].unplug(code)
    with in_time(), pytest.raises(CameraDisconnected):
        [frame_of(camera) for _ in range(5)]
    with in_time():
        camera.close()


def test_a_long_exposure_does_not_delay_close(opened: Open) -> None:
    camera = opened()
    camera.apply(SettingsUpdate(exposure=2000.0))
    camera.start()
    with pytest.raises(CameraTimeout):
        camera.next_frame(0.05)
    with in_time():
        camera.close()
