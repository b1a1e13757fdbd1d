"""A driver that fails in unexpected ways or hangs."""

import asyncio
import threading

import pytest

from camera_ws.acquisition import acquisition as acquisition_module
from camera_ws.acquisition import watchdog
from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.readers.follower import Follower
from camera_ws.errors import CameraDisconnected, CameraError, CameraTimeout
from camera_ws.protocol.camera.settings import SettingsUpdate
from support.cameras.fake_camera import FakeCamera
from support.waiting import DEADLINE_S, connected, running_acquisition, status_where, until

pytestmark = pytest.mark.usefixtures("short_waits")


class Broken(BaseException):
    """An error outside Exception."""


async def read_to_end(follower: Follower) -> None:
    while True:
        await asyncio.wait_for(anext(follower), DEADLINE_S)


class DefectiveCamera(FakeCamera):
    """close raises close_error."""

    close_error: BaseException | None = None

    def close(self) -> None:
        super().close()
        if self.close_error is not None:
            raise self.close_error


async def test_an_error_in_close_does_not_end_the_thread() -> None:
    camera = DefectiveCamera()
    async with running_acquisition(camera) as acquisition:
        await connected(acquisition)
        camera.close_error = OSError("access violation reading 0x0")
        camera.plugged = False
        with pytest.raises(CameraDisconnected):
            await acquisition.grab()
        await status_where(acquisition, lambda status: not status.connected)
        camera.plugged = True
        await connected(acquisition)
        await acquisition.grab()


async def answered(acquisition: Acquisition) -> None:
    """Waits until the camera takes a setting. On a busy machine, the short limits also stop healthy drivers."""

    async def repeat() -> None:
        while True:
            await connected(acquisition)
            try:
                await acquisition.apply(SettingsUpdate(gain=1))
                return
            except (CameraTimeout, CameraDisconnected):
                await asyncio.sleep(0.005)

    await asyncio.wait_for(repeat(), DEADLINE_S)


async def grab_until_error(acquisition: Acquisition) -> None:
    """Raises the error of a grab. Frames from before the failure may still arrive."""
    while True:
        await acquisition.grab()


async def test_the_end_of_the_thread_is_reported_to_all_waiting_calls() -> None:
    camera = DefectiveCamera()
    ended = asyncio.Event()
    acquisition = Acquisition(camera)
    acquisition.start(ended.set)
    try:
        await connected(acquisition)
        with acquisition.follow(8) as follower:
            await anext(follower)
            waiting = asyncio.create_task(grab_until_error(acquisition))
            await asyncio.sleep(0)
            camera.failure = CameraDisconnected("unplugged")
            camera.close_error = Broken("an unexpected error")
            await asyncio.wait_for(ended.wait(), DEADLINE_S)
            with pytest.raises(CameraError):
                await asyncio.wait_for(waiting, DEADLINE_S)
            with pytest.raises(CameraError):
                await read_to_end(follower)
        status = await status_where(acquisition, lambda status: not status.connected)
        assert status.fault is not None
        assert "Broken: an unexpected error" in status.fault.message
        with pytest.raises(CameraError, match="thread failed"):
            await asyncio.wait_for(acquisition.grab(), DEADLINE_S)
    finally:
        await acquisition.close()


class HangingCamera(FakeCamera):
    """Its driver hangs in every call while hangs is set, until release."""

    def __init__(self) -> None:
        super().__init__()
        self.hangs = threading.Event()
        self.release = threading.Event()

    def _check(self) -> None:
        if self.hangs.is_set():
            self.release.wait(60)
        super()._check()


@pytest.fixture
def short_limits(monkeypatch: pytest.MonkeyPatch) -> None:
    # Longer than a busy machine delays a call that works.
    monkeypatch.setattr(watchdog, "HANG_S", 3.0)
    monkeypatch.setattr(watchdog, "_POLL_S", 0.05)
    monkeypatch.setattr(acquisition_module, "CLOSE_S", 0.2)


@pytest.mark.usefixtures("short_limits")
async def test_a_hanging_driver_is_a_fault_and_calls_are_refused() -> None:
    camera = HangingCamera()
    camera.hangs.set()
    async with running_acquisition(camera) as acquisition:
        try:
            status = await status_where(acquisition, lambda status: status.fault is not None)
            assert status.fault is not None
            assert (status.connected, status.fault.code) == (False, "camera_unresponsive")
            with pytest.raises(CameraTimeout, match="has not answered"):
                await asyncio.wait_for(acquisition.apply(SettingsUpdate(gain=1)), DEADLINE_S)
            camera.hangs.clear()
            camera.release.set()
            await answered(acquisition)
        finally:
            camera.release.set()


@pytest.mark.usefixtures("short_limits")
async def test_a_driver_that_hangs_later_ends_waits_and_is_reopened() -> None:
    camera = HangingCamera()
    async with running_acquisition(camera) as acquisition:
        try:
            await connected(acquisition)
            with acquisition.follow(8) as follower:
                await anext(follower)
                camera.hangs.set()
                with pytest.raises(CameraTimeout, match="has not answered"):
                    await asyncio.wait_for(grab_until_error(acquisition), DEADLINE_S)
                with pytest.raises(CameraTimeout):
                    await read_to_end(follower)
            opens = camera.opens
            camera.hangs.clear()
            camera.release.set()
            await until(lambda: camera.opens > opens)
            await answered(acquisition)
        finally:
            camera.release.set()


@pytest.mark.usefixtures("short_limits")
async def test_close_does_not_wait_for_a_hanging_driver() -> None:
    camera = HangingCamera()
    camera.hangs.set()
    acquisition = Acquisition(camera)
    acquisition.start()
    try:
        await asyncio.wait_for(acquisition.close(), DEADLINE_S)
    finally:
        camera.release.set()
