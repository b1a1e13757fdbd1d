"""Captures: expose a frame after the request, encode its master file, store file and metadata in the spool."""

import asyncio
import uuid
from collections import OrderedDict
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.status import KnownCamera
from camera_ws.camera.base import Frame, FrameDescriptor
from camera_ws.capture.develop import Correct, Developed, check_kept, develop, develop_kept, uncorrected
from camera_ws.capture.exposures import Exposures
from camera_ws.capture.finished_clip import FinishedClip
from camera_ws.capture.shots.shots import Shot, Shots
from camera_ws.capture.shots.widened import WidenedNote
from camera_ws.encoding.encoder import Encoder
from camera_ws.encoding.masters.facts import CameraIdentity, Facts, Source
from camera_ws.encoding.masters.names import Names
from camera_ws.encoding.masters.sidecar import capture_metadata
from camera_ws.errors import CameraDisconnected
from camera_ws.files.durable import sha256_of
from camera_ws.protocol.camera.lab_step import LabResult
from camera_ws.protocol.camera.rewind import RewindKey
from camera_ws.protocol.camera.settings import CameraSettings
from camera_ws.protocol.messages import CameraInfo, CaptureMetadata, CaptureParams
from camera_ws.rewind.rewind import Rewind
from camera_ws.uploads.spool import OnStored, Spool, SpoolEntry

_REMEMBERED = 1000
ANSWER_FIRST_S = 0.05
"""The upload of a capture that is answered when it is kept begins this much later: it would delay the answer."""


Measure = Callable[[Frame, CameraSettings], Awaitable[LabResult | None]]
"""What the laboratory's own step finds in a frame, within its own time limit; None when that is not stored."""


class EarlyUploader(Protocol):
    """Uploads captures to the hub while they are being written to the spool."""

    def begin(self, metadata: CaptureMetadata, parts: Sequence[bytes | memoryview]) -> None: ...

    def forget(self, capture_id: str) -> None: ...


