"""Acquisition while the camera is lost or sends no frames."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest

from camera_ws.acquisition import camera_thread
from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.pixelink.camera import PixelinkCamera
from camera_ws.errors import CameraDisconnected, CameraTimeout
from camera_ws.protocol.camera.settings import SettingsUpdate
from support.cameras.fake_camera import FakeCamera
from support.cameras.pxl_double import ALWAYS, MONO, OUT_OF_RANGE, Double
from support.waiting import connected, running_acquisition, status_where

pytestmark = pytest.mark.usefixtures("short_waits")


async def test_a_lost_camera_is_opened_again_with_its_settings() -> None:
    camera = FakeCamera()
    async with running_acquisition(camera) as acquisition:
        await connected(acquisition)
        await acquisition.apply(SettingsUpdate(exposure=3.0, gain=6.0))
        with acquisition.watch():
            await acquisition.frames.newer_than(0)
            camera.plugged = False
            lost = await status_where(acquisition, lambda status: not status.connected)
            assert lost.fault is not None
            assert (lost.fault.code, lost.streaming) == ("camera_disconnected", False)
            assert lost.camera is not None
            retried = await status_where(acquisition, lambda status: status.retry_attempt >= 3)
            retry = retried.retry()
            assert retry is not None
            assert retry.attempt >= 3
            camera.forget_settings()
            camera.plugged = True
            back = await status_where(acquisition, lambda status: status.connected and status.streaming)
            assert back.fault is None
            assert back.retry() is None
            assert (camera.settings.exposure, camera.settings.gain) == (3.0, 6.0)
            newest = acquisition.frames.current
            await acquisition.frames.newer_than(newest.version if newest else 0)


async def test_retry_reopens_a_lost_camera_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camera_ws.acquisition.connection.RETRY_FIRST_S", 3600.0)
    camera = FakeCamera()
    async with running_acquisition(camera) as acquisition:
        await connected(acquisition)
        with acquisition.watch():
            await acquisition.frames.newer_than(0)
            camera.plugged = False
            await status_where(acquisition, lambda status: not status.connected)
            camera.plugged = True
            acquisition.retry()
            await status_where(acquisition, lambda status: status.connected and status.streaming)


async def test_settings_that_cannot_be_restored_are_reported_until_the_next_change(double: Double) -> None:
    double[0].plug(77001, MONO)
    acquisition = Acquisition(PixelinkCamera(double.sdk))
    acquisition.start()
    try:
        await connected(acquisition)
        await acquisition.apply(SettingsUpdate(exposure=3.0, gain=6.0))
        double[0].unplug()
        with acquisition.watch():
            await status_where(acquisition, lambda status: not status.connected)
            double[0].fail_next("set", OUT_OF_RANGE, feature=8, times=ALWAYS)
            double[0].plug(77001, MONO)
            back = await status_where(acquisition, lambda status: status.connected and status.streaming)
        assert back.fault is not None
        assert back.fault.code == "settings_differ"
        assert back.fault.message.endswith("Gain is 0 dB, was 6 dB")
        assert back.camera is not None
        assert (back.camera.settings.exposure, back.camera.settings.gain) == (3.0, 0.0)
        await acquisition.apply(SettingsUpdate(exposure=4.0))
        assert acquisition.current.fault is None
    finally:
        await acquisition.close()


@pytest.mark.parametrize(
    "call", [lambda a: a.apply(SettingsUpdate(gain=1.0)), lambda a: a.grab()], ids=["apply", "grab"]
)
async def test_calls_to_a_disconnected_camera_are_refused(
    call: Callable[[Acquisition], Coroutine[Any, Any, Any]],
) -> None:
    async with running_acquisition(FakeCamera(plugged=False)) as acquisition:
        await status_where(acquisition, lambda status: status.fault is not None)
        with pytest.raises(CameraDisconnected):
            await call(acquisition)


async def test_a_grab_fails_when_the_camera_is_lost() -> None:
    camera = FakeCamera()
    async with running_acquisition(camera) as acquisition:
        await connected(acquisition)
        waiting = asyncio.create_task(acquisition.grab(SettingsUpdate(exposure=1500.0)))
        await status_where(acquisition, lambda s: s.camera is not None and s.camera.settings.exposure == 1500.0)
        camera.plugged = False
        with pytest.raises(CameraDisconnected):
            await waiting


async def test_a_camera_without_frames_counts_as_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_thread, "STALL_MIN_S", 0.2)
    camera = FakeCamera()
    async with running_acquisition(camera) as acquisition:
        with acquisition.watch():
            await acquisition.frames.newer_than(0)

            def silent(timeout_s: float) -> Any:
                raise CameraTimeout("nothing")

            monkeypatch.setattr(camera, "next_frame", silent)
            lost = await status_where(acquisition, lambda status: status.fault is not None)
            assert lost.fault is not None
            assert lost.fault.code == "camera_timeout"


async def test_a_defect_in_the_driver_does_not_end_the_service() -> None:
    camera = FakeCamera()
    async with running_acquisition(camera) as acquisition:
        with acquisition.watch():
            await acquisition.frames.newer_than(0)
            camera.failure = ZeroDivisionError("a defect")
            lost = await status_where(acquisition, lambda status: status.fault is not None)
            assert lost.fault is not None
            assert "a defect" in lost.fault.message
            camera.failure = None
            await status_where(acquisition, lambda status: status.connected and status.streaming)
