"""The calls of the integration guide."""

import asyncio
from datetime import UTC, datetime
from typing import Annotated

from fastapi import APIRouter, Body
from fastapi.responses import StreamingResponse

from camera_ws.acquisition import Acquisition
from camera_ws.capture import Captures, new_capture_id
from camera_ws.encoder import Encoder
from camera_ws.errors import CameraDisconnected
from camera_ws.http.models import (
    CaptureAnswer,
    CaptureBody,
    Failure,
    Health,
    MemoryBody,
    Rejection,
    SettingsAnswer,
    SettingsBody,
    capture_answer,
    settings_answer,
)
from camera_ws.http.video import mjpeg
from camera_ws.protocol.messages import CaptureParams

_GONE = {503: {"model": Failure, "description": "Camera not connected"}}
_WRONG = {422: {"model": Rejection, "description": "A value the camera does not take"}}
_FULL = {507: {"model": Failure, "description": "No space for another capture"}}


def make_routes(acquisition: Acquisition, captures: Captures, encoder: Encoder, closing: asyncio.Event) -> APIRouter:
    router = APIRouter()

    @router.get("/health")
    async def health() -> Health:  # pyright: ignore[reportUnusedFunction]
        """Whether the service runs and has its camera."""
        now = datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        return Health(camera_connected=acquisition.current.connected, timestamp=now)

    @router.post("/capture", responses={**_GONE, **_WRONG, **_FULL})
    async def capture(  # pyright: ignore[reportUnusedFunction]
        wish: Annotated[CaptureBody | None, Body()] = None,
    ) -> CaptureAnswer:
        """Takes a picture exposed after this request, with the exposure and gain asked for, and keeps it."""
        fields = dict(wish) if wish else {}
        entry = await captures.take(CaptureParams(capture_id=new_capture_id(), **fields), "http")
        return capture_answer(entry)

    @router.get("/settings", responses={**_GONE})
    async def read_settings() -> SettingsAnswer:  # pyright: ignore[reportUnusedFunction]
        """What the camera is set to, as it reports it; the last known while it is away."""
        return _settings(acquisition)

    @router.put("/settings", responses={**_GONE, **_WRONG})
    async def write_settings(update: SettingsBody) -> SettingsAnswer:  # pyright: ignore[reportUnusedFunction]
        """Changes all of the settings given, or none of them."""
        await acquisition.apply(update)
        return _settings(acquisition)

    @router.post("/settings/save", responses={**_GONE, **_WRONG})
    async def save_settings() -> SettingsAnswer:  # pyright: ignore[reportUnusedFunction]
        """Into the camera's own memory, which keeps them without power."""
        await acquisition.save_settings()
        return _settings(acquisition)

    @router.post("/settings/load", responses={**_GONE, **_WRONG})
    async def load_settings(wish: MemoryBody) -> SettingsAnswer:  # pyright: ignore[reportUnusedFunction]
        """From the camera's own memory: what the factory set, or what was saved."""
        await acquisition.load_settings(wish.channel)
        return _settings(acquisition)

    @router.get("/video/feed", response_class=StreamingResponse, responses={**_GONE})
    async def feed() -> StreamingResponse:  # pyright: ignore[reportUnusedFunction]
        """The live view as MJPEG (multipart/x-mixed-replace)."""
        if not acquisition.current.connected:
            raise CameraDisconnected
        return mjpeg(acquisition, encoder, closing)

    return router


def _settings(acquisition: Acquisition) -> SettingsAnswer:
    status = acquisition.current
    if status.camera is None:
        raise CameraDisconnected
    return settings_answer(status, status.camera)
