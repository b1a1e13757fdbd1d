"""Acquisition with the PixeLINK driver while the camera fails."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from camera_ws.acquisition import camera_thread, connection
from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.base import Frame
from camera_ws.camera.pixelink.camera import PixelinkCamera
from camera_ws.errors import CameraDisconnected, ServiceClosed
from camera_ws.protocol.camera.settings import SettingsUpdate
from support.cameras.pxl_double import ALWAYS, DENIED, IN_USE, MONO, TIMEOUT, Double
from support.waiting import DEADLINE_S, running_acquisition, status_where, until


@pytest.fixture(autouse=True)
def quick_reconnects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "RETRY_FIRST_S", 0.05)


@asynccontextmanager
async def running(double: Double) -> AsyncIterator[Acquisition]:
    async with running_acquisition(PixelinkCamera(double.sdk)) as acquisition:
        yield acquisition
    assert double[0].overlaps == 0


async def frame_after(acquisition: Acquisition, version: int) -> tuple[int, Frame]:
    newest = await asyncio.wait_for(acquisition.frames.newer_than(version), DEADLINE_S)
    return newest.version, newest.value


async def test_unplugged_while_streaming(double: Double) -> None:
    double[0].plug(77001, MONO)
    double[0].unplug_at_frame = 5
    async with running(double) as acquisition:
        with acquisition.watch():
            lost = await status_where(acquisition, lambda status: status.retry_attempt > 0)
            assert lost.fault is not None
            assert (lost.fault.code, lost.connected, lost.streaming) == ("camera_disconnected", False, False)
            version = acquisition.frames.current.version if acquisition.frames.current else 0
            assert version == 4
            double[0].plug(77001, MONO)
            newest, frame = await frame_after(acquisition, version)
            assert frame.descriptor.seq == newest - version - 1
            assert acquisition.current.fault is None


async def test_unplugged_while_idle(double: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera_thread, "PING_INTERVAL_S", 0.1)
    double[0].plug(77001, MONO)
    async with running(double) as acquisition:
        await status_where(acquisition, lambda status: status.connected)
        double[0].unplug()
        lost = await status_where(acquisition, lambda status: not status.connected)
        assert lost.fault is not None
        assert lost.fault.code == "camera_disconnected"
        double[0].plug(77001, MONO)
        await status_where(acquisition, lambda status: status.connected)


async def test_unplugged_during_a_grab(double: Double) -> None:
    double[0].plug(77001, MONO)
    async with running(double) as acquisition:
        await status_where(acquisition, lambda status: status.connected)
        waiting = asyncio.create_task(acquisition.grab(SettingsUpdate(exposure=1500.0)))
        await until(lambda: double[0].starts == 1)
        double[0].unplug()
        with pytest.raises(CameraDisconnected):
            await asyncio.wait_for(waiting, DEADLINE_S)


async def test_a_missing_trigger_delays_neither_calls_nor_close(double: Double) -> None:
    double[0].plug(77001, MONO)
    async with running(double) as acquisition:
        await status_where(acquisition, lambda status: status.connected)
        await acquisition.apply(SettingsUpdate(trigger="hardware"))
        waiting = asyncio.create_task(acquisition.grab())
        await until(lambda: double[0].starts == 1)
        await asyncio.wait_for(acquisition.apply(SettingsUpdate(gain=3.0)), DEADLINE_S)
    with pytest.raises(ServiceClosed):
        await waiting


@pytest.mark.parametrize(("code", "fault"), [(IN_USE, "camera_in_use"), (DENIED, "camera_access_denied")])
async def test_a_fault_is_reported_until_the_camera_opens(double: Double, code: int, fault: str) -> None:
    double[0].plug(77001, MONO)
    double[0].fail_next("initialize", code, times=2)
    async with running(double) as acquisition:
        failed = await status_where(acquisition, lambda status: status.retry_attempt == 2)
        assert failed.fault is not None
        assert failed.fault.code == fault
        opened = await status_where(acquisition, lambda status: status.connected)
        assert opened.fault is None


async def test_a_camera_without_frames_is_reopened(double: Double, monkeypatch: pytest.MonkeyPatch) -> None:
    # Longer than a busy machine delays a frame.
    monkeypatch.setattr(camera_thread, "STALL_MIN_S", 2.0)
    double[0].plug(77001, MONO)
    async with running(double) as acquisition:
        with acquisition.watch():
            await frame_after(acquisition, 0)
            double[0].fail_next("frame", TIMEOUT, times=ALWAYS)
            lost = await status_where(acquisition, lambda status: not status.connected and status.fault is not None)
            assert lost.fault is not None
            assert lost.fault.code == "camera_timeout"
            last = acquisition.frames.current
            assert last is not None
            double[0].clear_rules()
            await frame_after(acquisition, last.version)
            assert double[0].opens == 2
