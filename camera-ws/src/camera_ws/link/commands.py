"""Runs the hub's commands."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.clock import Clock
from camera_ws.capture.captures import Captures
from camera_ws.jobs.lock import JobLock
from camera_ws.link.frames.pump import FramePump
from camera_ws.link.frames.sample_pump import SamplePump
from camera_ws.link.frames.video_pump import VideoPump
from camera_ws.protocol import rpc
from camera_ws.protocol.messages import (
    CaptureCancel,
    CaptureParams,
    Demand,
    Ping,
    RetryNow,
    SettingsUpdateParams,
    VideoKey,
)

Handler = Callable[[Any], Awaitable[Any]]
"""From the parameters as received to the result as sent; failures are exceptions."""


class Commands:
    """One handler per method of the link. Handlers validate parameters; failures are exceptions."""

    def __init__(
        self,
        acquisition: Acquisition,
        captures: Captures,
        pump: FramePump,
        video: VideoPump,
        clock: Clock,
        *,
        samples: SamplePump,
        lock: JobLock,
        more: Mapping[str, Handler],
    ) -> None:
        """more: handlers of other parts of the service."""
        self._acquisition = acquisition
        self._captures = captures
        self._pump = pump
        self._video = video
        self._samples = samples
        self._clock = clock
        self._lock = lock
        self._methods: dict[str, Handler] = {
            **more,
            "ping": self._ping,
            "demand": self._demand,
            "video:key": self._key,
            "settings.update": self._update_settings,
            "camera.retry": self._retry,
            "capture.cancel": self._cancel_capture,
        }

    async def run(self, request: rpc.Request) -> Any:
        if request.method == "capture":
            self._check_deadline(request)
            return await self._capture(request.params, request.deadline_us)
        method = self._methods.get(request.method)
        if method is None:
            raise rpc.RpcFault(rpc.METHOD_NOT_FOUND, f"unknown method {request.method}")
        self._check_deadline(request)
        return await method(request.params)

    def _check_deadline(self, request: rpc.Request) -> None:
        """Refuses a request that is read after its deadline: the hub has reported a timeout by then.

        This happens when this process was stopped for a while, for example by a debugger or a suspended host.
        """
        if request.deadline_us is None:
            return
        late_us = self._clock.now_us() - request.deadline_us
        if late_us > 0:
            raise rpc.RpcFault(
                rpc.TIMEOUT, f"{request.method} came {late_us / 1e6:.1f} s after its deadline; not executed"
            )

    async def _ping(self, params: Any) -> Any:
        Ping.from_wire(params)
        return {"cameraTimeUs": self._clock.now_us()}

    async def _demand(self, params: Any) -> Any:
        demand = Demand.from_wire(params)
        self._pump.set_demand(demand)
        self._video.set_demand(demand.video or ())
        self._samples.set_demand(demand.samples)
        return {}

    async def _key(self, params: Any) -> Any:
        self._video.request_key(VideoKey.from_wire(params).tier)
        return {}

    async def _update_settings(self, params: Any) -> Any:
        update = SettingsUpdateParams.from_wire(params).settings
        self._lock.check_settings(update)
        settings = await self._acquisition.apply(update)
        return {"settings": settings.to_json()}

    async def _retry(self, params: Any) -> Any:
        RetryNow.from_wire(params)
        self._acquisition.retry()
        return {}

    async def _cancel_capture(self, params: Any) -> Any:
        return {"cancelled": await self._captures.cancel(CaptureCancel.from_wire(params).capture_id)}

    async def _capture(self, params: Any, deadline_us: int | None) -> Any:
        """With the deadline, because captures wait for each other."""
        capture = CaptureParams.from_wire(params)
        self._lock.check_capture(capture)
        entry = await self._captures.take(capture, "hub", deadline_us)
        return {"capture": entry.metadata.to_json()}
