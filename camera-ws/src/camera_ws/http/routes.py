"""The requests of the integration guide."""

# Routes are registered by their decorators, so no code calls them by name.
# pyright: reportUnusedFunction=false

import asyncio
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Body
from fastapi.responses import StreamingResponse

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.capture.captures import Captures, new_capture_id
from camera_ws.encoding.encoder import Encoder
from camera_ws.errors import CameraDisconnected
from camera_ws.http.models import (
    CaptureAnswer,
    CaptureBody,
    Health,
    capture_answer,
)
from camera_ws.http.responses import CAMERA_ERRORS, DISCONNECTED, DISK_FULL, INVALID
from camera_ws.http.video import mjpeg
from camera_ws.jobs.lock import JobLock
from camera_ws.protocol.messages import CaptureParams


def make_routes(
    acquisition: Acquisition, captures: Captures, encoder: Encoder, lock: JobLock, closing: asyncio.Event
) -> APIRouter:
    router = APIRouter()

    @router.get("/health")
    async def health() -> Health:
        """Whether the service runs and its camera is connected."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return Health(camera_connected=acquisition.current.connected, timestamp=now)

    @router.post("/capture", responses={**CAMERA_ERRORS, **INVALID, **DISK_FULL})
    async def capture(
        body: Annotated[CaptureBody | None, Body()] = None,
    ) -> CaptureAnswer:
        """Takes and stores a picture exposed after this request, with the requested exposure and gain."""
        params = CaptureParams(capture_id=new_capture_id(), **(dict(body) if body else {}))
        lock.check_capture(params)
        entry = await captures.take(params, "http")
        return capture_answer(entry)

    @router.get("/video/feed", response_class=StreamingResponse, responses={**DISCONNECTED})
    async def feed() -> StreamingResponse:
        """The live view as MJPEG (multipart/x-mixed-replace)."""
        if not acquisition.current.connected:
            raise CameraDisconnected
        return mjpeg(acquisition, encoder, closing)

    return router
