"""Taking a capture: a frame exposed after the request, its master file, its metadata, the spool."""

import asyncio
import hashlib
import uuid
from collections import OrderedDict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Literal

from camera_ws.acquisition import Acquisition
from camera_ws.camera.base import Frame
from camera_ws.encode import Master
from camera_ws.encoder import Encoder
from camera_ws.errors import CameraDisconnected
from camera_ws.protocol.messages import CaptureMetadata, CaptureParams
from camera_ws.protocol.settings import CameraSettings, CaptureFormat, SettingsUpdate
from camera_ws.spool import Spool, SpoolEntry

_REMEMBERED = 1000
_EXTENSION: dict[CaptureFormat, str] = {"jpg": "jpg", "png": "png", "tiff": "tif"}


@dataclass(frozen=True, slots=True)
class CameraIdentity:
    id: str
    name: str


class Captures:
    """One capture per id: asked twice, the same answer twice, whether the first is done or still under way."""

    def __init__(self, identity: CameraIdentity, acquisition: Acquisition, encoder: Encoder, spool: Spool) -> None:
        self._identity = identity
        self._acquisition = acquisition
        self._encoder = encoder
        self._spool = spool
        self._done: OrderedDict[str, SpoolEntry] = OrderedDict((e.metadata.id, e) for e in spool.entries())
        self._names = {entry.metadata.filename for entry in spool.entries()}
        self._under_way: dict[str, asyncio.Task[SpoolEntry]] = {}
        self._changing = asyncio.Lock()
        self.stored = asyncio.Event()
        """Set whenever the spool has grown; whoever waits for it clears it."""

    async def take(self, params: CaptureParams, source: Literal["hub", "http"]) -> SpoolEntry:
        """Durable when it returns. SettingRejected, CameraDisconnected, CameraTimeout, NoSpace."""
        done = self._done.get(params.capture_id)
        if done is not None:
            return done
        task = self._under_way.get(params.capture_id)
        if task is None:
            task = asyncio.create_task(self._take(params, source))
            self._under_way[params.capture_id] = task
            task.add_done_callback(lambda _: self._under_way.pop(params.capture_id, None))
        # Shielded: a caller that hangs up does not undo a capture that was asked for.
        return await asyncio.shield(task)

    async def close(self) -> None:
        """Waits for what is under way; the acquisition must be closed before, which ends every wait for a frame."""
        await asyncio.gather(*self._under_way.values(), return_exceptions=True)

    async def _take(self, params: CaptureParams, source: Literal["hub", "http"]) -> SpoolEntry:
        frame = await self._grab(params)
        settings = self._settings()
        format = params.format or "jpg"
        description = _description(frame, self._identity, params)
        master = await self._encoder.master(frame, format, description)
        digest = await asyncio.to_thread(lambda: hashlib.sha256(master.data).hexdigest())
        filename = self._name(frame.descriptor.captured_at_us, format)
        metadata = self._metadata(
            params, frame, master, source=source, settings=settings, sha256=digest, filename=filename
        )
        entry = await asyncio.to_thread(self._spool.store, metadata, master.data)
        self._remember(entry)
        return entry

    async def _grab(self, params: CaptureParams) -> Frame:
        if params.exposure is None and params.gain is None:
            return await self._acquisition.grab()
        # One at a time: two captures that ask for different exposures must each get their own.
        async with self._changing:
            return await self._acquisition.grab(SettingsUpdate(exposure=params.exposure, gain=params.gain))

    def _settings(self) -> CameraSettings:
        camera = self._acquisition.current.camera
        if camera is None:
            raise CameraDisconnected
        return camera.settings

    def _remember(self, entry: SpoolEntry) -> None:
        self._done[entry.metadata.id] = entry
        while len(self._done) > _REMEMBERED:
            _, oldest = self._done.popitem(last=False)
            self._names.discard(oldest.metadata.filename)
        self.stored.set()

    def _name(self, captured_at_us: int, format: CaptureFormat) -> str:
        """capture_YYYYMMDD_HHMMSS_mmm.ext, UTC; a clash gets _2, _3 and so on."""
        moment = datetime.fromtimestamp(captured_at_us / 1e6, UTC)
        stem = f"capture_{moment:%Y%m%d_%H%M%S}_{captured_at_us // 1000 % 1000:03d}"
        name, count = f"{stem}.{_EXTENSION[format]}", 1
        while name in self._names:
            count += 1
            name = f"{stem}_{count}.{_EXTENSION[format]}"
        self._names.add(name)
        return name

    def _metadata(
        self,
        params: CaptureParams,
        frame: Frame,
        master: Master,
        *,
        source: Literal["hub", "http"],
        settings: CameraSettings,
        sha256: str,
        filename: str,
    ) -> CaptureMetadata:
        descriptor, camera = frame.descriptor, self._acquisition.current.camera
        if camera is None:
            raise CameraDisconnected
        return CaptureMetadata(
            id=params.capture_id,
            camera_id=self._identity.id,
            camera_name=self._identity.name,
            camera=camera.info,
            filename=filename,
            format=params.format or "jpg",
            size_bytes=len(master.data),
            sha256=sha256,
            width=master.width,
            height=master.height,
            bit_depth=master.bit_depth,
            channels=3 if master.channels == 3 else 1,
            captured_at_us=descriptor.captured_at_us,
            seq=descriptor.seq,
            exposure_ms=descriptor.exposure_ms,
            gain_db=descriptor.gain_db,
            roi=descriptor.roi,
            pixel_format=descriptor.pixel_format,
            temperature=descriptor.temperature,
            settings=settings,
            label=params.label,
            tags=params.tags or [],
            notes=params.notes,
            user=params.user,
            session_id=params.session_id,
            source=source,
        )


def new_capture_id() -> str:
    return str(uuid.uuid4())


def timestamp(captured_at_us: int) -> str:
    """ISO 8601 in UTC with milliseconds."""
    moment = datetime.fromtimestamp(captured_at_us // 1000 / 1000, UTC)
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _description(frame: Frame, identity: CameraIdentity, params: CaptureParams) -> dict[str, object]:
    descriptor = frame.descriptor
    known: dict[str, object | None] = {
        "camera": identity.name,
        "capturedAt": timestamp(descriptor.captured_at_us),
        "exposureMs": descriptor.exposure_ms,
        "gainDb": descriptor.gain_db,
        "roi": descriptor.roi.to_json(),
        "pixelFormat": descriptor.pixel_format,
        "significantBits": descriptor.bit_depth,
        "label": params.label,
        "notes": params.notes,
    }
    return {name: value for name, value in known.items() if value is not None}
