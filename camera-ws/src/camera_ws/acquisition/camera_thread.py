"""The camera's thread: runs calls, streams while frames are wanted, opens a lost camera again."""

import asyncio
import logging
import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import replace
from typing import Any

from camera_ws.acquisition.calls import Calls
from camera_ws.acquisition.connection import CameraConnection
from camera_ws.acquisition.demand import Demand
from camera_ws.acquisition.epochs import Epochs
from camera_ws.acquisition.latest import Latest
from camera_ws.acquisition.readers.followers import Followers
from camera_ws.acquisition.readers.grabs import Grabs, ends_soon
from camera_ws.acquisition.stall import StallCheck
from camera_ws.acquisition.status import CameraStatus, StreamMeter, with_camera
from camera_ws.camera.base import Camera, Frame
from camera_ws.camera.clock import Clock
from camera_ws.camera.restore import restore
from camera_ws.errors import CameraDisconnected, CameraError, CameraServiceError, CameraTimeout, ServiceClosed
from camera_ws.protocol.camera.settings import CameraSettings, SettingsUpdate
from camera_ws.protocol.messages import LinkFault
from camera_ws.protocol.text import cut

log = logging.getLogger(__name__)

STALL_MIN_S = 3.0
STATUS_INTERVAL_S = 1.0
PING_INTERVAL_S = 1.0
"""Interval of the check whether an idle camera is still connected."""
_FRAME_WAIT_S = 0.01
_IDLE_WAIT_S = 0.25


