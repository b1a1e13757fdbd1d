"""Sends frames to the hub on demand: the newest one whenever the window has room."""

import asyncio
import logging

from websockets.asyncio.connection import Connection

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.base import Frame
from camera_ws.encoding.encoder import Encoder
from camera_ws.errors import CameraError
from camera_ws.link.frames.arrivals import Arrivals, beginning
from camera_ws.link.frames.fields import frame_fields, live_flags
from camera_ws.link.frames.in_flight import InFlight
from camera_ws.link.frames.pace import Pace
from camera_ws.protocol.frame import encode_frame
from camera_ws.protocol.messages import Demand

log = logging.getLogger(__name__)

_NOTHING = Demand(streaming=False)


class FramePump:
    """run until cancelled. set_demand takes effect with the next frame."""

    def __init__(self, socket: Connection, acquisition: Acquisition, encoder: Encoder, in_flight: InFlight) -> None:
        self._socket = socket
        self._acquisition = acquisition
        self._encoder = encoder
        self._in_flight = in_flight
        self._demand = _NOTHING
        self._arrivals = Arrivals(acquisition)
        self._sent_changes = 0

    def set_demand(self, demand: Demand) -> None:
        self._demand = demand
        self._arrivals.demand_changed()

    async def run(self) -> None:
        while True:
            await self._arrivals.change()
            if self._demand.streaming:
                with self._acquisition.watch():
                    await self._stream()

    async def _stream(self) -> None:
        version, self._sent_changes = beginning(self._acquisition)
        pace = Pace()
        while self._demand.streaming:
            await self._in_flight.wait_for_slot(self._acquisition.current.fps)
            newest = await self._arrivals.after(version)
            if newest is None:
                continue
            version, frame = newest.version, newest.value
            if pace.is_due(frame.descriptor.captured_at_us, self._demand.max_fps):
                await self._try_send(frame)

    async def _try_send(self, frame: Frame) -> None:
        try:
            await self._send(frame)
        except CameraError as error:
            log.warning("frame skipped", extra={"seq": frame.descriptor.seq, "reason": str(error)})

    async def _send(self, frame: Frame) -> None:
        jpeg = await self._encoder.display(frame, self._demand.max_width)
        # The frame with settings_changed may have been skipped for a newer one.
        marked = frame.changes > self._sent_changes
        flags = live_flags(scaled=jpeg.scaled, settings_changed=marked)
        fields = frame_fields(frame.descriptor, jpeg.width, jpeg.height, flags)
        await self._socket.send(encode_frame(fields, jpeg.data))
        self._sent_changes = frame.changes
        pong = await self._socket.ping()
        self._in_flight.sent(asyncio.ensure_future(pong))
