"""The laboratory's step: runs it on frames, starts it again after a failure, and turns its answers into results."""

import asyncio
import hashlib
import logging
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Annotated, Any

import numpy as np
from pydantic import Field, ValidationError

from camera_ws.camera.base import Frame, FrameDescriptor, Orientation, Pixels
from camera_ws.errors import CameraError
from camera_ws.pictures.lab.answer import result_of
from camera_ws.pictures.lab.declared import RATE_MIN_HZ
from camera_ws.pictures.lab.placement import Placement
from camera_ws.pictures.lab.process import StepFailed, StepOptions, StepProcess
from camera_ws.pictures.lab.texts import shown
from camera_ws.protocol.camera.analysis import ANALYSIS_MAX_HZ
from camera_ws.protocol.camera.lab_step import NAME_MAX, LabName, LabResult
from camera_ws.protocol.camera.settings import CameraSettings
from camera_ws.protocol.text import cut, storable
from camera_ws.protocol.wire import Wire

log = logging.getLogger(__name__)

PAUSE_MIN_S = 1.0
PAUSE_MAX_S = 60.0
CAPTURE_WAIT_MAX_S = 10.0
"""Longest wait of a capture for its result, also when the step may take longer: the hub waits for the capture."""


FILE_BYTES_MAX = 16 * 1024 * 1024
"""The service reads the whole file for its digest."""


class _Ready(Wire):
    rate: Annotated[float, Field(ge=RATE_MIN_HZ, le=ANALYSIS_MAX_HZ)]
    stores: bool
    version: LabName | None = None


@dataclass(frozen=True, slots=True)
class Declared:
    """rate_hz: frames per second that the step wants. stores: its results belong to the metadata of captures."""

    rate_hz: float
    stores: bool
    version: str | None