class CameraThread:
    """start once; stop and join to end it.

    Methods in the first part may be called from any thread. Everything below the line runs on the camera's thread;
    callers reach it through call.
    """

    def __init__(
        self, camera: Camera, clock: Clock, connection: CameraConnection, beat: Callable[[], None] = lambda: None
    ) -> None:
        """beat: called between two calls of the driver."""
        self.frames: Latest[Frame] = Latest()
        self.status: Latest[CameraStatus] = Latest()
        self.followers = Followers()
        self._camera = camera
        self._clock = clock
        self._connection = connection
        self._beat = beat
        self._calls = Calls()
        self._wake = threading.Event()
        self._stopping = False
        self._ended: CameraServiceError | None = None
        """Why the thread accepts no more calls."""
        self._on_failure: Callable[[], object] = lambda: None
        self._demand = Demand()
        self._grabs = Grabs()
        self._state = CameraStatus(info=camera.info)
        self._meter = StreamMeter()
        self._changes = 0
        self._epochs = Epochs()
        self._changed_us = 0
        self._stall = StallCheck()
        self._status_due_s = 0.0
        self._ping_due_s = 0.0
        self._reopen = False
        self._thread = threading.Thread(target=self._run, name="camera", daemon=True)
        self.status.put(self._state)

    @property
    def state(self) -> CameraStatus:
        """The status as the thread last wrote it."""
        return self._state

    def start(self, on_failure: Callable[[], object]) -> None:
        """on_failure is called on the camera's thread when a defect of the service has ended it."""
        self._on_failure = on_failure
        self._thread.start()

    def stop(self) -> None:
        self._stopping = True
        self._wake.set()

    @property
    def stopping(self) -> bool:
        return self._stopping

    def join(self, timeout_s: float) -> bool:
        """False when the thread still runs: a driver does not answer."""
        if self._thread.is_alive():
            self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def call(self, run: Callable[[], Any]) -> "asyncio.Future[Any]":
        """Runs it on the camera's thread. Rejected while no camera is connected."""
        answer = self._calls.submit(run)
        self._wake.set()
        if self._ended is not None:
            # The thread may have ended after its last look at the calls.
            self._calls.reject_all(self._ended)
        return answer

    def count_watcher(self, step: int) -> None:
        self._demand.count_watcher(step)
        self._wake.set()

    def retry_now(self) -> None:
        self._connection.retry_now()
        self._wake.set()

    def reopen_when_back(self) -> None:
        """Opens the camera again once a driver that hung answers: the calls that it hung in were given up."""
        self._reopen = True

    # ---- On the camera's thread ----

    def apply(self, update: SettingsUpdate, chosen: bool = True) -> CameraSettings:
        return self.note_change(self._camera.apply(update), chosen)

    def restore(self, settings: CameraSettings) -> list[str]:
        different = restore(self._camera, settings)
        self.note_change(self._camera.settings, chosen=False)
        return different

    def note_change(self, settings: CameraSettings, chosen: bool = True) -> CameraSettings:
        self._connection.note_change(chosen)
        self._changed_us = self._clock.now_us()
        self._stall.reset()
        self._publish()
        return settings

    def begin_grab(self, update: SettingsUpdate | None, asked_us: int, waiting: "Future[Frame]") -> None:
        settings = self.apply(update) if update and update.changes() else self._camera.settings
        self._grabs.add(settings, max(asked_us, self._changed_us), waiting)
        newest = self.frames.current
        if newest is not None:
            # This frame may have been exposed after the request while the call waited for the thread.
            self._grabs.deliver(newest.value)

    def abandon(self, undo: SettingsUpdate) -> None:
        self._grabs.expire()
        if self._state.streaming and not (self._grabs or self.followers or ends_soon(self._camera.settings)):
            self._camera.abort_exposure()
            self._stall.reset()
        if undo.changes():
            self.apply(undo, chosen=False)

    def fire(self) -> None:
        self._camera.fire()
        self._demand.extend()

    def _run(self) -> None:
        try:
            while not self._stopping:
                try:
                    self._turn()
                except CameraError as error:
                    self._lose_camera(error)
                except Exception as error:  # a defect of the driver must not end the service: open the camera again
                    log.exception("the camera driver failed unexpectedly")
                    self._lose_camera(CameraError(f"{type(error).__name__}: {error}"))
            self._shut_down()
        except BaseException as error:  # noqa: BLE001  (every pending call gets the error, whatever it is)
            self._fail(error)

    def _turn(self) -> None:
        self._beat()
        if self._reopen:
            self._reopen = False
            raise CameraTimeout("the camera's driver did not answer for a while: the camera is opened again")
        for call in self._calls.waiting():
            self._beat()
            if self._state.connected:
                call.answer()
            else:
                call.reject(CameraDisconnected())
        if not self._state.connected:
            self._open_when_due()
        elif self._demand.is_wanted(bool(self._grabs or self._camera.pending_triggers)):
            self._stream()
        else:
            self._idle()

    def _open_when_due(self) -> None:
        wait_s = self._connection.wait_s()
        if wait_s > 0:
            self._sleep(min(wait_s, _IDLE_WAIT_S))
            return
        self._connection.open(self._state.camera)
        # Before the status says connected: a reader that follows because of it must not get CameraDisconnected.
        self.followers.begin()
        self._publish(connected=True, retry_attempt=0)
        log.info("camera opened", extra={"camera": self._camera.info.to_json()})

    def _stream(self) -> None:
        if not self._state.streaming:
            self._meter.restart()
            self._epochs.restart()
            self._camera.start()
            self._stall.reset()
            self._publish(streaming=True)
        camera = self._camera
        triggered = camera.settings.trigger == "software"
        if (self._grabs or self.followers) and triggered and not camera.pending_triggers:
            camera.fire()
        nothing_comes = triggered and not camera.pending_triggers
        try:
            frame = camera.next_frame(0.0 if nothing_comes else _FRAME_WAIT_S)
        except CameraTimeout:
            self._stall.check(camera, STALL_MIN_S)
            if nothing_comes:
                # Not in the driver: a call ends this wait.
                self._sleep(_FRAME_WAIT_S)
        else:
            self._publish_frame(frame)
        self._grabs.expire()
        if time.monotonic() >= self._status_due_s:
            self._publish()

    def _publish_frame(self, frame: Frame) -> None:
        self._stall.reset()
        self._meter.count(frame.descriptor)
        self._changes += frame.descriptor.settings_changed
        frame.changes = self._changes
        frame.epoch = self._epochs.number(frame, self._camera.settings)
        frame.orientation = self._epochs.orientation
        self.frames.put(frame)
        self.followers.put(frame)
        self._grabs.deliver(frame)
        if self._state.camera and self._camera.settings != self._state.camera.settings:
            self._publish()

    def _idle(self) -> None:
        if self._state.streaming:
            self._camera.stop()
            self._publish(streaming=False)
        if time.monotonic() >= self._ping_due_s:
            self._ping_due_s = time.monotonic() + PING_INTERVAL_S
            self._camera.check_connection()
        self._sleep(_IDLE_WAIT_S)

    def _lose_camera(self, error: CameraError) -> None:
        self._connection.lose(error)
        gone = error if isinstance(error, CameraDisconnected) else CameraDisconnected(str(error))
        self._grabs.reject_all(gone)
        self._publish(
            connected=False,
            streaming=False,
            fault=LinkFault(code=error.code, message=cut(str(error), 2000)),
            retry_attempt=self._connection.attempts,
            retry_at_s=self._connection.retry_at_s,
        )
        self.followers.end(gone)

    def _shut_down(self) -> None:
        closed = ServiceClosed("the camera service is shutting down")
        self._ended = closed
        self._connection.close()
        self._reject_all(closed)
        self._publish(streaming=False)

    def _fail(self, error: BaseException) -> None:
        """Ends the service after a defect of this thread."""
        log.critical("the camera's thread failed", exc_info=error)
        reason = CameraError(f"the camera's thread failed: {type(error).__name__}: {error}")
        self._ended = reason
        self._reject_all(reason)
        fault = LinkFault(code=reason.code, message=cut(str(reason), 2000))
        self._state = replace(self._state, connected=False, streaming=False, fault=fault)
        self.status.put(self._state)
        self._on_failure()

    def _reject_all(self, error: CameraServiceError) -> None:
        """Every pending call, grab and follower gets the error."""
        self._grabs.reject_all(error)
        self._calls.reject_all(error)
        self.followers.end(error)

    def _publish(self, **changes: Any) -> None:
        state = replace(self._state, **changes)
        if state.connected:
            differences, preserve_kept = self._connection.differences, self._connection.preserve_kept
            state = replace(with_camera(state, self._camera, differences), preserve_kept=preserve_kept)
        fps = self._meter.fps if state.streaming else 0.0
        self._state = replace(state, fps=fps, dropped=self._meter.dropped)
        self._status_due_s = time.monotonic() + STATUS_INTERVAL_S
        self.status.put(self._state)

    def _sleep(self, seconds: float) -> None:
        self._wake.wait(seconds)
        self._wake.clear()
