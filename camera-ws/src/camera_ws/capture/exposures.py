"""The captures that wait for their exposure: what people see of them, and how one is cancelled."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.latest import Latest
from camera_ws.acquisition.readers.grabs import longest_frame_s
from camera_ws.capture.shots.shots import Shot
from camera_ws.errors import CaptureCancelled
from camera_ws.protocol.messages import EXPOSING_MAX, CaptureParams, Exposing

LISTED_FROM_S = 1.0
"""A shorter exposure is over before a person could cancel it."""


@dataclass(slots=True)
class _Exposure:
    """total_us: expected duration; None while it depends on a hardware trigger. Times are by the camera clock."""

    params: CaptureParams
    task: "asyncio.Task[Shot]"
    cancelled: bool = False
    total_us: int | None = None
    ends_us: int = 0


class Exposures:
    """Used on the event loop. changes counts changes of the list that report returns."""

    def __init__(self, acquisition: Acquisition) -> None:
        self._acquisition = acquisition
        self._waiting: dict[str, _Exposure] = {}
        self.changes: Latest[int] = Latest()

    async def run(self, params: CaptureParams, take: Callable[[Callable[[], None]], Awaitable[Shot]]) -> Shot:
        """Runs `take`, which calls its argument when the camera is free for this capture.

        CaptureCancelled when cancel was called before the frame arrived.
        """
        exposure = _Exposure(params, asyncio.ensure_future(self._take(params.capture_id, take)))
        self._estimate(exposure)
        self._waiting[params.capture_id] = exposure
        self._announce(exposure)
        try:
            return await exposure.task
        except asyncio.CancelledError:
            if exposure.cancelled:
                raise CaptureCancelled from None
            raise
        finally:
            del self._waiting[params.capture_id]
            self._announce(exposure)

    async def cancel(self, capture_id: str) -> bool:
        """True when nothing of the capture was or will be stored. False when it is unknown or already exposed."""
        exposure = self._waiting.get(capture_id)
        if exposure is None:
            return False
        exposure.cancelled = True
        exposure.task.cancel()
        await asyncio.wait([exposure.task])
        return exposure.task.cancelled()

    def report(self) -> list[Exposing] | None:
        """The long exposures, oldest first; None for none."""
        now_us = self._acquisition.clock.now_us()
        listed = [exposure for exposure in self._waiting.values() if _is_listed(exposure)]
        return [_exposing(exposure, now_us) for exposure in listed[:EXPOSING_MAX]] or None

    async def _take(self, capture_id: str, take: Callable[[Callable[[], None]], Awaitable[Shot]]) -> Shot:
        def began() -> None:
            exposure = self._waiting[capture_id]
            self._estimate(exposure)
            self._announce(exposure)

        return await take(began)

    def _estimate(self, exposure: _Exposure) -> None:
        exposure.total_us = self._expected_us(exposure.params)
        exposure.ends_us = self._acquisition.clock.now_us() + (exposure.total_us or 0)

    def _expected_us(self, params: CaptureParams) -> int | None:
        status = self._acquisition.current
        if status.camera is None:
            return 0
        settings = status.camera.settings
        if settings.trigger == "hardware":
            return None
        if params.exposure is not None:
            settings = settings.with_changes(exposure=params.exposure)
        frame_us = round(longest_frame_s(settings) * 1e6)
        changes = params.exposure is not None or params.gain is not None or params.full_frame
        newest = self._acquisition.frames.current
        running_us = 0
        if status.streaming and not changes and newest is not None and settings.trigger in (None, "free"):
            since_us = self._acquisition.clock.now_us() - newest.value.descriptor.captured_at_us
            running_us = min(max(0, frame_us - since_us), frame_us)
        return running_us + (params.average or 1) * frame_us

    def _announce(self, exposure: _Exposure) -> None:
        if _is_listed(exposure):
            newest = self.changes.current
            self.changes.put(newest.value + 1 if newest else 1)


def _is_listed(exposure: _Exposure) -> bool:
    return exposure.total_us is None or exposure.total_us >= LISTED_FROM_S * 1e6


def _exposing(exposure: _Exposure, now_us: int) -> Exposing:
    total_us = exposure.total_us
    return Exposing(
        capture_id=exposure.params.capture_id,
        user=exposure.params.user,
        total_ms=None if total_us is None else total_us / 1000,
        left_ms=None if total_us is None else max(0, exposure.ends_us - now_us) / 1000,
    )
