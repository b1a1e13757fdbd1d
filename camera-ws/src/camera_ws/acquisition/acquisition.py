"""The camera as the rest of the service uses it, from the event loop."""

import asyncio
import logging
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from camera_ws.acquisition.camera_thread import CameraThread
from camera_ws.acquisition.connection import CameraConnection, KeptSettings
from camera_ws.acquisition.readers.follower import Follower
from camera_ws.acquisition.readers.grabs import longest_frame_s
from camera_ws.acquisition.status import CameraStatus
from camera_ws.acquisition.watchdog import Watchdog
from camera_ws.camera.base import Camera, Frame, MemoryChannel
from camera_ws.camera.clock import Clock, SystemClock
from camera_ws.errors import CameraTimeout, ServiceClosed
from camera_ws.protocol.camera.settings import CameraSettings, SettingsUpdate
from camera_ws.protocol.messages import CameraInfo, LinkFault

log = logging.getLogger(__name__)

CLOSE_S = 3.0
"""At most this long close waits for a driver that does not answer."""


def _none_kept(_: CameraInfo) -> CameraSettings | None:
    return None


class Acquisition:
    """Owns the camera thread, the only thread that calls the camera. Create it on the event loop.

    frames holds the newest frame, status the newest status. start before use. close ends the thread, closes the camera
    and rejects all pending calls with ServiceClosed; it may be called twice.
    """

    def __init__(self, camera: Camera, clock: Clock | None = None, kept: KeptSettings = _none_kept) -> None:
        """kept is called on the camera's thread."""
        self.clock = clock or SystemClock()
        self._camera = camera
        self._watchdog = Watchdog(self._expected_s, self._note_hang, self._note_return)
        self._thread = CameraThread(camera, self.clock, CameraConnection(camera, kept), self._watchdog.beat)
        self.frames = self._thread.frames
        self.status = self._thread.status

    @property
    def current(self) -> CameraStatus:
        """The newest status."""
        newest = self.status.current
        return newest.value if newest else self._thread.state

    def start(self, on_failure: Callable[[], None] = lambda: None) -> None:
        """on_failure is called on the event loop when a defect of the service has ended the camera's thread."""
        loop = asyncio.get_running_loop()
        self._watchdog.start()
        self._thread.start(lambda: loop.call_soon_threadsafe(on_failure))

    async def close(self) -> None:
        self._thread.stop()
        await self._watchdog.close()
        if not await asyncio.to_thread(self._thread.join, CLOSE_S):
            # The thread is a daemon: the process ends without it.
            log.error("the camera's driver does not answer; the service ends without closing the camera")

    @contextmanager
    def watch(self) -> Generator[None, None, None]:
        """The camera streams inside this context."""
        self._thread.count_watcher(1)
        try:
            yield
        finally:
            self._thread.count_watcher(-1)

    @contextmanager
    def follow(self, max_waiting: int) -> Generator[Follower, None, None]:
        """Every frame exposed from now on, each once; the camera streams inside this context.

        At most max_waiting frames are kept for a slow reader; the rest counts as missed. The reader gets
        CameraDisconnected when the camera is lost and ServiceClosed at the end. Software triggers are fired for it.
        """
        follower = Follower(max_waiting, self.clock.now_us())
        with self._thread.followers.joined(follower), self.watch():
            yield follower

    async def apply(self, update: SettingsUpdate, *, chosen: bool = True) -> CameraSettings:
        """All of the update or none; the settings read back. SettingRejected, CameraDisconnected, CameraError.

        chosen: a person asked for these settings. False for those that the service sets and takes back by itself.
        """
        return await self._call(lambda: self._thread.apply(update, chosen))

    async def save_settings(self) -> None:
        """Into the camera's own memory. SettingRejected when it has none."""
        await self._call(self._camera.save_settings)

    async def load_settings(self, channel: MemoryChannel) -> CameraSettings:
        """From the camera's own memory; the settings read back."""
        return await self._call(lambda: self._thread.note_change(self._camera.load_settings(channel)))

    async def restore(self, settings: CameraSettings) -> list[str]:
        """Sets all of these settings that the camera accepts; returns the differences as text for people."""
        return await self._call(lambda: self._thread.restore(settings))

    async def abandon(self, undo: SettingsUpdate) -> None:
        """Call when the reader of a long exposure was cancelled: ends the exposure unless others wait for it.

        undo: settings to put back.
        """
        await self._call(lambda: self._thread.abandon(undo))

    async def grab(self, update: SettingsUpdate | None = None) -> Frame:
        """A frame exposed entirely after this call and after its settings; CameraTimeout when none comes."""
        waiting: Future[Frame] = Future()
        asked_us = self.clock.now_us()
        try:
            await self._call(lambda: self._thread.begin_grab(update, asked_us, waiting))
            return await self._watchdog.guard(asyncio.wrap_future(waiting))
        except asyncio.CancelledError:
            # The thread may still begin the grab. A cancelled future tells it to discard the frame.
            waiting.cancel()
            raise

    async def fire(self) -> None:
        """A software trigger: the camera exposes one frame. SettingRejected unless the trigger is `software`."""
        await self._call(self._thread.fire)

    def retry(self) -> None:
        """Opens a lost camera now instead of after the wait; nothing while it is connected."""
        self._thread.retry_now()

    async def _call(self, run: Callable[[], Any]) -> Any:
        if self._thread.stopping:
            raise ServiceClosed("the camera service is shutting down")
        return await self._watchdog.guard(self._thread.call(run))

    def _expected_s(self) -> float:
        """How long one call of the driver may take under the present settings."""
        state = self._thread.state
        settings = state.camera.settings if state.connected and state.camera else None
        return 2 * longest_frame_s(settings) if settings else 0.0

    def _note_hang(self, reason: str) -> None:
        log.error("the camera's driver does not answer", extra={"reason": reason})
        state = self._thread.state
        if state.connected:
            self._thread.reopen_when_back()
            self._thread.followers.end(CameraTimeout(reason))
        fault = LinkFault(code="camera_unresponsive", message=reason)
        self.status.put(replace(state, connected=False, streaming=False, fault=fault))

    def _note_return(self) -> None:
        log.warning("the camera's driver answers again")
        self.status.put(self._thread.state)