class LabStep:
    """run and for_capture never raise, except CancelledError: failures are part of the result.

    A step that failed is started again after a pause, which doubles with each failure in a row.
    """

    def __init__(self, options: StepOptions) -> None:
        self.name = cut(storable(options.file.stem), NAME_MAX)
        self.declared: Declared | None = None
        """None until the step was loaded."""
        self._options = options
        self._process: StepProcess | None = None
        self._lock = asyncio.Lock()
        self._running: set[asyncio.Task[Any]] = set()
        self._digest: str | None = None
        self._asked = 0
        self._failure = ""
        self._pause_s = 0.0
        self._paused_until_s = 0.0
        self._closed = False

    def start(self) -> None:
        """Loads the step, so that the first capture knows whether its result is stored."""
        self._track(self._load())

    async def run(self, frame: Frame, orientation: Orientation) -> LabResult:
        """The result of this frame. It is completed, and thrown away, when the caller is cancelled."""
        return await asyncio.shield(self._track(self._run(frame, orientation)))

    async def for_capture(self, frame: Frame, settings: CameraSettings) -> LabResult | None:
        """Without a mask; None when the step does not say that its results are stored.

        A step that cannot be loaded says nothing: then the capture has the error.
        """
        if self._is_private():
            return None
        limit_s = min(self._options.timeout_s, CAPTURE_WAIT_MAX_S)
        try:
            async with asyncio.timeout(limit_s):
                result = await self.run(frame, Orientation.of(settings))
        except TimeoutError:
            return self._failed(f"no result within {limit_s:g} s, the longest wait of a capture")
        return None if self._is_private() else result.model_copy(update={"mask": None})

    async def close(self) -> None:
        self._closed = True
        for task in list(self._running):
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)
        await self._stop()

    def _is_private(self) -> bool:
        return self.declared is not None and not self.declared.stores

    def _track(self, work: Any) -> "asyncio.Task[Any]":
        task = asyncio.create_task(work, name="lab step")
        self._running.add(task)
        task.add_done_callback(self._running.discard)
        return task

    async def _load(self) -> None:
        async with self._lock:
            with suppress(StepFailed):
                await self._ready()

    async def _run(self, frame: Frame, orientation: Orientation) -> LabResult:
        async with self._lock:
            try:
                pixels = await asyncio.to_thread(_contiguous, frame)
                process = await self._ready()
                return await self._ask(process, frame.descriptor, pixels, orientation)
            except (StepFailed, CameraError) as error:
                return self._failed(str(error))

    async def _ask(
        self, process: StepProcess, descriptor: FrameDescriptor, pixels: Pixels, orientation: Orientation
    ) -> LabResult:
        self._asked += 1
        request = {
            "id": self._asked,
            "descriptor": _shown_to_step(descriptor),
            "shape": list(pixels.shape),
            "dtype": str(pixels.dtype),
        }
        try:
            message, mask = await process.ask(request, pixels.data.cast("B"))
            placement = Placement(pixels.shape[1], pixels.shape[0], descriptor.roi, orientation)
            result = await asyncio.to_thread(result_of, self._identity(), message, mask, placement)
        except StepFailed as error:
            await self._pause(str(error))
            raise
        except (ValidationError, ValueError) as error:
            await self._pause(shown(f"the step's answer cannot be used: {error}"))
            raise StepFailed(self._failure) from None
        self._pause_s = 0.0
        return result

    async def _ready(self) -> StepProcess:
        """The running process, started if necessary. The last failure is repeated until the pause is over."""
        if self._process is not None:
            return self._process
        if self._closed or time.monotonic() < self._paused_until_s:
            raise StepFailed(self._failure or "the service is closing")
        process = self._process = StepProcess(self._options)
        try:
            self._digest = await asyncio.to_thread(_digest_of, self._options)
            ready = _Ready.model_validate(await process.open())
            self.declared = Declared(ready.rate, ready.stores, ready.version)
        except (StepFailed, OSError, ValidationError) as error:
            await self._pause(shown(str(error)))
            raise StepFailed(self._failure) from None
        log.info("the lab's step was loaded", extra={"step": self.name, "rateHz": self.declared.rate_hz})
        return process

    async def _pause(self, failure: str) -> None:
        self._failure = failure
        self._pause_s = min(max(PAUSE_MIN_S, 2 * self._pause_s), PAUSE_MAX_S)
        self._paused_until_s = time.monotonic() + self._pause_s
        log.warning("the lab's step failed", extra={"step": self.name, "reason": failure, "pauseS": self._pause_s})
        await self._stop()

    async def _stop(self) -> None:
        process, self._process = self._process, None
        if process is not None:
            await process.kill()

    def _identity(self) -> dict[str, Any]:
        version = self.declared.version if self.declared else None
        return {"name": self.name, "digest": self._digest, "version": version}

    def _failed(self, reason: str) -> LabResult:
        return LabResult(**self._identity(), error=shown(reason))


def _contiguous(frame: Frame) -> Pixels:
    return np.ascontiguousarray(frame.pixels)


def _digest_of(options: StepOptions) -> str:
    """OSError for a file that cannot be read, and for one that would block or take all memory."""
    if options.file.exists() and not options.file.is_file():
        raise OSError(f"{options.file.name} is not a file")
    with options.file.open("rb") as file:
        content = file.read(FILE_BYTES_MAX + 1)
    if len(content) > FILE_BYTES_MAX:
        raise OSError(f"{options.file.name} has more than {FILE_BYTES_MAX} bytes, which is the limit")
    return hashlib.sha256(content).hexdigest()


def _shown_to_step(descriptor: FrameDescriptor) -> Mapping[str, Any]:
    return {
        "seq": descriptor.seq,
        "captured_at_us": descriptor.captured_at_us,
        "exposure_ms": descriptor.exposure_ms,
        "gain_db": descriptor.gain_db,
        "bit_depth": descriptor.bit_depth,
        "pixel_format": descriptor.pixel_format,
        "temperature": descriptor.temperature,
        "roi": descriptor.roi.model_dump(),
    }
