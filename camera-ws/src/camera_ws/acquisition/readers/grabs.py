"""Requests for a single frame, each exposed after the request."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from camera_ws.camera.base import Frame
from camera_ws.errors import CameraTimeout
from camera_ws.protocol.camera.settings import CameraSettings

EXTRA_S = 5.0
ENDS_SOON_S = 0.5
TRIGGER_TIMEOUT_S = 20.0
"""Time limit for a hardware trigger; shorter than the hub's time limit for the capture."""


@dataclass(slots=True)
class _Grab:
    """A request for a frame whose exposure began at or after not_before_us."""

    not_before_us: int
    deadline_s: float
    timeout_message: str
    future: "Future[Frame]"


class Grabs:
    """Used on the camera's thread only."""

    def __init__(self) -> None:
        self._waiting: list[_Grab] = []

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, settings: CameraSettings, not_before_us: int, future: "Future[Frame]") -> None:
        timeout_s, message = _time_limit(settings)
        self._waiting.append(_Grab(not_before_us, time.monotonic() + timeout_s, message, future))

    def deliver(self, frame: Frame) -> None:
        """Resolves every request that this frame satisfies."""
        for grab in self._pop(lambda grab: frame.descriptor.exposure_began_us >= grab.not_before_us):
            if grab.future.set_running_or_notify_cancel():
                grab.future.set_result(frame)

    def expire(self) -> None:
        """Rejects requests past their deadline and drops cancelled ones."""
        now_s = time.monotonic()
        for grab in self._pop(lambda grab: now_s > grab.deadline_s or grab.future.cancelled()):
            _reject(grab, CameraTimeout(grab.timeout_message))

    def reject_all(self, error: Exception) -> None:
        for grab in self._pop(lambda _: True):
            _reject(grab, error)

    def _pop(self, matches: Callable[[_Grab], bool]) -> list[_Grab]:
        taken = [grab for grab in self._waiting if matches(grab)]
        self._waiting = [grab for grab in self._waiting if grab not in taken]
        return taken


def _time_limit(settings: CameraSettings) -> tuple[float, str]:
    """The time limit, s, and the message when it has passed."""
    if settings.trigger == "hardware":
        message = (
            f"no hardware trigger came within {TRIGGER_TIMEOUT_S:g} s: check the trigger's cable and signal, "
            "or set the trigger to free or software"
        )
        return TRIGGER_TIMEOUT_S + longest_frame_s(settings), message
    # One long exposure may be under way before the one that counts starts.
    timeout_s = 2 * longest_frame_s(settings) + EXTRA_S
    return timeout_s, f"the camera delivered no frame within {timeout_s:.1f} s: check its cable and USB port"


def longest_frame_s(settings: CameraSettings) -> float:
    """Longest time from the start of one exposure to the next, s, including the delay of its trigger."""
    delay_ms = (settings.trigger_delay or 0.0) if settings.trigger != "free" else 0.0
    return (settings.exposure + delay_ms) / 1000 + 1 / (settings.frame_rate or 1.0)


def ends_soon(settings: CameraSettings) -> bool:
    """Whether a cancelled exposure may run to its end, because that takes little time."""
    return longest_frame_s(settings) <= ENDS_SOON_S


def _reject(grab: _Grab, error: Exception) -> None:
    if grab.future.set_running_or_notify_cancel():
        grab.future.set_exception(error)
