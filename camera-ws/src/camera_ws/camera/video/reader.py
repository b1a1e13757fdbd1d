"""Reads a video stream in a separate thread, because reading may block for seconds."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from traceback import extract_tb

from camera_ws.camera.clock import Clock
from camera_ws.camera.pictures.times import LiveTimes, Pace, RateLimit
from camera_ws.camera.video.streams.stream import Shot, Stream
from camera_ws.errors import CameraDisconnected, CameraError, CameraTimeout

log = logging.getLogger(__name__)

WAITING_MAX = 4
"""Pictures that wait for the camera's thread; the oldest is dropped for a newer one."""
SILENT_S = 10.0
PERIOD_MIN_S = 1 / 240
"""A live source that sends faster must wait, so that it does not take all of the processor."""
DEFAULT_FPS = 25.0


@dataclass(frozen=True, slots=True)
class Taken:
    """at_us: when it was taken, on the clock. lost: pictures that were dropped directly before it."""

    shot: Shot
    at_us: int
    lost: int


class Reader:
    """One connection. Every method is called on the camera's thread; stop ends it for good."""

    def __init__(self, connect: Callable[[], Stream], clock: Clock, shown: str) -> None:
        """connect is called on the reader's thread. shown: the name of the source in errors."""
        self._connect = connect
        self._clock = clock
        self._shown = shown
        self._changed = threading.Condition()
        self._stream: Stream | None = None
        self._first: Shot | None = None
        self._has_begun = False
        self._waiting: deque[Taken] = deque()
        self._lost = 0
        self._wanted = False
        self._limit = RateLimit()
        self._limit_fps = DEFAULT_FPS
        self._skip = 0
        self._ending = False
        self._error: CameraError | None = None
        self._unusable: CameraError | None = None
        """Why the latest picture was left out."""
        self._last_s = time.monotonic()
        self._thread = threading.Thread(target=self._run, name="video", daemon=True)
        self._thread.start()

    def first(self, timeout_s: float) -> tuple[Shot, float | None]:
        """The first picture, and the nominal frame rate if it is known. CameraError when there is none in time.

        Call it once.
        """
        with self._changed:
            self._changed.wait_for(lambda: self._first is not None or self._error is not None, timeout_s)
            shot, self._first = self._first, None
            if shot is not None and self._stream is not None:
                return shot, self._stream.fps
            raise self._unusable or self._error or CameraTimeout(f"{self._shown}: no picture within {timeout_s:g} s")

    def resume(self, limit_fps: float) -> None:
        """Pictures above the rate are left out; they do not count as lost."""
        with self._changed:
            self._restart(limit_fps)
            self._wanted = True
            self._changed.notify_all()

    def pause(self) -> None:
        with self._changed:
            self._wanted = False
            self._waiting.clear()

    def change(self, limit_fps: float, skip: int) -> None:
        """Leaves out the pictures that wait, and the next ones; they do not count as lost."""
        with self._changed:
            self._restart(limit_fps)
            self._skip = skip

    def take(self, timeout_s: float) -> Taken:
        """CameraTimeout without a picture in time; CameraDisconnected when the source is gone."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._error, max(0.0, timeout_s))
            if self._waiting:
                return self._waiting.popleft()
            raise self._error or CameraTimeout(f"no frame within {timeout_s:g} s")

    def check(self) -> None:
        """CameraError when the source is gone. A live source that sends nothing of use counts as gone."""
        with self._changed:
            if self._error is not None:
                raise self._error
            is_live = self._stream is not None and self._stream.is_live
        if is_live and time.monotonic() - self._last_s > SILENT_S:
            raise CameraDisconnected(f"{self._shown}: no picture for {SILENT_S:g} s")

    def stop(self, timeout_s: float) -> bool:
        """False when the thread still hangs in a call; it ends with that call."""
        with self._changed:
            self._ending = True
            self._waiting.clear()
            stream = self._stream
            self._changed.notify_all()
        if stream is not None:
            stream.abort()
        self._thread.join(timeout_s)
        return not self._thread.is_alive()

    def _restart(self, limit_fps: float) -> None:
        self._waiting.clear()
        self._lost = 0
        self._limit_fps = limit_fps
        self._limit.restart()

    # ---- On the reader's thread ----

    def _run(self) -> None:
        stream: Stream | None = None
        try:
            stream = self._connect()
            with self._changed:
                self._stream = stream
            self._read_all(stream)
        except CameraError as error:
            self._fail(error)
        except Exception as error:  # noqa: BLE001  (a defect of a library: the camera is opened again)
            _log_defect(error)
            self._fail(CameraError(f"{self._shown}: {type(error).__name__}"))
        finally:
            if stream is not None:
                _close(stream)

    def _read_all(self, stream: Stream) -> None:
        live = LiveTimes()
        pace = Pace(stream.fps or DEFAULT_FPS)
        while not self._ending:
            began_s = time.monotonic()
            shot = self._usable(stream)
            if shot is not None and not stream.is_live:
                self._play(shot, pace)
                continue
            if shot is not None:
                self._put(shot, live.at(shot.time_us, self._clock.now_us()))
            with self._changed:
                self._changed.wait_for(lambda: self._ending, max(0.0, began_s + PERIOD_MIN_S - time.monotonic()))

    def _usable(self, stream: Stream) -> Shot | None:
        try:
            return stream.read()
        except CameraDisconnected:
            raise
        except CameraError as error:
            log.debug("a picture of the video source is left out", extra={"reason": str(error)})
            self._unusable = error
            return None

    def _play(self, shot: Shot, pace: Pace) -> None:
        with self._changed:
            self._begin(shot)
            self._changed.wait_for(lambda: self._wanted or self._ending)
            due_us = pace.due(shot.time_us, self._clock.now_us())
            wait_s = (due_us - self._clock.now_us()) / 1e6
            self._changed.wait_for(lambda: self._ending, max(0.0, wait_s))
        self._put(shot, due_us)

    def _begin(self, shot: Shot) -> None:
        if not self._has_begun:
            self._has_begun = True
            self._first = shot
            self._changed.notify_all()

    def _put(self, shot: Shot, at_us: int) -> None:
        with self._changed:
            self._last_s = time.monotonic()
            self._begin(shot)
            if self._skip > 0:
                self._skip -= 1
            elif self._wanted and not self._ending and self._limit.admits(at_us, self._limit_fps):
                if len(self._waiting) == WAITING_MAX:
                    self._lost += 1 + self._waiting.popleft().lost
                self._waiting.append(Taken(shot, at_us, self._lost))
                self._lost = 0
            self._changed.notify_all()

    def _fail(self, error: CameraError) -> None:
        with self._changed:
            self._error = error
            self._changed.notify_all()


def _close(stream: Stream) -> None:
    try:
        stream.close()
    except Exception as error:  # noqa: BLE001  (a defect of a library: the thread ends all the same)
        _log_defect(error)


def _log_defect(error: Exception) -> None:
    """Without the text of the error, which may quote the address with its password."""
    places = [f"{Path(each.filename).name}:{each.lineno} {each.name}" for each in extract_tb(error.__traceback__)]
    log.error("reading the video source failed", extra={"defect": type(error).__name__, "at": places})
