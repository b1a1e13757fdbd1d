"""Fetches the frames of a running stream on a thread.

getNextFrame blocks, with a hardware trigger without a limit, and the SDK allows one call at a time per camera. For
other calls the thread is held between two frames. When no frame comes, the stream is stopped, which ends the call.
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
from camera_ws.camera.software_triggers import SoftwareTriggers
from camera_ws.errors import CameraError, CameraTimeout

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RawFrame:
    """The camera's bytes and descriptor; arrived_us by Clock.now_us."""

    data: NDArray[np.uint8]
    descriptor: Any
    arrived_us: int

    @property
    def number(self) -> int:
        return int(self.descriptor.uFrameNumber)


FIRST_FRAME_TRIES = 10
"""The first frames after a stream start often time out; the vendor's samples try 4 times, other adapters 10."""
BAD_FRAMES_MAX = 20
"""Limit of consecutive invalid frames, or of refusals because of another frame request."""
JOIN_S = 2.0
_BACKLOG = 2
_RETRY_PAUSE_S = 0.005
PING_S = 1.0
"""Interval of the connection check while the camera waits for a software trigger."""


class FrameStream:
    """One per stream start; created while the stream runs. Call end after the stream was stopped.

    A few frames are buffered; then fetching pauses, and gaps in the frame numbers tell how many the camera dropped.
    While triggered() is true, a frame is fetched only for a pending trigger: getNextFrame is the software trigger.
    """

    def __init__(
        self,
        device: Device,
        clock: Clock,
        frame_bytes: Callable[[], int],
        triggers: SoftwareTriggers,
        triggered: Callable[[], bool],
    ) -> None:
        self._device = device
        self._clock = clock
        self._frame_bytes = frame_bytes
        self._triggers = triggers
        self._triggered = triggered
        self._frames: deque[RawFrame] = deque()
        self._change = threading.Condition()
        self._held = False
        self._fetching = False
        self._ending = False
        self._failure: CameraError | None = None
        self._had_frame = False
        self._failures_in_row = 0
        self._thread = threading.Thread(target=self._run, name="pixelink-frames", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """Frames not read yet."""
        return len(self._frames)

    def wake(self) -> None:
        """A trigger was added."""
        with self._change:
            self._change.notify_all()

    def take(self, timeout_s: float) -> RawFrame:
        """The oldest buffered frame, or the next one; CameraTimeout, or the error that ended the stream."""
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
        """Removes and returns the buffered frames."""
        with self._change:
            frames = list(self._frames)
            self._frames.clear()
            self._change.notify_all()
            return frames

    def hold(self, timeout_s: float) -> bool:
        """Blocks calls of the thread until release; False when a call is still running after timeout_s."""
        with self._change:
            self._held = True
            return bool(self._change.wait_for(lambda: not self._fetching, timeout_s))

    def release(self) -> None:
        with self._change:
            self._held = False
            self._change.notify_all()

    def expect_end(self) -> None:
        """Call before the stream is stopped: a failure of the running call is then expected."""
        with self._change:
            self._ending = True
            self._change.notify_all()

    def end(self) -> bool:
        """Waits for the thread; False when it still hangs in the SDK after JOIN_S."""
        self.expect_end()
        self._thread.join(JOIN_S)
        return not self._thread.is_alive()

    def _run(self) -> None:
        while self._fetch_next():
            pass

    def _fetch_next(self) -> bool:
        """One call to the camera; False at the end."""
        try:
            task = self._next_task()
            if task is None:
                return False
            task()
        except CameraError as error:
            self._fail(error)
        except Exception as error:  # the reader must get the error, or it would wait for ever
            log.exception("fetching a frame failed unexpectedly")
            self._fail(CameraError(f"{type(error).__name__}: {error}"))
        finally:
            with self._change:
                self._fetching = False
                self._change.notify_all()
        return True

    def _next_task(self) -> Callable[[], None] | None:
        """Waits for the next call to make; None at the end."""
        with self._change:
            while not self._change.wait_for(lambda: self._ending or self._is_due(), PING_S):
                if self._is_free():
                    self._fetching = True
                    return self._device.check_connection
            self._fetching = not self._ending
            return self._fetch if self._fetching else None

    def _is_free(self) -> bool:
        return not (self._held or self._failure or len(self._frames) >= _BACKLOG)

    def _is_due(self) -> bool:
        return self._is_free() and (not self._triggered() or self._triggers.pending > 0)

    def _fetch(self) -> None:
        buffer = np.empty(self._frame_bytes(), np.uint8)
        try:
            descriptor = self._device.next_frame(buffer)
        except PixelinkError as error:
            self._handle_failure(error)
            return
        frame = RawFrame(buffer, descriptor, self._clock.now_us())
        self._had_frame = True
        self._failures_in_row = 0
        with self._change:
            self._triggers.take()
            self._frames.append(frame)

    def _handle_failure(self, error: PixelinkError) -> None:
        """Returns when the call may be repeated; raises otherwise."""
        if self._ending:
            return
        self._failures_in_row += 1
        if error.rc in codes.SUSPECT:
            self._device.check_connection()
        if error.rc in codes.TIMEOUTS:
            # Later timeouts are left to the stall check, which knows the exposure and the trigger.
            repeat = self._had_frame or self._failures_in_row <= FIRST_FRAME_TRIES
        else:
            repeat = error.rc in (codes.INVALID_FRAME, codes.BUSY) and self._failures_in_row <= BAD_FRAMES_MAX
        if not repeat:
            raise error
        # Some failures return at once: the pause keeps a broken camera from using a whole core.
        with self._change:
            self._change.wait_for(lambda: self._ending, _RETRY_PAUSE_S)

    def _fail(self, error: CameraError) -> None:
        with self._change:
            if not self._ending:
                self._failure = error
