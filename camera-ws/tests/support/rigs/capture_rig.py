"""Captures with a camera of the test, and parameters and frames for them."""

import asyncio
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.base import Camera, Frame
from camera_ws.capture.captures import Captures, EarlyUploader, Measure
from camera_ws.capture.develop import Correct, uncorrected
from camera_ws.encoding.encoder import Encoder
from camera_ws.encoding.masters.facts import CameraIdentity
from camera_ws.protocol.camera.settings import SettingsUpdate
from camera_ws.protocol.messages import CaptureParams
from camera_ws.uploads.spool import Spool
from support.cameras.fake_camera import FakeCamera
from support.data.pictures import frame
from support.waiting import status_where


@dataclass(frozen=True, slots=True)
class CaptureParts:
    captures: Captures
    spool: Spool
    acquisition: Acquisition


@asynccontextmanager
async def capturing(
    folder: Path, correct: Correct = uncorrected, **options: Any
) -> AsyncIterator[tuple[Captures, Spool]]:
    """options: as in capture_parts."""
    async with capture_parts(folder, correct, **options) as parts:
        yield parts.captures, parts.spool


@asynccontextmanager
async def capture_parts(
    folder: Path,
    correct: Correct = uncorrected,
    *,
    camera: Camera | None = None,
    update: SettingsUpdate | None = None,
    stored: asyncio.Event | None = None,
    uploader: EarlyUploader | None = None,
    measure: Measure | None = None,
    **spool: Any,
) -> AsyncIterator[CaptureParts]:
    box = Spool(folder / "spool", **spool)
    box.recover()
    acquisition = Acquisition(camera or FakeCamera())
    encoder = Encoder(80)
    acquisition.start()
    captures = Captures(
        CameraIdentity("camera-1", "Camera 1"),
        acquisition,
        encoder,
        box,
        correct,
        data_dir=folder,
        stored=stored,
        uploader=uploader,
        measure=measure,
    )
    try:
        await status_where(acquisition, lambda status: status.connected)
        if update is not None:
            await acquisition.apply(update)
        yield CaptureParts(captures, box, acquisition)
    finally:
        await acquisition.close()
        await captures.close()
        await encoder.close()


def params_for(**fields: Any) -> CaptureParams:
    return CaptureParams(capture_id=str(uuid.uuid4()), **fields)


def deep(seq: int = 0) -> Frame:
    return frame(np.arange(seq, seq + 48 * 64, dtype=np.uint16).reshape(48, 64), 12, seq=seq)
