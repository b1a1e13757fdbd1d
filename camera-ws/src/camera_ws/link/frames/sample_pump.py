"""Sends samples to the hub on demand, one frame at a time.

A frame of samples is many times as large as a JPEG. The next one is sent when the hub has read the last one, so a JPEG
waits behind at most one of them.
"""

import logging

from websockets.asyncio.connection import Connection

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.base import Frame
from camera_ws.errors import CameraError
from camera_ws.link.frames.arrivals import Arrivals, beginning
from camera_ws.link.frames.fields import frame_fields, live_flags
from camera_ws.link.frames.pace import Pace
from camera_ws.pictures.samples.encoder import EncodedSamples, SampleEncoder
from camera_ws.protocol.camera.sample_offer import SampleDemand
from camera_ws.protocol.frame import encode_sample_frame
from camera_ws.protocol.frame_error import FrameError

log = logging.getLogger(__name__)


class SamplePump:
    """run until cancelled. set_demand takes effect with the next frame."""

    def __init__(self, socket: Connection, acquisition: Acquisition, encoder: SampleEncoder) -> None:
        self._socket = socket
        self._acquisition = acquisition
        self._encoder = encoder
        self._demand: SampleDemand | None = None
        self._arrivals = Arrivals(acquisition)
        self._sent_changes = 0

    def set_demand(self, demand: SampleDemand | None) -> None:
        """demand: None when no viewer wants samples."""
        self._demand = demand if self._encoder.max_fps else None
        self._arrivals.demand_changed()

    async def run(self) -> None:
        while True:
            await self._arrivals.change()
            if self._demand is not None:
                with self._acquisition.watch():
                    await self._stream()

    async def _stream(self) -> None:
        version, self._sent_changes = beginning(self._acquisition)
        pace = Pace()
        while (demand := self._demand) is not None:
            newest = await self._arrivals.after(version)
            if newest is None:
                continue
            version, frame = newest.version, newest.value
            max_fps = min(self._encoder.max_fps, demand.max_fps or self._encoder.max_fps)
            if pace.is_due(frame.descriptor.captured_at_us, max_fps):
                await self._try_send(frame)

    async def _try_send(self, frame: Frame) -> None:
        try:
            encoded = await self._encoder.encode(frame)
            if encoded is not None:
                await self._send(frame, encoded)
        except (CameraError, FrameError) as error:
            log.warning("samples skipped", extra={"seq": frame.descriptor.seq, "reason": str(error)})

    async def _send(self, frame: Frame, encoded: EncodedSamples) -> None:
        flags = live_flags(scaled=False, settings_changed=frame.changes > self._sent_changes)
        fields = frame_fields(frame.descriptor, encoded.width, encoded.height, flags)
        await self._socket.send(encode_sample_frame(fields, encoded.fields, encoded.data))
        self._sent_changes = frame.changes
        await (await self._socket.ping())