class Captures:
    """One capture per id: a repeated request gets the same capture, finished or still in progress."""

    def __init__(
        self,
        identity: CameraIdentity,
        acquisition: Acquisition,
        encoder: Encoder,
        spool: Spool,
        correct: Correct = uncorrected,
        *,
        data_dir: Path,
        stored: asyncio.Event | None = None,
        uploader: EarlyUploader | None = None,
        measure: Measure | None = None,
        rewind: Rewind | None = None,
    ) -> None:
        """correct: for every format but raw. stored: set whenever the spool has grown; the waiting task clears it."""
        self._rewind = rewind or Rewind(0)
        self._identity = identity
        self._acquisition = acquisition
        self._encoder = encoder
        self._spool = spool
        self._correct = correct
        self._shots = Shots(acquisition, WidenedNote(data_dir / "widened.json"))
        self.exposures = Exposures(acquisition)
        self._done: OrderedDict[str, SpoolEntry] = OrderedDict((e.metadata.id, e) for e in spool.entries())
        self._names = Names(entry.metadata.filename for entry in spool.entries())
        self._pending: dict[str, asyncio.Task[SpoolEntry]] = {}
        self._stored = stored or asyncio.Event()
        self._uploader = uploader
        self._measure = measure

    def start(self) -> None:
        """Call after the acquisition has started."""
        self._shots.start()

    async def take(self, params: CaptureParams, source: Source, deadline_us: int | None = None) -> SpoolEntry:
        """A capture exposed after the call, or a frame of the past; durable when it returns.

        deadline_us: as in Shots.take. SettingRejected, CameraDisconnected, CameraTimeout, NoSpace; CameraError when it
        could not be encoded; CaptureCancelled; FrameGone.
        """

        async def expose_and_keep() -> SpoolEntry:
            if params.rewind is not None:
                return await self._keep_past(params.rewind, params, source)
            shot = await self.exposures.run(params, lambda began: self._shots.take(params, deadline_us, began))
            return await self._keep(shot.frame, self._facts(shot.frame.descriptor, shot.settings, params, source))

        return await self._once(params.capture_id, expose_and_keep)

    async def cancel(self, capture_id: str) -> bool:
        """Cancels a capture that is not exposed yet: its take fails with CaptureCancelled, and nothing is stored.

        False when it is unknown, or exposed: then it is stored.
        """
        # A capture that was requested in the same moment registers in the next turn of the event loop.
        await asyncio.sleep(0)
        return await self.exposures.cancel(capture_id)

    async def expose(self, params: CaptureParams) -> Shot:
        """The first half of take; keep is the second. For jobs, which record the frame in between."""
        return await self._shots.take(params)

    async def keep(
        self,
        frame: Frame,
        params: CaptureParams,
        source: Source,
        *,
        settings: CameraSettings | None = None,
        job_id: str | None = None,
        job_index: int | None = None,
        on_stored: OnStored | None = None,
    ) -> SpoolEntry:
        """Stores an existing frame; durable when it returns.

        settings: those of the exposure; None for the present ones. Of params only texts, format, calibration and
        average count, because nothing is exposed. on_stored: as in Spool.store.
        """
        facts = self._facts(
            frame.descriptor, settings or self._known().settings, params, source, job_id=job_id, job_index=job_index
        )
        return await self._once(params.capture_id, lambda: self._keep(frame, facts, on_stored))

    async def keep_file(
        self,
        finished: FinishedClip,
        params: CaptureParams,
        source: Source,
        *,
        job_id: str | None = None,
        job_index: int | None = None,
    ) -> SpoolEntry:
        """Stores a clip of any size: it is renamed, neither copied nor read into memory."""
        facts = self._facts(
            finished.first,
            finished.settings,
            params,
            source,
            camera=finished.camera,
            job_id=job_id,
            job_index=job_index,
        )
        corrected = replace(facts, corrections=finished.corrections, from_live=finished.from_live)
        return await self._once(params.capture_id, lambda: self._adopt(finished, corrected))

    @asynccontextmanager
    async def full_frame(self) -> AsyncGenerator[CameraSettings, None]:
        """The camera uses its whole sensor inside this context, for jobs that follow frames. Other captures wait."""
        async with self._shots.full_frame() as settings:
            yield settings

    async def close(self) -> None:
        """Waits for pending captures. Close the acquisition first: that ends every wait for a frame."""
        await asyncio.gather(*self._pending.values(), return_exceptions=True)
        await self._shots.close()

    async def _once(self, capture_id: str, make: Callable[[], Awaitable[SpoolEntry]]) -> SpoolEntry:
        done = self._done.get(capture_id)
        if done is not None:
            return done
        task = self._pending.get(capture_id)
        if task is None:
            task = asyncio.create_task(_run(make))
            self._pending[capture_id] = task
            task.add_done_callback(lambda _: self._pending.pop(capture_id, None))
        # Shielded: a caller that disconnects does not cancel the capture.
        return await asyncio.shield(task)

    async def _keep_past(self, key: RewindKey, params: CaptureParams, source: Source) -> SpoolEntry:
        check_kept(params)
        kept = self._rewind.find(key)
        facts = self._facts(kept.descriptor, kept.settings, params, source, camera=kept.camera)
        return await self._store(lambda: develop_kept(kept, facts))

    async def _keep(self, frame: Frame, facts: Facts, on_stored: OnStored | None = None) -> SpoolEntry:
        # Begun before the encoding, which takes as long.
        found = asyncio.ensure_future(self._measure(frame, facts.settings)) if self._measure else None
        return await self._store(lambda: develop(self._encoder, self._correct, frame, facts), on_stored, found)

    async def _store(
        self,
        make: Callable[[], Developed],
        on_stored: OnStored | None = None,
        found: "asyncio.Future[LabResult | None] | None" = None,
    ) -> SpoolEntry:
        developed = await self._encoder.run_on_master_thread(make)
        master, facts = developed.master, developed.facts
        metadata = capture_metadata(
            facts,
            format=developed.format,
            filename=self._names.claim(facts.descriptor.captured_at_us, developed.format),
            size_bytes=master.size_bytes,
            sha256=developed.sha256,
            width=master.width,
            height=master.height,
            bit_depth=master.bit_depth,
            channels=master.channels,
            lab_step=await found if found else None,
        )
        # A job counts its pictures in the spool: a capture that is only in the hub would be missing from the count.
        # An early upload delays the spool, so there is none when the answer waits for the spool only.
        answer_first = facts.params.answer_when == "kept"
        if self._uploader is not None and metadata.job_id is None and not answer_first:
            self._spool.check_space(master.size_bytes)
            self._uploader.begin(metadata, master.parts)
        return await self._into_spool(
            metadata,
            lambda: self._spool.store(metadata, *master.parts, preview=master.preview, on_stored=on_stored),
            answer_first=answer_first,
        )

    async def _adopt(self, finished: FinishedClip, facts: Facts) -> SpoolEntry:
        metadata = capture_metadata(
            facts,
            format="mp4",
            filename=self._names.claim(facts.descriptor.captured_at_us, "mp4"),
            size_bytes=finished.file.stat().st_size,
            sha256=await asyncio.to_thread(sha256_of, finished.file),
            width=finished.width,
            height=finished.height,
            bit_depth=8,
            channels=facts.descriptor.channels,
            clip=finished.clip,
        )
        return await self._into_spool(metadata, lambda: self._spool.adopt(metadata, finished.file, finished.preview))

    async def _into_spool(
        self, metadata: CaptureMetadata, store: Callable[[], SpoolEntry], *, answer_first: bool = False
    ) -> SpoolEntry:
        try:
            entry = await asyncio.to_thread(store)
        except BaseException:
            self._names.release(metadata.filename)
            if self._uploader is not None:
                self._uploader.forget(metadata.id)
            raise
        self._done[metadata.id] = entry
        while len(self._done) > _REMEMBERED:
            _, oldest = self._done.popitem(last=False)
            self._names.release(oldest.metadata.filename)
        if answer_first:
            asyncio.get_running_loop().call_later(ANSWER_FIRST_S, self._stored.set)
        else:
            self._stored.set()
        return entry

    def _facts(
        self,
        descriptor: FrameDescriptor,
        settings: CameraSettings,
        params: CaptureParams,
        source: Source,
        *,
        camera: CameraInfo | None = None,
        job_id: str | None = None,
        job_index: int | None = None,
    ) -> Facts:
        captured_at_us = self._acquisition.clock.date_us(descriptor.captured_at_us)
        return Facts(
            identity=self._identity,
            camera=camera or self._known().info,
            descriptor=replace(descriptor, captured_at_us=captured_at_us),
            settings=settings,
            params=params,
            source=source,
            job_id=job_id,
            job_index=job_index,
        )

    def _known(self) -> KnownCamera:
        camera = self._acquisition.current.camera
        if camera is None:
            raise CameraDisconnected
        return camera


def new_capture_id() -> str:
    return str(uuid.uuid4())


async def _run(make: Callable[[], Awaitable[SpoolEntry]]) -> SpoolEntry:
    return await make()
