"""Software and hardware triggers of a PixeLINK camera."""

import time

import pytest

from camera_ws.camera.pixelink.camera import PixelinkCamera
from camera_ws.camera.pixelink.frames import stream
from camera_ws.camera.software_triggers import TRIGGERS_MAX
from camera_ws.errors import (
    CameraBusy,
    CameraDisconnected,
    CameraTimeout,
    SettingRejected,
)
from camera_ws.protocol.camera.settings import Roi, SettingsUpdate
from support.cameras.pxl_double import (
    Double,
)
from support.cameras.pxl_rig import Open, frame_of, in_time


def exposing_long(opened: Open) -> PixelinkCamera:
    camera = opened()
    camera.apply(SettingsUpdate(trigger="software", exposure=2000.0))
    return camera


def test_a_missing_trigger_delays_neither_calls_nor_close(double: Double, opened: Open) -> None:
    camera = opened()
    assert camera.apply(SettingsUpdate(trigger="hardware")).trigger == "hardware"
    camera.start()
    with pytest.raises(CameraTimeout):
        camera.next_frame(0.05)
    with in_time():
        assert camera.apply(SettingsUpdate(exposure=4.0)).exposure == 4.0
    double[0].triggers = 1
    assert frame_of(camera).descriptor.exposure_ms == 4.0
    with pytest.raises(CameraTimeout):
        camera.next_frame(0.05)
    with in_time():
        camera.close()


def silent(camera: PixelinkCamera, seconds: float = 0.1) -> bool:
    try:
        camera.next_frame(seconds)
    except CameraTimeout:
        return True
    return False


def test_a_software_trigger_gives_one_frame_each(double: Double, opened: Open) -> None:
    camera = opened()
    camera.start()
    frame_of(camera)
    assert camera.apply(SettingsUpdate(trigger="software")).trigger == "software"
    assert silent(camera)
    for count in (1, 3):
        for _ in range(count):
            camera.fire()
        assert camera.pending_triggers == count
        frames = [frame_of(camera).descriptor for _ in range(count)]
        assert camera.pending_triggers == 0
        assert silent(camera)
    assert [frame.seq for frame in frames] == [2, 3, 4]
    camera.apply(SettingsUpdate(trigger="free"))
    assert [frame_of(camera).descriptor.seq for _ in range(3)] == [5, 6, 7]


def test_the_delay_of_the_trigger_is_in_milliseconds(opened: Open) -> None:
    camera = opened()
    camera.apply(SettingsUpdate(trigger="software", trigger_delay=150.0, exposure=1.0))
    camera.start()
    camera.fire()
    began_s = time.monotonic()
    frame_of(camera)
    assert time.monotonic() - began_s >= 0.15


def test_a_trigger_survives_the_start_and_a_pause_of_the_stream(double: Double, opened: Open) -> None:
    camera = exposing_long(opened)
    camera.fire()
    camera.start()
    assert silent(camera, 0.05)
    # The change stops the stream and the exposure: it is repeated with the new settings.
    camera.apply(SettingsUpdate(exposure=5.0, roi=Roi(left=0, top=0, width=128, height=96)))
    assert double[0].stops == 1
    descriptor = frame_of(camera).descriptor
    assert (descriptor.width, descriptor.exposure_ms) == (128, 5.0)
    assert silent(camera)


def test_a_skipped_frame_is_triggered_again(double: Double, opened: Open) -> None:
    double[0].delay_frames = 1
    camera = opened()
    camera.apply(SettingsUpdate(trigger="software"))
    camera.start()
    camera.apply(SettingsUpdate(exposure=2.0))
    camera.fire()
    # The first frame still has the old exposure and is skipped.
    assert frame_of(camera).descriptor.exposure_ms == 2.0
    assert double[0].frames == 2
    assert silent(camera)


def test_a_pending_trigger_blocks_neither_settings_nor_close(double: Double, opened: Open) -> None:
    camera = exposing_long(opened)
    camera.start()
    camera.fire()
    assert silent(camera, 0.05)
    with in_time():
        camera.close()


def test_fire_needs_a_software_trigger_and_has_a_limit(opened: Open) -> None:
    camera = opened()
    with pytest.raises(SettingRejected, match="it is free: set the trigger to software first"):
        camera.fire()
    camera.apply(SettingsUpdate(trigger="software"))
    for _ in range(TRIGGERS_MAX):
        camera.fire()
    with pytest.raises(CameraBusy, match="32 triggers wait"):
        camera.fire()
    camera.apply(SettingsUpdate(trigger="free"))
    assert camera.pending_triggers == 0


def test_detects_an_unplugged_camera_while_it_waits_for_a_trigger(
    double: Double, opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stream, "PING_S", 0.1)
    camera = opened()
    camera.apply(SettingsUpdate(trigger="software"))
    camera.start()
    assert silent(camera)
    double[0].unplug()
    with in_time(), pytest.raises(CameraDisconnected):
        [silent(camera, 0.05) for _ in range(40)]


def test_check_connection_of_an_idle_camera(double: Double, opened: Open) -> None:
    camera = opened()
    camera.check_connection()
    double[0].unplug()
    with pytest.raises(CameraDisconnected):
        camera.check_connection()
