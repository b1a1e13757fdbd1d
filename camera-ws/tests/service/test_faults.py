"""Faults of a camera on the test double: each message has advice."""

import asyncio
from pathlib import Path

import pytest

from camera_ws.acquisition import connection
from camera_ws.camera.pixelink import codes
from camera_ws.camera.pixelink.camera import PixelinkCamera
from camera_ws.errors import CameraError
from support.cameras.pxl_double import (
    ALWAYS,
    BUSY,
    DENIED,
    HARDWARE,
    IN_USE,
    INVALID_FRAME,
    IO,
    LINK_SPEED,
    LOW_MEMORY,
    MONO,
    NO_CONTROL,
    TIMEOUT,
    Double,
)
from support.services import running_service
from support.waiting import DEADLINE_S, running_acquisition, status_where

FRAME_LOSS = 9


@pytest.fixture(autouse=True)
def quick_reconnects(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connection, "RETRY_FIRST_S", 0.05)


@pytest.mark.parametrize(
    ("code", "fault", "advice"),
    [
        (IN_USE, "camera_in_use", "close that program"),
        (DENIED, "camera_access_denied", "install a udev rule for USB vendor 1996"),
        (LINK_SPEED, "wrong_link_speed", "use a USB 3 cable and a USB 3 port"),
        (IO, "camera_error", "plug it in again"),
        (HARDWARE, "camera_error", "plug it in again"),
    ],
)
async def test_faults_that_prevent_opening(double: Double, code: int, fault: str, advice: str) -> None:
    double[0].plug(77001, MONO)
    double[0].fail_next("initialize", code, times=2)
    async with running_acquisition(PixelinkCamera(double.sdk)) as acquisition:
        failed = await status_where(acquisition, lambda status: status.fault is not None)
        assert failed.fault is not None
        assert failed.fault.code == fault
        assert advice in failed.fault.message
        assert (await status_where(acquisition, lambda status: status.connected)).fault is None


@pytest.mark.parametrize(
    ("code", "advice"),
    [
        (TIMEOUT, "check its cable and its USB port"),
        (INVALID_FRAME, "use a different cable or USB port, or lower the frame rate"),
        (BUSY, "another program waits for a frame of this camera: close it"),
        (IO, "plug it in again"),
        (NO_CONTROL, "close that program"),
    ],
)
async def test_faults_that_end_the_stream(double: Double, code: int, advice: str) -> None:
    double[0].plug(77001, MONO)
    double[0].fail_next("frame", code, times=ALWAYS)
    async with running_acquisition(PixelinkCamera(double.sdk)) as acquisition:
        with acquisition.watch():
            failed = await status_where(acquisition, lambda status: status.fault is not None)
            assert failed.fault is not None
            assert failed.fault.code == "camera_error"
            assert advice in failed.fault.message
            double[0].clear_rules()
            await status_where(acquisition, lambda status: status.connected and status.streaming and status.fps > 0)


@pytest.mark.parametrize(
    ("call", "code", "advice"),
    [
        ("start", LOW_MEMORY, "put usbcore.usbfs_memory_mb=1000 on the kernel's command line"),
        ("frame", FRAME_LOSS, "lower the frame rate, the bandwidth or the region"),
    ],
)
async def test_warnings_of_a_working_camera(double: Double, call: str, code: int, advice: str) -> None:
    double[0].plug(77001, MONO)
    double[0].fail_next(call, code)
    async with running_acquisition(PixelinkCamera(double.sdk)) as acquisition:
        with acquisition.watch():
            failed = await status_where(acquisition, lambda status: status.fault is not None)
            assert failed.fault is not None
            assert (failed.fault.code, failed.connected) == ("camera_warning", True)
            assert advice in failed.fault.message


async def test_slow_frames_are_not_a_fault(double: Double) -> None:
    double[0].plug(77001, MONO)
    double[0].slow_us = 90_000
    async with running_acquisition(PixelinkCamera(double.sdk)) as acquisition:
        with acquisition.watch():
            # About 10; less on a busy machine.
            status = await status_where(acquisition, lambda status: 0 < status.fps < 13)
            assert status.fault is None


async def test_lost_frames_are_counted(double: Double) -> None:
    double[0].plug(77001, MONO)
    async with running_acquisition(PixelinkCamera(double.sdk)) as acquisition:
        await status_where(acquisition, lambda status: status.connected)
        with acquisition.follow(64) as frames:
            await asyncio.wait_for(anext(frames), DEADLINE_S)
            double[0].lose_frames = 5
            while frames.missed == 0:
                await asyncio.wait_for(anext(frames), DEADLINE_S)
            assert frames.missed == 5
            assert (await status_where(acquisition, lambda status: status.dropped > 0)).dropped == 5


async def test_recovers_from_a_sequence_of_failures(double: Double, tmp_path: Path) -> None:
    double[0].plug(77001, MONO)
    for call, code, skip in (("frame", INVALID_FRAME, 2), ("frame", BUSY, 3), ("frame", IO, 4), ("start", IO, 1)):
        double[0].fail_next(call, code, skip=skip)
    async with running_service(PixelinkCamera(double.sdk), tmp_path) as service:
        with service.acquisition.watch():
            version = 0
            while double[0].opens < 3 or version < 20:
                version = (await asyncio.wait_for(service.acquisition.frames.newer_than(version), DEADLINE_S)).version
        assert service.acquisition.current.connected
    assert double[0].overlaps == 0


@pytest.mark.parametrize("code", sorted(codes.SUSPECT | set(codes.STOPPED) | {0x90000030, 0x9000001D, 0x80000099}))
def test_every_failure_names_its_call_and_code(code: int) -> None:
    failure = codes.failure("getNextFrame", code - 2**32, "the SDK's own words")
    assert isinstance(failure, CameraError)
    assert "getNextFrame" in str(failure)
    assert f"0x{code:08X}" in str(failure)
    assert "the SDK's own words" in str(failure)
