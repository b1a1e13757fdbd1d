"""A driver that fails in unexpected ways, or never answers."""

import asyncio
import threading

import pytest

from camera_ws.acquisition import acquisition as module
from camera_ws.acquisition import watchdog
from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.readers.follower import Follower
from camera_ws.errors import CameraDisconnected, CameraError, CameraTimeout
from camera_ws.protocol.settings import SettingsUpdate
from support.cameras.acquisition_rig import connected, running
from support.cameras.fake_camera import FakeCamera
from support.waiting import DEADLINE_S, status_where, until

pytestmark = pytest.mark.usefixtures("short_waits")


class Broken(BaseException):
    """Nothing that is meant to be caught."""


async def read_to_the_end(follower: Follower) -> None:
    while True:
        await asyncio.wait_for(anext(follower), DEADLINE_S)


class DefectiveCamera(FakeCamera):
    """Its driver fails in ways that no driver should."""

    close_error: BaseException | None = None

    def close(self) -> None:
        super().close()
        if self.close_error is not None:
            raise self.close_error


async def test_a_driver_that_fails_while_the_camera_is_being_lost_does_not_end_the_thread() -> None:
    camera = DefectiveCamera()
    async with running(camera) as acquisition:
        await connected(acquisition)
        camera.close_error = OSError("access violation reading 0x0")
        camera.plugged = False
        with pytest.raises(CameraDisconnected):
            await acquisition.grab()
        await status_where(acquisition, lambda status: not status.connected)
        camera.plugged = True
        await connected(acquisition)
        await acquisition.grab()


async def grab_without_end(acquisition: Acquisition) -> None:
    """Ends with the error of a grab: frames that were on their way before a failure still come."""
    while True:
        await acquisition.grab()


async def test_whatever_ends_the_thread_is_told_to_everybody_who_waits() -> None:
    camera = DefectiveCamera()
    ended = asyncio.Event()
    acquisition = Acquisition(camera)
    acquisition.start(ended.set)
    try:
        await connected(acquisition)
        with acquisition.follow(8) as follower:
            await anext(follower)
            waiting = asyncio.create_task(grab_without_end(acquisition))
            await asyncio.sleep(0)
            camera.failure = CameraDisconnected("unplugged")
            camera.close_error = Broken("out of the blue")
            await asyncio.wait_for(ended.wait(), DEADLINE_S)
            with pytest.raises(CameraError):
                await asyncio.wait_for(waiting, DEADLINE_S)
            with pytest.raises(CameraError):
                await read_to_the_end(follower)
        status = await status_where(acquisition, lambda status: not status.connected)
        assert status.fault is not None
        assert "Broken: out of the blue" in status.fault.message
        with pytest.raises(CameraError, match="thread failed"):
            await asyncio.wait_for(acquisition.grab(), DEADLINE_S)
    finally:
        await acquisition.close()


class SilentCamera(FakeCamera):
    """Its driver does not come back from open, or from next_frame, until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.silent = threading.Event()
        self.let_go = threading.Event()

    def _check(self) -> None:
        if self.silent.is_set():
            self.let_go.wait(60)
        super()._check()


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(watchdog, "HANG_S", 0.5)
    monkeypatch.setattr(watchdog, "_LOOK_S", 0.05)
    monkeypatch.setattr(module, "CLOSE_S", 0.2)


@pytest.mark.usefixtures("impatient")
async def test_a_driver_that_never_answers_is_a_fault_and_orders_are_refused() -> None:
    camera = SilentCamera()
    camera.silent.set()
    async with running(camera) as acquisition:
        try:
            status = await status_where(acquisition, lambda status: status.fault is not None)
            assert status.fault is not None
            assert (status.connected, status.fault.code) == (False, "camera_unresponsive")
            with pytest.raises(CameraTimeout, match="has not answered"):
                await asyncio.wait_for(acquisition.apply(SettingsUpdate(gain=1)), DEADLINE_S)
            camera.silent.clear()
            camera.let_go.set()
            await connected(acquisition)
            await acquisition.apply(SettingsUpdate(gain=1))
        finally:
            camera.let_go.set()


@pytest.mark.usefixtures("impatient")
async def test_a_driver_that_falls_silent_ends_what_waits_and_is_opened_afresh() -> None:
    camera = SilentCamera()
    async with running(camera) as acquisition:
        try:
            await connected(acquisition)
            with acquisition.follow(8) as follower:
                await anext(follower)
                camera.silent.set()
                with pytest.raises(CameraTimeout, match="has not answered"):
                    await asyncio.wait_for(grab_without_end(acquisition), DEADLINE_S)
                with pytest.raises(CameraTimeout):
                    await read_to_the_end(follower)
            opens = camera.opens
            camera.silent.clear()
            camera.let_go.set()
            await until(lambda: camera.opens > opens)
            await connected(acquisition)
            await acquisition.grab()
        finally:
            camera.let_go.set()


@pytest.mark.usefixtures("impatient")
async def test_the_end_does_not_wait_for_a_driver_that_never_answers() -> None:
    camera = SilentCamera()
    camera.silent.set()
    acquisition = Acquisition(camera)
    acquisition.start()
    try:
        await asyncio.wait_for(acquisition.close(), DEADLINE_S)
    finally:
        camera.let_go.set()
