"""The thread that owns the camera: runs commands, keeps the newest frame, opens a lost camera again."""

import asyncio
import logging
import queue
import threading
import time
from collections.abc import Callable, Generator
from concurrent.futures import Future
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from camera_ws.camera.base import Camera, Frame, MemoryChannel
from camera_ws.camera.clock import Clock, SystemClock
from camera_ws.camera.restore import restore
from camera_ws.errors import CameraDisconnected, CameraError, CameraTimeout, ServiceClosed, SettingRejected
from camera_ws.latest import Latest
from camera_ws.protocol.messages import LinkFault
from camera_ws.protocol.settings import CameraSettings, SettingsUpdate
from camera_ws.status import CameraStatus, KnownCamera, StreamMeter

log = logging.getLogger(__name__)

LINGER_S = 2.0
"""The stream outlives its last reader by this: a reloaded page does not restart the camera."""
RETRY_FIRST_S = 0.5
RETRY_MAX_S = 5.0
STALL_MIN_S = 3.0
STATUS_INTERVAL_S = 1.0
_FRAME_WAIT_S = 0.01
_IDLE_WAIT_S = 0.25


@dataclass(slots=True)
class _Command:
    run: Callable[[], Any]
    future: "Future[Any]"


@dataclass(slots=True)
class _Grab:
    """Somebody waits for a frame whose exposure began at or after not_before_us."""

    not_before_us: int
    deadline_s: float
    future: "Future[Frame]"


