"""The thread that owns the camera."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from typing import Any

import pytest

from camera_ws import acquisition as module
from camera_ws import watchdog
from camera_ws.acquisition import Acquisition
from camera_ws.camera.base import Frame
from camera_ws.camera.clock import SystemClock
from camera_ws.camera.pixelink import PixelinkCamera
from camera_ws.errors import CameraDisconnected, CameraError, CameraTimeout, ServiceClosed, SettingRejected
from camera_ws.protocol.settings import SettingsUpdate
from camera_ws.readers.follower import Follower
from fake_camera import FakeCamera
from pxl_double import ALWAYS, MONO, OUT_OF_RANGE, Double
from waiting import DEADLINE_S, status_where, until


@asynccontextmanager
async def running(camera: FakeCamera) -> AsyncIterator[Acquisition]:
    acquisition = Acquisition(camera)
    acquisition.start()
    try:
        yield acquisition
    finally:
        await acquisition.close()


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "RETRY_FIRST_S", 0.05)
    monkeypatch.setattr(module, "LINGER_S", 0.1)


async def connected(acquisition: Acquisition) -> None:
    await status_where(acquisition, lambda status: status.connected)


async def test_streams_only_while_somebody_watches() -> None:
    camera = FakeCamera()
    async with running(camera) as acquisition:
        await connected(acquisition)
        assert camera.starts == 0
        with acquisition.watch():
            first = await acquisition.frames.newer_than(0)
            second = await acquisition.frames.newer_than(first.version)
            assert second.value.descriptor.seq > first.value.descriptor.seq
            assert (await status_where(acquisition, lambda status: status.streaming)).connected
        await status_where(acquisition, lambda status: not status.streaming)
        assert (camera.starts, camera.stops) == (1, 1)


async def test_a_reader_that_comes_back_at_once_finds_the_stream_running() -> None:
    camera = FakeCamera()
    async with running(camera) as acquisition:
        for _ in range(3):
            with acquisition.watch():
                newest = acquisition.frames.current
                await acquisition.frames.newer_than(newest.version if newest else 0)
        assert camera.starts == 1


async def test_measures_the_rate() -> None:
    async with running(FakeCamera(frame_rate=50)) as acquisition:
        with acquisition.watch():
            status = await status_where(acquisition, lambda status: status.fps > 0)
            assert status.fps == pytest.approx(50, rel=0.2)


async def test_counts_frames_lost_before_the_service() -> None:
    camera = FakeCamera()
    async with running(camera) as acquisition:
        with acquisition.watch():
            await acquisition.frames.newer_than(0)
            camera.skip = 4
            assert (await status_where(acquisition, lambda status: status.dropped > 0)).dropped == 4


async def test_settings_are_what_the_camera_read_back() -> None:
    async with running(FakeCamera()) as acquisition:
        await connected(acquisition)
        settings = await acquisition.apply(SettingsUpdate(exposure=5.0))
        assert settings.exposure == 5.0
        status = await status_where(acquisition, lambda s: s.camera is not None and s.camera.settings.exposure == 5.0)
        assert status.camera is not None
        assert status.camera.settings == settings


async def test_a_rejected_setting_costs_nothing() -> None:
    camera = FakeCamera()
    async with running(camera) as acquisition:
        await connected(acquisition)
        with pytest.raises(SettingRejected) as caught:
            await acquisition.apply(SettingsUpdate(exposure=9000.0))
        issue = caught.value.issues[0]
        assert (issue.path, issue.value, issue.min, issue.max, issue.unit) == ("exposure", 9000, 0.02, 2000, "ms")
        assert acquisition.current.connected
        assert camera.opens == 1


async def test_a_grabbed_frame_was_exposed_after_the_request_with_its_settings() -> None:
    clock = SystemClock()
    async with running(FakeCamera()) as acquisition:
        with acquisition.watch():
            await acquisition.frames.newer_than(0)
            asked_us = clock.now_us()
            frame = await acquisition.grab(SettingsUpdate(exposure=30.0))
            assert frame.descriptor.exposure_ms == 30.0
            # The two clocks are the same but for the moment each was tied to the epoch.
            assert frame.descriptor.exposure_began_us >= asked_us - 1000


class Held(FakeCamera):
    """Waits for a frame until it is let go, and exposes it only then."""

    def __init__(self) -> None:
        super().__init__()
        self.waiting = threading.Event()
        self.let_go = threading.Event()
        self.delivered: list[int] = []

    def next_frame(self, timeout_s: float) -> Frame:
        self.waiting.set()
        if not self.let_go.is_set():
            self.let_go.wait(DEADLINE_S)
            self.apply(SettingsUpdate(exposure=2.0))
        frame = super().next_frame(timeout_s)
        self.delivered.append(frame.descriptor.captured_at_us)
        return frame


async def test_a_grab_takes_the_frame_that_the_camera_was_waited_for_when_it_was_asked() -> None:
    camera = Held()
    async with running(camera) as acquisition:
        await connected(acquisition)
        with acquisition.watch():
            await asyncio.to_thread(camera.waiting.wait, DEADLINE_S)
            grab = asyncio.create_task(acquisition.grab())
            await asyncio.sleep(0.02)
            camera.let_go.set()
            frame = await grab
    assert frame.descriptor.captured_at_us == camera.delivered[0]


async def test_a_grab_never_takes_a_frame_from_before_a_change_that_was_asked_before_it() -> None:
    camera = Held()
    async with running(camera) as acquisition:
        await connected(acquisition)
        with acquisition.watch():
            await asyncio.to_thread(camera.waiting.wait, DEADLINE_S)
            change = asyncio.create_task(acquisition.apply(SettingsUpdate(gain=6.0)))
            await asyncio.sleep(0)
            grab = asyncio.create_task(acquisition.grab())
            await asyncio.sleep(0.02)
            camera.let_go.set()
            await change
            assert (await grab).descriptor.gain_db == 6.0


async def test_a_grab_needs_no_watcher() -> None:
    camera = FakeCamera()
    async with running(camera) as acquisition:
        await connected(acquisition)
        assert (await acquisition.grab()).pixels.shape == (96, 128, 3)
        await status_where(acquisition, lambda status: not status.streaming)
        assert camera.stops == 1


async def test_a_lost_camera_is_opened_again_with_its_settings() -> None:
    camera = FakeCamera()
    async with running(camera) as acquisition:
        await connected(acquisition)
        await acquisition.apply(SettingsUpdate(exposure=3.0, gain=6.0))
        with acquisition.watch():
            await acquisition.frames.newer_than(0)
            camera.plugged = False
            lost = await status_where(acquisition, lambda status: not status.connected)
            assert lost.fault is not None
            assert (lost.fault.code, lost.streaming) == ("camera_disconnected", False)
            assert lost.camera is not None
            again = await status_where(acquisition, lambda status: status.retry_attempt >= 3)
            retry = again.retry()
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


async def test_a_lost_camera_is_looked_for_at_once_when_somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camera_ws.acquisition.RETRY_FIRST_S", 3600.0)
    camera = FakeCamera()
    async with running(camera) as acquisition:
        await connected(acquisition)
        with acquisition.watch():
            await acquisition.frames.newer_than(0)
            camera.plugged = False
            await status_where(acquisition, lambda status: not status.connected)
            camera.plugged = True
            acquisition.retry()
            await status_where(acquisition, lambda status: status.connected and status.streaming)


async def test_what_a_camera_does_not_take_again_is_told_until_the_next_change(double: Double) -> None:
    double[0].plug(77001, MONO)
    acquisition = Acquisition(PixelinkCamera(double.sdk))
    acquisition.start()
    try:
        await connected(acquisition)
        await acquisition.apply(SettingsUpdate(exposure=3.0, gain=6.0))
        double[0].unplug()
        with acquisition.watch():
            await status_where(acquisition, lambda status: not status.connected)
            double[0].answer("set", OUT_OF_RANGE, feature=8, times=ALWAYS)
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
    "ask", [lambda a: a.apply(SettingsUpdate(gain=1.0)), lambda a: a.grab()], ids=["apply", "grab"]
)
async def test_nothing_is_asked_of_a_camera_that_is_away(
    ask: Callable[[Acquisition], Coroutine[Any, Any, Any]],
) -> None:
    async with running(FakeCamera(plugged=False)) as acquisition:
        await status_where(acquisition, lambda status: status.fault is not None)
        with pytest.raises(CameraDisconnected):
            await ask(acquisition)


async def test_a_grab_fails_when_the_camera_goes() -> None:
    camera = FakeCamera()
    async with running(camera) as acquisition:
        await connected(acquisition)
        waiting = asyncio.create_task(acquisition.grab(SettingsUpdate(exposure=1500.0)))
        await status_where(acquisition, lambda s: s.camera is not None and s.camera.settings.exposure == 1500.0)
        camera.plugged = False
        with pytest.raises(CameraDisconnected):
            await waiting


async def test_a_silent_camera_is_taken_for_lost(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "STALL_MIN_S", 0.2)
    camera = FakeCamera()
    async with running(camera) as acquisition:
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
    async with running(camera) as acquisition:
        with acquisition.watch():
            await acquisition.frames.newer_than(0)
            camera.failure = ZeroDivisionError("a defect")
            lost = await status_where(acquisition, lambda status: status.fault is not None)
            assert lost.fault is not None
            assert "a defect" in lost.fault.message
            camera.failure = None
            await status_where(acquisition, lambda status: status.connected and status.streaming)


async def test_a_follower_gets_every_frame_once_exposed_after_it_came() -> None:
    clock = SystemClock()
    camera = FakeCamera(frame_rate=120)
    async with running(camera) as acquisition:
        await connected(acquisition)
        with acquisition.watch():
            await acquisition.frames.newer_than(0)
            asked_us = clock.now_us()
            with acquisition.follow(4) as frames:
                followed = [(await asyncio.wait_for(anext(frames), 2)).descriptor for _ in range(20)]
                assert frames.missed == 0
    assert followed[0].exposure_began_us >= asked_us - 1000
    first = followed[0].seq
    assert [descriptor.seq for descriptor in followed] == list(range(first, first + 20))


async def test_a_follower_needs_no_watcher_and_a_slow_one_is_told_what_it_missed() -> None:
    camera = FakeCamera(frame_rate=120)
    async with running(camera) as acquisition:
        await connected(acquisition)
        with acquisition.follow(2) as frames:
            await until(lambda: frames.missed >= 3)
            first, second = [(await anext(frames)).descriptor.seq for _ in range(2)]
            assert second == first + 1
        await status_where(acquisition, lambda status: not status.streaming)
        assert camera.stops == 1


async def test_a_follower_hears_that_the_camera_went_or_is_away() -> None:
    camera = FakeCamera()
    async with running(camera) as acquisition:
        await connected(acquisition)
        with acquisition.follow(1000) as frames:
            await anext(frames)
            camera.plugged = False
            with pytest.raises(CameraDisconnected):
                async for _ in frames:
                    pass
        await status_where(acquisition, lambda status: not status.connected)
        with acquisition.follow(4) as frames, pytest.raises(CameraDisconnected):
            await asyncio.wait_for(anext(frames), 1)


async def test_a_follower_hears_that_the_service_ends() -> None:
    acquisition = Acquisition(FakeCamera())
    acquisition.start()
    await connected(acquisition)
    with acquisition.follow(1000) as frames:
        await anext(frames)
        await acquisition.close()
        with pytest.raises(ServiceClosed):
            async for _ in frames:
                pass
    with acquisition.follow(4) as frames, pytest.raises(ServiceClosed):
        await asyncio.wait_for(anext(frames), 1)


async def test_close_ends_everything_and_may_be_called_twice() -> None:
    camera = FakeCamera()
    acquisition = Acquisition(camera)
    acquisition.start()
    await connected(acquisition)
    waiting = asyncio.create_task(acquisition.grab(SettingsUpdate(exposure=2000.0)))
    await until(lambda: camera.starts == 1)
    await acquisition.close()
    await acquisition.close()
    with pytest.raises(ServiceClosed):
        await waiting
    with pytest.raises(ServiceClosed):
        await acquisition.apply(SettingsUpdate(gain=1.0))
    assert not camera.open_now


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
