"""The frames of a running stream, fetched on a thread of their own.

getNextFrame blocks, under a hardware trigger without end, and the SDK wants one call at a time on a camera. So the
thread fetches, and whoever has something else to ask of the camera holds the thread between two frames or, when no
frame comes, stops the stream, which ends the call.
"""

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camera_ws.camera.clock import Clock
from camera_ws.camera.pixelink import codes
from camera_ws.camera.pixelink.codes import PixelinkError
from camera_ws.camera.pixelink.device import Device
from camera_ws.camera.software_triggers import Shots
from camera_ws.errors import CameraError, CameraTimeout

log = logging.getLogger(__name__)

FIRST_FRAME_TRIES = 10
"""The first frames after a stream start often time out; the vendor's samples try 4 times, other adapters 10."""
BAD_FRAMES_MAX = 20
"""Invalid frames, or refusals because of another frame request, one after another, before it is taken for a fault."""
JOIN_S = 2.0
_BACKLOG = 2
_BREATH_S = 0.005
PING_S = 1.0
"""A camera that waits for a software trigger is asked so often whether it is still there."""


@dataclass(frozen=True, slots=True)
class RawFrame:
    """The camera's bytes and its descriptor; arrived_us on our clock."""

    data: NDArray[np.uint8]
    descriptor: Any
    arrived_us: int

    @property
    def number(self) -> int:
        return int(self.descriptor.uFrameNumber)


class FrameStream:
    """One per stream start; made when the stream runs. end after the stream was stopped.

    A few frames wait here when nobody takes them; then fetching rests, and what the camera drops its numbers say.
    While triggered() says so a frame is fetched for each of the shots only: getNextFrame is the software trigger.
    """

    def __init__(
        self,
        device: Device,
        clock: Clock,
        frame_bytes: Callable[[], int],
        shots: Shots,
        triggered: Callable[[], bool],
    ) -> None:
        self._device = device
        self._clock = clock
        self._frame_bytes = frame_bytes
        self._shots = shots
        self._triggered = triggered
        self._frames: deque[RawFrame] = deque()
        self._change = threading.Condition()
        self._held = False
        self._fetching = False
        self._ending = False
        self._failure: CameraError | None = None
        self._came_one = False
        self._failures_in_row = 0
        self._thread = threading.Thread(target=self._run, name="pixelink-frames", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Frames that nobody has taken yet."""
        return len(self._frames)

    def nudge(self) -> None:
        """There is a shot to take."""
        with self._change:
            self._change.notify_all()

    def take(self, timeout_s: float) -> RawFrame:
        """The oldest frame that waits, or the next; CameraTimeout, or what ended the stream."""
        with self._change:
            self._change.wait_for(lambda: self._frames or self._failure, timeout_s)
            if self._frames:
                frame = self._frames.popleft()
                self._change.notify_all()
                return frame
            if self._failure is not None:
                raise self._failure
        raise CameraTimeout(f"no frame from the camera within {timeout_s:g} s")

    def drain(self) -> list[RawFrame]:
        """What waits, taken away."""
        with self._change:
            frames = list(self._frames)
            self._frames.clear()
            self._change.notify_all()
            return frames

    def hold(self, patience_s: float) -> bool:
        """Keeps the thread from the camera until release; False when a call was still under way after patience_s."""
        with self._change:
            self._held = True
            return bool(self._change.wait_for(lambda: not self._fetching, patience_s))

    def release(self) -> None:
        with self._change:
            self._held = False
            self._change.notify_all()

    def expect_end(self) -> None:
        """Before the stream is stopped: the call under way will fail, and that is no failure."""
        with self._change:
            self._ending = True
            self._change.notify_all()

    def end(self) -> bool:
        """Waits for the thread, not for ever: False when the SDK keeps it although the stream was stopped."""
        self.expect_end()
        self._thread.join(JOIN_S)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while self._fetch_next():
            pass

    def _fetch_next(self) -> bool:
        """One call of the camera; False at the end."""
        try:
            task = self._next_task()
            if task is None:
                return False
            task()
        except CameraError as error:
            self._fail(error)
        except Exception as error:  # a defect must reach the reader, or it would wait for ever
            log.exception("fetching a frame failed unexpectedly")
            self._fail(CameraError(f"{type(error).__name__}: {error}"))
        finally:
            with self._change:
                self._fetching = False
                self._change.notify_all()
        return True

    def _next_task(self) -> Callable[[], None] | None:
        """What to call the camera for, as soon as there is something; None at the end."""
        with self._change:
            while not self._change.wait_for(lambda: self._ending or self._is_due(), PING_S):
                if self._is_free():
                    self._fetching = True
                    return self._device.ask_whether_there
            self._fetching = not self._ending
            return self._fetch if self._fetching else None

    def _is_free(self) -> bool:
        return not (self._held or self._failure or len(self._frames) >= _BACKLOG)

    def _is_due(self) -> bool:
        return self._is_free() and (not self._triggered() or self._shots.waiting > 0)

    def _fetch(self) -> None:
        buffer = np.empty(self._frame_bytes(), np.uint8)
        try:
            descriptor = self._device.next_frame(buffer)
        except PixelinkError as error:
            self._judge(error)
            return
        frame = RawFrame(buffer, descriptor, self._clock.now_us())
        self._came_one = True
        self._failures_in_row = 0
        with self._change:
            self._shots.take()
            self._frames.append(frame)

    def _judge(self, error: PixelinkError) -> None:
        """Returns when the call may simply be repeated."""
        if self._ending:
            return
        self._failures_in_row += 1
        if error.rc in codes.SUSPECT:
            self._device.ask_whether_there()
        if error.rc in codes.TIMEOUTS:
            # Later timeouts are for the stall check to judge: it knows the exposure and the trigger.
            patient = self._came_one or self._failures_in_row <= FIRST_FRAME_TRIES
        else:
            patient = error.rc in (codes.INVALID_FRAME, codes.BUSY) and self._failures_in_row <= BAD_FRAMES_MAX
        if not patient:
            raise error
        # Some failures come back at once: a breath keeps a broken camera from taking a whole core.
        with self._change:
            self._change.wait_for(lambda: self._ending, _BREATH_S)

    def _fail(self, error: CameraError) -> None:
        with self._change:
            if not self._ending:
                self._failure = error
