"""Sends video to the hub on demand: one task per tier that has viewers.

A frame is encoded only when the link has room for it. So no encoded picture waits, and a slow link leaves out frames
before they are encoded, which does not break the chain of references.
"""

import asyncio
import logging
import time
from collections.abc import Iterable

from websockets.asyncio.connection import Connection

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.base import Frame
from camera_ws.errors import CameraError
from camera_ws.link.frames.arrivals import beginning
from camera_ws.link.frames.fields import frame_fields, live_flags
from camera_ws.link.frames.in_flight import InFlight
from camera_ws.link.frames.pace import Pace
from camera_ws.link.frames.video_chain import Chain
from camera_ws.pictures.video.encoders import VideoEncoders
from camera_ws.pictures.video.tier_encoder import AccessUnit, VideoFailed
from camera_ws.pictures.video.tiers import Tier
from camera_ws.protocol.frame import encode_video_frame
from camera_ws.protocol.video_fields import VideoFields, VideoTier

log = logging.getLogger(__name__)


class VideoPump:
    """run until cancelled. set_demand and request_key take effect with the next frame."""

    def __init__(
        self, socket: Connection, acquisition: Acquisition, encoders: VideoEncoders, in_flight: InFlight
    ) -> None:
        """in_flight: of the JPEGs; each tier starts with its round trip."""
        self._socket = socket
        self._acquisition = acquisition
        self._encoders = encoders
        self._in_flight = in_flight
        self._demand: frozenset[VideoTier] = frozenset()
        self._changed = asyncio.Event()
        self._streams: dict[VideoTier, asyncio.Task[None]] = {}
        self._chains: dict[VideoTier, Chain] = {}

    def set_demand(self, tiers: Iterable[VideoTier]) -> None:
        self._demand = frozenset(tiers)
        self._changed.set()

    def request_key(self, tier: VideoTier) -> None:
        """Does nothing for a tier without demand: it begins with a key frame."""
        chain = self._chains.get(tier)
        if chain is not None:
            chain.request_key()

    async def run(self) -> None:
        async with asyncio.TaskGroup() as tasks:
            while True:
                # Before the demand is read, so that no change is missed.
                self._changed.clear()
                offers = self._encoders.offers.current
                self._start_and_stop(tasks)
                await self._change(offers.version if offers else 0)

    def _start_and_stop(self, tasks: asyncio.TaskGroup) -> None:
        available = self._encoders.available
        wanted: dict[VideoTier, Tier] = {tier.name: tier for tier in available if tier.name in self._demand}
        for name, stream in list(self._streams.items()):
            if name not in wanted or stream.done():
                stream.cancel()
                del self._streams[name]
        for name, tier in wanted.items():
            if name not in self._streams:
                self._streams[name] = tasks.create_task(self._stream(tier))

    async def _change(self, offers_version: int) -> None:
        """Waits until the demand or the available tiers have changed."""
        demand = asyncio.ensure_future(self._changed.wait())
        offers = asyncio.ensure_future(self._encoders.offers.newer_than(offers_version))
        try:
            await asyncio.wait((demand, offers), return_when=asyncio.FIRST_COMPLETED)
        finally:
            demand.cancel()
            offers.cancel()

    async def _stream(self, tier: Tier) -> None:
        """Sends the tier until it is cancelled, or its encoder fails and the tier is withdrawn."""
        chain = self._chains[tier.name] = Chain(tier.name, time.monotonic)
        in_flight = InFlight(self._in_flight.round_trip_s)
        version, sent_changes = beginning(self._acquisition)
        pace = Pace()
        try:
            with self._acquisition.watch(), self._encoders.used(tier):
                while True:
                    await in_flight.wait_for_slot(self._fps(tier))
                    newest = await self._acquisition.frames.newer_than(version)
                    version, frame = newest.version, newest.value
                    if not pace.is_due(frame.descriptor.captured_at_us, tier.max_fps):
                        continue
                    unit = await self._encoded(tier, frame, chain)
                    video = chain.link(frame.descriptor.seq, unit.key) if unit else None
                    if unit is None or video is None:
                        continue
                    await self._send(frame, unit, video, frame.changes > sent_changes)
                    sent_changes = frame.changes
                    in_flight.sent(asyncio.ensure_future(await self._socket.ping()))
        except VideoFailed:
            pass  # logged and reported by the encoders; starts again when the tier is offered again
        finally:
            # A later demand for the tier begins another chain, which may be in use already.
            if self._chains.get(tier.name) is chain:
                del self._chains[tier.name]

    async def _encoded(self, tier: Tier, frame: Frame, chain: Chain) -> AccessUnit | None:
        """None for a frame that cannot be decoded; the encoder has not seen it."""
        try:
            return await self._encoders.encode(tier, frame, self._fps(tier), chain.needs_key)
        except CameraError as error:
            log.warning("frame skipped", extra={"seq": frame.descriptor.seq, "reason": str(error)})
            return None

    async def _send(self, frame: Frame, unit: AccessUnit, video: VideoFields, settings_changed: bool) -> None:
        flags = live_flags(scaled=unit.scaled, settings_changed=settings_changed)
        fields = frame_fields(frame.descriptor, unit.width, unit.height, flags)
        await self._socket.send(encode_video_frame(fields, video, unit.data))

    def _fps(self, tier: Tier) -> float:
        """The expected rate of the tier. Until it is measured, the highest one."""
        return min(self._acquisition.current.fps or tier.max_fps, tier.max_fps)
