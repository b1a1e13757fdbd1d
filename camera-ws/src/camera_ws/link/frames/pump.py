"""Sends frames to the hub on demand: the newest one whenever the window has room."""

import asyncio
import logging

from websockets.asyncio.connection import Connection

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.base import Frame
from camera_ws.encoding.display_jpeg import DisplayJpeg
from camera_ws.encoding.encoder import Encoder
from camera_ws.errors import CameraError
from camera_ws.link.frames.in_flight import InFlight
from camera_ws.protocol.frame import FLAG_SCALED, FLAG_SETTINGS_CHANGED, FrameFields, encode_frame
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
        self._changed = asyncio.Event()
        self._sent_changes = 0

    def set_demand(self, demand: Demand) -> None:
        self._demand = demand
        self._changed.set()

    async def run(self) -> None:
        while True:
            await self._changed.wait()
            self._changed.clear()
            if self._demand.streaming:
                with self._acquisition.watch():
                    await self._stream()

    async def _stream(self) -> None:
        newest = self._acquisition.frames.current
        version = newest.version if newest else 0
        self._sent_changes = newest.value.changes if newest else 0
        pace = Pace()
        while self._demand.streaming:
            await self._in_flight.wait_for_slot(self._acquisition.current.fps)
            arrival = asyncio.ensure_future(self._acquisition.frames.newer_than(version))
            change = asyncio.ensure_future(self._changed.wait())
            try:
                await asyncio.wait((arrival, change), return_when=asyncio.FIRST_COMPLETED)
            finally:
                change.cancel()
                arrival.cancel()
            self._changed.clear()
            if not arrival.done() or arrival.cancelled():
                continue
            version, frame = arrival.result().version, arrival.result().value
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
        await self._socket.send(frame_message(frame, jpeg, marked))
        self._sent_changes = frame.changes
        pong = await self._socket.ping()
        self._in_flight.sent(asyncio.ensure_future(pong))


class Pace:
    """Reduces a stream to a rate evenly: for 24 of 30 fps it skips every fifth frame."""

    def __init__(self) -> None:
        self._due_us = 0.0

    def is_due(self, captured_at_us: int, max_fps: float | None) -> bool:
        if max_fps is None:
            return True
        period_us = 1e6 / max_fps
        # Half a millisecond of tolerance: a source at this very rate has jitter.
        if captured_at_us < self._due_us - 500:
            return False
        late = captured_at_us - self._due_us > period_us
        self._due_us = captured_at_us + period_us if late else self._due_us + period_us
        return True


def frame_message(frame: Frame, jpeg: DisplayJpeg, settings_changed: bool) -> bytes:
    """The binary message of a frame and its JPEG."""
    descriptor = frame.descriptor
    flags = (FLAG_SCALED if jpeg.scaled else 0) | (FLAG_SETTINGS_CHANGED if settings_changed else 0)
    fields = FrameFields(
        seq=descriptor.seq,
        flags=flags,
        captured_at_us=descriptor.captured_at_us,
        width=jpeg.width,
        height=jpeg.height,
        exposure_ms=descriptor.exposure_ms,
        gain_db=descriptor.gain_db,
    )
    return encode_frame(fields, jpeg.data)
