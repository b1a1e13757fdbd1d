"""Single frames that somebody waits for, each exposed after it was asked for."""

import time
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass

from camera_ws.camera.base import Frame
from camera_ws.errors import CameraTimeout
from camera_ws.protocol.settings import CameraSettings

EXTRA_S = 5.0
TRIGGER_PATIENCE_S = 20.0
"""So long a picture waits for a hardware trigger: less than the hub waits for the picture."""


@dataclass(slots=True)
class _Grab:
    """Somebody waits for a frame whose exposure began at or after not_before_us."""

    not_before_us: int
    deadline_s: float
    late: str
    future: "Future[Frame]"


class Grabs:
    """Used on the camera's thread only."""

    def __init__(self) -> None:
        self._waiting: list[_Grab] = []

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def add(self, settings: CameraSettings, not_before_us: int, future: "Future[Frame]") -> None:
        patience_s, late = _patience(settings)
        self._waiting.append(_Grab(not_before_us, time.monotonic() + patience_s, late, future))

    def hand(self, frame: Frame) -> None:
        """To everybody for whom it was exposed late enough."""
        for grab in self._taken(lambda grab: frame.descriptor.exposure_began_us >= grab.not_before_us):
            if grab.future.set_running_or_notify_cancel():
                grab.future.set_result(frame)

    def expire(self) -> None:
        """Ends what has waited too long, and forgets what nobody waits for any more."""
        now_s = time.monotonic()
        for grab in self._taken(lambda grab: now_s > grab.deadline_s or grab.future.cancelled()):
            _reject(grab, CameraTimeout(grab.late))

    def reject_all(self, error: Exception) -> None:
        for grab in self._taken(lambda _: True):
            _reject(grab, error)

    def _taken(self, wanted: Callable[[_Grab], bool]) -> list[_Grab]:
        taken = [grab for grab in self._waiting if wanted(grab)]
        self._waiting = [grab for grab in self._waiting if grab not in taken]
        return taken


def _patience(settings: CameraSettings) -> tuple[float, str]:
    """How long to wait, s, and what to say when that was in vain."""
    if settings.trigger == "hardware":
        late = (
            f"no hardware trigger came within {TRIGGER_PATIENCE_S:g} s: check the trigger's cable and signal, "
            "or set the trigger to free or software"
        )
        return TRIGGER_PATIENCE_S + longest_frame_s(settings), late
    # Up to one long exposure may be under way before the one that counts begins.
    patience_s = 2 * longest_frame_s(settings) + EXTRA_S
    return patience_s, f"the camera delivered no frame within {patience_s:.1f} s: check its cable and USB port"


def longest_frame_s(settings: CameraSettings) -> float:
    """From the start of an exposure to the next one, s, with the delay of its trigger."""
    delay_ms = (settings.trigger_delay or 0.0) if settings.trigger != "free" else 0.0
    return (settings.exposure + delay_ms) / 1000 + 1 / (settings.frame_rate or 1.0)


def _reject(grab: _Grab, error: Exception) -> None:
    if grab.future.set_running_or_notify_cancel():
        grab.future.set_exception(error)