class Acquisition:
    """Made on the event loop; all camera calls happen on one thread of its own.

    frames holds the newest frame, status the newest status. start before use; close ends the thread, closes the
    camera and rejects everything that waits with ServiceClosed; it may be called twice.
    """

    def __init__(self, camera: Camera, clock: Clock | None = None) -> None:
        self.frames: Latest[Frame] = Latest()
        self.status: Latest[CameraStatus] = Latest()
        self._camera = camera
        self._clock = clock or SystemClock()
        self._commands: queue.SimpleQueue[_Command] = queue.SimpleQueue()
        self._wake = threading.Event()
        self._closing = False
        self._watchers = 0
        self._watchers_lock = threading.Lock()
        self._grabs: list[_Grab] = []
        self._state = CameraStatus(info=camera.info)
        self._differences: list[str] = []
        self._meter = StreamMeter()
        self._wanted_until_s = 0.0
        self._last_frame_s = 0.0
        self._status_due_s = 0.0
        self._retry_s = RETRY_FIRST_S
        self._retry_asked = threading.Event()
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self.status.put(self._state)

    @property
    def current(self) -> CameraStatus:
        """The newest status."""
        newest = self.status.current
        return newest.value if newest else self._state

    def start(self) -> None:
        self._thread.start()

    async def close(self) -> None:
        self._closing = True
        self._wake.set()
        if self._thread.is_alive():
            await asyncio.to_thread(self._thread.join)

    @contextmanager
    def watch(self) -> Generator[None, None, None]:
        """The camera streams for as long as somebody is inside."""
        self._count_watcher(1)
        try:
            yield
        finally:
            self._count_watcher(-1)

    async def apply(self, update: SettingsUpdate) -> CameraSettings:
        """All of the update or none; the settings read back. SettingRejected, CameraDisconnected, CameraError."""
        return await self._ask(lambda: self._apply(update))

    async def save_settings(self) -> None:
        """Into the camera's own memory. SettingRejected when it has none."""
        await self._ask(self._camera.save_settings)

    async def load_settings(self, channel: MemoryChannel) -> CameraSettings:
        """From the camera's own memory; the settings read back."""
        return await self._ask(lambda: self._changed(self._camera.load_settings(channel)))

    async def grab(self, update: SettingsUpdate | None = None) -> Frame:
        """A frame exposed entirely after this call and after its settings; CameraTimeout when none comes."""
        waiting: Future[Frame] = Future()
        await self._ask(lambda: self._begin_grab(update, waiting))
        return await asyncio.wrap_future(waiting)

    def retry(self) -> None:
        """Opens a lost camera now rather than when the wait is over; nothing while it is connected."""
        self._retry_asked.set()
        self._wake.set()

    async def _ask(self, run: Callable[[], Any]) -> Any:
        if self._closing:
            raise ServiceClosed("the camera service is shutting down")
        future: Future[Any] = Future()
        self._commands.put(_Command(run, future))
        self._wake.set()
        return await asyncio.wrap_future(future)

    def _count_watcher(self, step: int) -> None:
        with self._watchers_lock:
            self._watchers += step
        self._wake.set()

    # Everything below runs on the camera's thread.

    def _run(self) -> None:
        while not self._closing:
            try:
                self._turn()
            except CameraError as error:
                self._lose_camera(error)
            except Exception as error:  # a driver's defect must not end the service: the camera is opened afresh
                log.exception("the camera driver failed unexpectedly")
                self._lose_camera(CameraError(f"{type(error).__name__}: {error}"))
        self._shut()

    def _turn(self) -> None:
        self._run_commands()
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
        self._publish(connected=True, retry_attempt=0)
        log.info("camera opened", extra={"camera": self._camera.info.to_json()})

    def _restore_settings(self) -> None:
        """After a reconnect: what was last read back is set again, and what differs is said until the next change."""
        known = self._state.camera
        if known is None:
            return
        self._differences = restore(self._camera, known.settings)
        if self._differences:
            log.warning("the camera came back with other settings", extra={"different": self._differences})

    def _stream(self) -> None:
        if not self._state.streaming:
            self._meter.restart()
            self._camera.start()
            self._last_frame_s = time.monotonic()
            self._publish(streaming=True)
        try:
            frame = self._camera.next_frame(_FRAME_WAIT_S)
        except CameraTimeout:
            self._check_stall()
        else:
            self._take(frame)
        self._expire_grabs()
        if time.monotonic() >= self._status_due_s:
            self._publish()

    def _take(self, frame: Frame) -> None:
        self._last_frame_s = time.monotonic()
        self._meter.count(frame.descriptor)
        self.frames.put(frame)
        ready = [grab for grab in self._grabs if frame.descriptor.exposure_began_us >= grab.not_before_us]
        for grab in ready:
            self._grabs.remove(grab)
            _resolve(grab.future, frame)
        if self._state.camera and self._camera.settings != self._state.camera.settings:
            self._publish()

    def _check_stall(self) -> None:
        settings = self._camera.settings
        if settings.trigger not in (None, "free"):
            return
        longest_s = settings.exposure / 1000 + 3 / (settings.frame_rate or 1.0)
        silent_s = time.monotonic() - self._last_frame_s
        if silent_s > max(STALL_MIN_S, longest_s):
            raise CameraTimeout(f"no frame from the camera for {silent_s:.1f} s")

    def _idle(self) -> None:
        if self._state.streaming:
            self._camera.stop()
            self._publish(streaming=False)
        self._sleep(_IDLE_WAIT_S)

    def _is_wanted(self) -> bool:
        now_s = time.monotonic()
        if self._watchers > 0 or self._grabs:
            self._wanted_until_s = now_s + LINGER_S
        return now_s < self._wanted_until_s

    def _run_commands(self) -> None:
        while True:
            try:
                command = self._commands.get_nowait()
            except queue.Empty:
                return
            self._run_command(command)

    def _run_command(self, command: _Command) -> None:
        if not command.future.set_running_or_notify_cancel():
            return
        try:
            if not self._state.connected:
                raise CameraDisconnected
            command.future.set_result(command.run())
        except SettingRejected as error:
            command.future.set_exception(error)
        except Exception as error:
            command.future.set_exception(error if isinstance(error, CameraError) else CameraError(str(error)))
            raise

    def _apply(self, update: SettingsUpdate) -> CameraSettings:
        return self._changed(self._camera.apply(update))

    def _changed(self, settings: CameraSettings) -> CameraSettings:
        self._last_frame_s = time.monotonic()
        self._differences = []
        self._publish()
        return settings

    def _begin_grab(self, update: SettingsUpdate | None, waiting: "Future[Frame]") -> None:
        settings = self._apply(update) if update and update.changes() else self._camera.settings
        # Up to one long exposure may be under way before the one that counts begins.
        patience_s = 2 * settings.exposure / 1000 + 2 / (settings.frame_rate or 1.0) + 5.0
        self._grabs.append(_Grab(self._clock.now_us(), time.monotonic() + patience_s, waiting))

    def _expire_grabs(self) -> None:
        now_s = time.monotonic()
        for grab in [grab for grab in self._grabs if now_s > grab.deadline_s or grab.future.cancelled()]:
            self._grabs.remove(grab)
            _reject(grab.future, CameraTimeout("the camera delivered no frame in time"))

    def _lose_camera(self, error: CameraError) -> None:
        log.warning("camera lost", extra={"reason": str(error), "fault": error.code, "retry_in_s": self._retry_s})
        self._close_camera()
        self._reject_grabs(error if isinstance(error, CameraDisconnected) else CameraDisconnected())
        attempt = self._state.retry_attempt + 1
        self._publish(
            connected=False,
            streaming=False,
            fault=LinkFault(code=error.code, message=str(error)[:2000]),
            retry_attempt=attempt,
            retry_at_s=time.monotonic() + self._retry_s,
        )
        self._retry_s = min(self._retry_s * 2, RETRY_MAX_S)

    def _close_camera(self) -> None:
        try:
            self._camera.close()
        except CameraError as error:
            log.info("the camera did not close cleanly", extra={"reason": str(error)})

    def _shut(self) -> None:
        closed = ServiceClosed("the camera service is shutting down")
        self._close_camera()
        self._reject_grabs(closed)
        while not self._commands.empty():
            _reject(self._commands.get_nowait().future, closed)
        self._publish(streaming=False)

    def _reject_grabs(self, error: Exception) -> None:
        grabs, self._grabs = self._grabs, []
        for grab in grabs:
            _reject(grab.future, error)

    def _publish(self, **changes: Any) -> None:
        state = replace(self._state, **changes)
        if state.connected:
            camera = self._camera
            known = KnownCamera(camera.info, camera.capabilities, camera.settings)
            state = replace(
                state, info=camera.info, camera=known, temperature=camera.temperature, fault=self._attention()
            )
        fps = self._meter.fps if state.streaming else 0.0
        self._state = replace(state, fps=fps, dropped=self._meter.dropped)
        self._status_due_s = time.monotonic() + STATUS_INTERVAL_S
        self.status.put(self._state)

    def _attention(self) -> LinkFault | None:
        """What people should know of a camera that works."""
        if self._differences:
            told = "the camera came back with other settings: " + "; ".join(self._differences)
            return LinkFault(code="settings_differ", message=told[:2000])
        warnings = self._camera.warnings
        return LinkFault(code="camera_warning", message="; ".join(warnings)[:2000]) if warnings else None

    def _sleep(self, seconds: float) -> None:
        self._wake.wait(seconds)
        self._wake.clear()


def _resolve(future: "Future[Any]", value: Any) -> None:
    if future.set_running_or_notify_cancel():
        future.set_result(value)


def _reject(future: "Future[Any]", error: Exception) -> None:
    if not future.done() and future.set_running_or_notify_cancel():
        future.set_exception(error)
