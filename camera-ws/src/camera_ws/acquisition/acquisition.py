"""The thread that owns the camera: runs commands, keeps the newest frame, opens a lost camera again."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from camera_ws.acquisition.calls import Calls
from camera_ws.acquisition.latest import Latest
from camera_ws.acquisition.readers.follower import Follower
from camera_ws.acquisition.readers.followers import Followers
from camera_ws.acquisition.readers.grabs import Grabs, longest_frame_s
from camera_ws.acquisition.stall import Silence
from camera_ws.acquisition.status import CameraStatus, KnownCamera, StreamMeter, attention
from camera_ws.acquisition.watchdog import Watchdog
from camera_ws.camera.base import Camera, Frame, MemoryChannel
from camera_ws.camera.clock import Clock, SystemClock
from camera_ws.camera.restore import restore
from camera_ws.errors import (
    CameraDisconnected,
    CameraError,
    CameraServiceError,
    CameraTimeout,
    ServiceClosed,
    SettingsUnreadable,
)
from camera_ws.protocol.messages import CameraInfo, LinkFault
from camera_ws.protocol.settings import CameraSettings, SettingsUpdate
from camera_ws.protocol.text import cut

log = logging.getLogger(__name__)

LINGER_S = 2.0
"""The stream outlives its last reader by this: a reloaded page does not restart the camera."""
RETRY_FIRST_S = 0.5
RETRY_MAX_S = 5.0
KEPT_TRIES = 3
"""How often opening may fail with the kept settings; after that they are not applied."""
STALL_MIN_S = 3.0
STATUS_INTERVAL_S = 1.0
CLOSE_S = 3.0
"""So long the end waits for a driver that does not answer."""
PING_INTERVAL_S = 1.0
"""An idle camera is asked so often whether it is still there."""
_FRAME_WAIT_S = 0.01
_IDLE_WAIT_S = 0.25


def _nothing() -> None: ...


def _none_kept(_: CameraInfo) -> CameraSettings | None:
    return None


class Acquisition:
    """Made on the event loop; all camera calls happen on one thread of its own.

    frames holds the newest frame, status the newest status. start before use; close ends the thread, closes the
    camera and rejects everything that waits with ServiceClosed; it may be called twice.
    """

    def __init__(
        self,
        camera: Camera,
        clock: Clock | None = None,
        kept: Callable[[CameraInfo], CameraSettings | None] = _none_kept,
    ) -> None:
        """kept: the settings that this camera had when the service last ran, or SettingsUnreadable.

        It is called on the camera's thread.
        """
        self.frames: Latest[Frame] = Latest()
        self.status: Latest[CameraStatus] = Latest()
        self._camera = camera
        self._kept = kept
        self._kept_failures = 0
        self._kept_aside = False
        self.clock = clock or SystemClock()
        self._calls = Calls()
        self._wake = threading.Event()
        self._closing = False
        self._ended: CameraServiceError | None = None
        """Why no camera call is made any more."""
        self._on_failure: Callable[[], object] = _nothing
        self._watchers = 0
        self._watchers_lock = threading.Lock()
        self._grabs = Grabs()
        self._followers = Followers()
        self._state = CameraStatus(info=camera.info)
        self._differences: list[str] = []
        self._meter = StreamMeter()
        self._changes = 0
        self._changed_us = 0
        self._wanted_until_s = 0.0
        self._silence = Silence()
        self._status_due_s = 0.0
        self._ping_due_s = 0.0
        self._retry_s = RETRY_FIRST_S
        self._retry_asked = threading.Event()
        self._reopen = False
        """Open the camera afresh when the driver answers again: the calls it hung in were given up."""
        self._watchdog = Watchdog(self._explained_s, self._note_hang, self._note_return)
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self.status.put(self._state)

    @property
    def current(self) -> CameraStatus:
        """The newest status."""
        newest = self.status.current
        return newest.value if newest else self._state

    def start(self, on_failure: Callable[[], None] | None = None) -> None:
        """on_failure is called on the event loop when the camera's thread has ended by a defect of ours."""
        loop = asyncio.get_running_loop()
        if on_failure is not None:
            self._on_failure = lambda: loop.call_soon_threadsafe(on_failure)
        self._watchdog.start()
        self._thread.start()

    async def close(self) -> None:
        self._closing = True
        self._wake.set()
        await self._watchdog.close()
        if self._thread.is_alive():
            await asyncio.to_thread(self._thread.join, CLOSE_S)
            if self._thread.is_alive():
                # A daemon: the process ends without it.
                log.error("the camera's driver does not answer; the service ends without closing the camera")

    @contextmanager
    def watch(self) -> Generator[None, None, None]:
        """The camera streams for as long as somebody is inside."""
        self._count_watcher(1)
        try:
            yield
        finally:
            self._count_watcher(-1)

    @contextmanager
    def follow(self, max_waiting: int) -> Generator[Follower, None, None]:
        """Every frame exposed from now on, each once; the camera streams for as long as somebody is inside.

        At most max_waiting frames are kept for a reader that is slow; what is left out is counted as missed. The reader
        gets CameraDisconnected when the camera goes, and ServiceClosed at the end. A software trigger is fired for it.
        """
        with self._followers.joined(Follower(max_waiting, self.clock.now_us())) as follower, self.watch():
            yield follower

    async def apply(self, update: SettingsUpdate, *, chosen: bool = True) -> CameraSettings:
        """All of the update or none; the settings read back. SettingRejected, CameraDisconnected, CameraError.

        chosen: a person asked for these settings. False for those that the service sets and takes back by itself.
        """
        return await self._ask(lambda: self._apply(update, chosen))

    async def save_settings(self) -> None:
        """Into the camera's own memory. SettingRejected when it has none."""
        await self._ask(self._camera.save_settings)

    async def load_settings(self, channel: MemoryChannel) -> CameraSettings:
        """From the camera's own memory; the settings read back."""
        return await self._ask(lambda: self._changed(self._camera.load_settings(channel)))

    async def restore(self, settings: CameraSettings) -> list[str]:
        """Sets again what the camera takes of them; returns, for people, what is not as it was."""
        return await self._ask(lambda: self._restored(settings))

    async def grab(self, update: SettingsUpdate | None = None) -> Frame:
        """A frame exposed entirely after this call and after its settings; CameraTimeout when none comes."""
        waiting: Future[Frame] = Future()
        asked_us = self.clock.now_us()
        await self._ask(lambda: self._begin_grab(update, asked_us, waiting))
        return await self._watchdog.answered(asyncio.wrap_future(waiting))

    async def fire(self) -> None:
        """A software trigger: the camera exposes one frame. SettingRejected while its trigger is another."""
        await self._ask(self._fire)

    def retry(self) -> None:
        """Opens a lost camera now rather than when the wait is over; nothing while it is connected."""
        self._retry_asked.set()
        self._wake.set()

    async def _ask(self, run: Callable[[], Any]) -> Any:
        if self._closing:
            raise ServiceClosed("the camera service is shutting down")
        answer = self._calls.ask(run)
        self._wake.set()
        if self._ended is not None:
            # The thread may have ended after its last look at the calls.
            self._calls.reject_all(self._ended)
        return await self._watchdog.answered(answer)

    def _explained_s(self) -> float:
        """How long one call of the driver may take under the settings of now."""
        settings = self._state.camera.settings if self._state.connected and self._state.camera else None
        return 2 * longest_frame_s(settings) if settings else 0.0

    def _note_hang(self, reason: str) -> None:
        log.error("the camera's driver does not answer", extra={"reason": reason})
        if self._state.connected:
            self._reopen = True
            self._followers.end(CameraTimeout(reason))
        fault = LinkFault(code="camera_unresponsive", message=reason)
        self.status.put(replace(self._state, connected=False, streaming=False, fault=fault))

    def _note_return(self) -> None:
        log.warning("the camera's driver answers again")
        self.status.put(self._state)

    def _count_watcher(self, step: int) -> None:
        with self._watchers_lock:
            self._watchers += step
        self._wake.set()

    # Everything below runs on the camera's thread.

    def _run(self) -> None:
        try:
            while not self._closing:
                try:
                    self._turn()
                except CameraError as error:
                    self._lose_camera(error)
                except Exception as error:  # a driver's defect must not end the service: the camera is opened afresh
                    log.exception("the camera driver failed unexpectedly")
                    self._lose_camera(CameraError(f"{type(error).__name__}: {error}"))
            self._shut()
        except BaseException as error:  # noqa: BLE001  (every pending call gets the error, whatever it is)
            self._fail(error)

    def _fail(self, error: BaseException) -> None:
        """Ends the service after a defect of this thread. Every pending call, grab and follower gets the error."""
        log.critical("the camera's thread failed", exc_info=error)
        reason = CameraError(f"the camera's thread failed: {type(error).__name__}: {error}")
        self._ended = reason
        self._calls.reject_all(reason)
        self._grabs.reject_all(reason)
        self._followers.end(reason)
        fault = LinkFault(code=reason.code, message=cut(str(reason), 2000))
        self._state = replace(self._state, connected=False, streaming=False, fault=fault)
        self.status.put(self._state)
        self._on_failure()

    def _turn(self) -> None:
        self._watchdog.beat()
        if self._reopen:
            self._reopen = False
            raise CameraTimeout("the camera's driver did not answer for a while: the camera is opened afresh")
        for call in self._calls.waiting():
            self._watchdog.beat()
            if self._state.connected:
                call.answer()
            else:
                call.reject(CameraDisconnected())
        if not self._state.connected:
            self._reconnect_when_due()
        elif self._is_wanted():
            self._stream()
        else:
            self._idle()

    def _reconnect_when_due(self) -> None:
        wait_s = self._state.retry_at_s - time.monotonic()
        if wait_s > 0 and not self._retry_asked.is_set():
            self._sleep(min(wait_s, _IDLE_WAIT_S))
            return
        self._retry_asked.clear()
        self._camera.open()
        self._restore_settings()
        self._retry_s = RETRY_FIRST_S
        # Before the status says connected: a reader that follows because of it must not get CameraDisconnected.
        self._followers.begin()
        self._publish(connected=True, retry_attempt=0)
        log.info("camera opened", extra={"camera": self._camera.info.to_json()})

    def _restore_settings(self) -> None:
        """Applies the settings last read back, or those kept from the last run.

        Differences are reported until somebody changes a setting.
        """
        known = self._state.camera
        settings = known.settings if known is not None else self._kept_settings()
        if settings is None:
            return
        try:
            self._differences = restore(self._camera, settings)
        except Exception:
            # A disconnection counts too: the settings may be what makes the camera drop off.
            self._kept_failures += known is None
            raise
        if self._differences:
            log.warning("the camera came back with other settings", extra={"different": self._differences})

    def _kept_settings(self) -> CameraSettings | None:
        """None once they have failed often enough: a camera that they disturb must still come up."""
        if self._kept_failures >= KEPT_TRIES:
            log.error("the kept settings could not be applied; the camera starts as it is")
            return self._set_aside("the settings of before the restart could not be applied")
        try:
            return self._kept(self._camera.info)
        except SettingsUnreadable as error:
            log.error("the kept settings could not be read; the camera starts as it is", extra={"reason": str(error)})
            return self._set_aside("the settings of before the restart could not be read")

    def _set_aside(self, told: str) -> None:
        """The kept settings stay on disk until somebody changes a setting."""
        self._differences = [told]
        self._kept_aside = True

    def _stream(self) -> None:
        if not self._state.streaming:
            self._meter.restart()
            self._camera.start()
            self._silence.broken()
            self._publish(streaming=True)
        if (self._grabs or self._followers) and self._camera.settings.trigger == "software" and not self._camera.shots:
            self._camera.fire()
        nothing_comes = self._camera.settings.trigger == "software" and not self._camera.shots
        try:
            frame = self._camera.next_frame(0.0 if nothing_comes else _FRAME_WAIT_S)
        except CameraTimeout:
            self._silence.check(self._camera, STALL_MIN_S)
            if nothing_comes:
                # Not in the driver: an order ends this wait.
                self._sleep(_FRAME_WAIT_S)
        else:
            self._take(frame)
        self._grabs.expire()
        if time.monotonic() >= self._status_due_s:
            self._publish()

    def _take(self, frame: Frame) -> None:
        self._silence.broken()
        self._meter.count(frame.descriptor)
        self._changes += frame.descriptor.settings_changed
        frame.changes = self._changes
        self.frames.put(frame)
        self._followers.put(frame)
        self._grabs.hand(frame)
        if self._state.camera and self._camera.settings != self._state.camera.settings:
            self._publish()

    def _idle(self) -> None:
        if self._state.streaming:
            self._camera.stop()
            self._publish(streaming=False)
        if time.monotonic() >= self._ping_due_s:
            self._ping_due_s = time.monotonic() + PING_INTERVAL_S
            self._camera.ask_whether_there()
        self._sleep(_IDLE_WAIT_S)

    def _is_wanted(self) -> bool:
        now_s = time.monotonic()
        if self._watchers > 0 or self._grabs or self._camera.shots:
            self._wanted_until_s = now_s + LINGER_S
        return now_s < self._wanted_until_s

    def _apply(self, update: SettingsUpdate, chosen: bool = True) -> CameraSettings:
        return self._changed(self._camera.apply(update), chosen)

    def _changed(self, settings: CameraSettings, chosen: bool = True) -> CameraSettings:
        self._kept_aside = self._kept_aside and not chosen
        self._changed_us = self.clock.now_us()
        self._silence.broken()
        self._differences = []
        self._publish()
        return settings

    def _restored(self, settings: CameraSettings) -> list[str]:
        different = restore(self._camera, settings)
        self._changed(self._camera.settings, chosen=False)
        return different

    def _begin_grab(self, update: SettingsUpdate | None, asked_us: int, waiting: "Future[Frame]") -> None:
        settings = self._apply(update) if update and update.changes() else self._camera.settings
        self._grabs.add(settings, max(asked_us, self._changed_us), waiting)
        newest = self.frames.current
        if newest is not None:
            # Exposed after the order, and here before the order was: the camera was being waited for meanwhile.
            self._grabs.hand(newest.value)

    def _fire(self) -> None:
        self._camera.fire()
        self._wanted_until_s = max(self._wanted_until_s, time.monotonic() + LINGER_S)

    def _lose_camera(self, error: CameraError) -> None:
        log.warning("camera lost", extra={"reason": str(error), "fault": error.code, "retry_in_s": self._retry_s})
        self._close_camera()
        gone = error if isinstance(error, CameraDisconnected) else CameraDisconnected(str(error))
        self._grabs.reject_all(gone)
        attempt = self._state.retry_attempt + 1
        self._publish(
            connected=False,
            streaming=False,
            fault=LinkFault(code=error.code, message=cut(str(error), 2000)),
            retry_attempt=attempt,
            retry_at_s=time.monotonic() + self._retry_s,
        )
        self._followers.end(gone)
        self._retry_s = min(self._retry_s * 2, RETRY_MAX_S)

    def _close_camera(self) -> None:
        try:
            self._camera.close()
        except CameraError as error:
            log.info("the camera did not close cleanly", extra={"reason": str(error)})
        except Exception:  # a driver's defect: the camera counts as closed, and is opened afresh
            log.exception("the camera did not close")

    def _shut(self) -> None:
        closed = ServiceClosed("the camera service is shutting down")
        self._ended = closed
        self._close_camera()
        self._grabs.reject_all(closed)
        self._calls.reject_all(closed)
        self._followers.end(closed)
        self._publish(streaming=False)

    def _publish(self, **changes: Any) -> None:
        state = replace(self._state, **changes)
        if state.connected:
            camera = self._camera
            known = KnownCamera(camera.info, camera.capabilities, camera.settings)
            state = replace(
                state,
                info=camera.info,
                camera=known,
                temperature=camera.temperature,
                fault=attention(self._differences, camera.warnings),
                kept_aside=self._kept_aside,
            )
        fps = self._meter.fps if state.streaming else 0.0
        self._state = replace(state, fps=fps, dropped=self._meter.dropped)
        self._status_due_s = time.monotonic() + STATUS_INTERVAL_S
        self.status.put(self._state)

    def _sleep(self, seconds: float) -> None:
        self._wake.wait(seconds)
        self._wake.clear()
