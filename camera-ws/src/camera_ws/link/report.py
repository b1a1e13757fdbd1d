"""Builds hello and state for the hub: hello once, state at every change and each second while streaming."""

import asyncio
import socket
from collections.abc import Callable
from typing import Any

from camera_ws import __version__
from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.latest import Latest
from camera_ws.acquisition.status import CameraStatus, KnownCamera, unseen_camera
from camera_ws.capture.captures import CameraIdentity
from camera_ws.capture.exposures import Exposures
from camera_ws.link.fence import FenceGate
from camera_ws.link.refusals import Refusals
from camera_ws.pictures.corrections.corrections import PictureCorrections
from camera_ws.pictures.samples.encoder import SampleEncoder
from camera_ws.pictures.video.encoders import VideoEncoders
from camera_ws.protocol import rpc
from camera_ws.protocol.camera.jobs import Job
from camera_ws.protocol.camera.lab_step import LabStepOffer
from camera_ws.protocol.camera.settings import Capabilities
from camera_ws.protocol.camera.video_offer import VideoOffer
from camera_ws.protocol.messages import Exposing, Hello, State
from camera_ws.protocol.text import cut, storable
from camera_ws.rewind.rewind import Rewind
from camera_ws.uploads.spool import Spool

INTERVAL_S = 1.0


class Reporter:
    """Builds the messages and remembers which capabilities and offer of video the hub has received."""

    def __init__(
        self,
        identity: CameraIdentity,
        acquisition: Acquisition,
        spool: Spool,
        jobs: Callable[[], list[Job]],
        corrections: PictureCorrections,
        *,
        exposures: Exposures,
        instance_id: str,
        clock_steps: Latest[int],
        video: VideoEncoders,
        samples: SampleEncoder,
        fence: FenceGate,
        lab_step: str | None = None,
        rewind: Rewind,
    ) -> None:
        self._identity = identity
        self._acquisition = acquisition
        self._spool = spool
        self._refusals = Refusals(spool)
        self._jobs = jobs
        self._corrections = corrections
        self._sent_corrections = 0
        self._exposures = exposures
        self._sent_exposures = 0
        self._clock_steps = clock_steps
        self._instance_id = instance_id
        self._sent_steps = 0
        self._sent_capabilities: Capabilities | None = None
        self._video = video
        self._samples = samples
        self._fence = fence
        self._lab_step = LabStepOffer(name=lab_step) if lab_step else None
        self._rewind = rewind
        self._sent_offer: VideoOffer | None = None
        self._sent_offers = 0
        self._introduced = False

    async def ready(self) -> None:
        """Waits until the camera was opened, or failed to: then hello has the reason and no features."""
        version = 0
        while True:
            status = await self._acquisition.status.newer_than(version)
            if status.value.camera is not None or status.value.fault is not None:
                return
            version = status.version

    @property
    def must_introduce(self) -> bool:
        """True if the camera was first opened after hello: only a new hello can introduce it."""
        return not self._introduced and self._acquisition.current.camera is not None

    def state(self) -> str:
        """The notification to send now; it has capabilities and the offer of video only when they changed."""
        status = self._acquisition.current
        camera = status.camera or unseen_camera(status.info)
        capabilities = camera.capabilities
        newest = self._corrections.latest.current
        self._sent_corrections = newest.version if newest else 0
        sent_offer = self._sent_offer
        offer = self._offer()
        state = State(
            **self._common(status, camera),
            clock_step_us=self._step_us(),
            corrections=self._corrections.state,
            capabilities=None if capabilities == self._sent_capabilities else capabilities,
            video=None if offer == sent_offer else offer,
        )
        self._sent_capabilities = capabilities
        return rpc.notification("state", state.to_json())

    async def changed(self, version: int, soon: bool) -> int:
        """Waits for a change of status, corrections, exposures, offered video, refused captures or the wall clock.

        soon: waits at most a second. Returns the version of the status for the next call.
        """
        status = asyncio.ensure_future(self._acquisition.status.newer_than(version))
        corrected = asyncio.ensure_future(self._corrections.latest.newer_than(self._sent_corrections))
        stepped = asyncio.ensure_future(self._clock_steps.newer_than(self._sent_steps))
        refused = asyncio.ensure_future(self._refusals.changed())
        offered = asyncio.ensure_future(self._video.offers.newer_than(self._sent_offers))
        exposing = asyncio.ensure_future(self._exposures.changes.newer_than(self._sent_exposures))
        waits = (status, corrected, stepped, refused, offered, exposing)
        try:
            await asyncio.wait(waits, timeout=INTERVAL_S if soon else None, return_when=asyncio.FIRST_COMPLETED)
            return status.result().version if status.done() else version
        finally:
            for wait in waits:
                wait.cancel()

    def _offer(self) -> VideoOffer | None:
        newest = self._video.offers.current
        self._sent_offers = newest.version if newest else 0
        frame = self._acquisition.frames.current
        size = (frame.value.descriptor.width, frame.value.descriptor.height) if frame else None
        self._sent_offer = self._video.offer(size)
        return self._sent_offer

    def _exposing(self) -> list[Exposing] | None:
        newest = self._exposures.changes.current
        self._sent_exposures = newest.version if newest else 0
        return self._exposures.report()

    def _step_us(self) -> int | None:
        newest = self._clock_steps.current
        self._sent_steps = newest.version if newest else 0
        return newest.value or None if newest else None

    def hello(self) -> Hello:
        status = self._acquisition.current
        camera = status.camera or unseen_camera(status.info)
        self._introduced = status.camera is not None
        self._sent_capabilities = camera.capabilities
        return Hello(
            **self._common(status, camera),
            clock_step_us=self._step_us(),
            **dict(camera.info),
            capabilities=camera.capabilities,
            camera_id=self._identity.id,
            name=self._identity.name,
            version=__version__,
            instance_id=self._instance_id,
            host=cut(storable(socket.gethostname()), 255),
            jobs=self._jobs(),
            corrections=self._corrections.state,
            video=self._offer(),
            fence=self._fence.highest,
        )

    def _common(self, status: CameraStatus, camera: KnownCamera) -> dict[str, Any]:
        newest = self._acquisition.frames.current
        return {
            "connected": status.connected,
            "streaming": status.streaming,
            "settings": camera.settings,
            "temperature": status.temperature,
            "fps": status.fps,
            "dropped": status.dropped,
            "spooled": self._spool.count,
            "refused": self._refusals.report(),
            "exposing": self._exposing(),
            "lab_step": self._lab_step,
            "rewind": self._rewind.state,
            "samples": self._samples.offer(newest.value.descriptor if newest else None),
            **_disk(self._spool),
            "fault": status.fault,
            "retry": status.retry(),
        }


def _disk(spool: Spool) -> dict[str, int]:
    """Empty while the disk cannot be read: the rest of the state is still reported."""
    try:
        return {"free_bytes": spool.free_bytes, "disk_bytes": spool.disk_bytes}
    except OSError:
        return {}
