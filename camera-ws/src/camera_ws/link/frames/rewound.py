"""Sends frames of the past to the hub on request.

They share the link with the live frames, so they are sent one at a time and evenly: the next one waits until the hub
has answered the ping behind the last one, and for the rest of a period.
"""

import asyncio
import time
from typing import Any

from websockets.asyncio.connection import Connection

from camera_ws.errors import CameraBusy
from camera_ws.link.commands import Handler
from camera_ws.link.frames.fields import frame_fields
from camera_ws.protocol.camera.rewind import RewindKey, RewindList
from camera_ws.protocol.frame import FLAG_REWOUND, encode_frame
from camera_ws.rewind.kept_frame import KeptFrame
from camera_ws.rewind.rewind import Rewind

PERIOD_S = 0.05
"""At most 20 frames a second on one link, however many people look back."""
WAITING_MAX = 4
"""The hub asks for one at a time."""
PONG_S = 10.0
"""A link that is slower than this gets its next frame all the same; the hub has reported a timeout by then."""


class RewoundFrames:
    """For one connection to the hub."""

    def __init__(self, socket: Connection, rewind: Rewind) -> None:
        self._socket = socket
        self._rewind = rewind
        self._turn = asyncio.Lock()
        self._next_s = 0.0
        self._waiting = 0

    def commands(self) -> dict[str, Handler]:
        return {"rewind.list": self._list, "rewind.frame": self._frame}

    async def _list(self, params: Any) -> Any:
        return self._rewind.page(RewindList.from_wire(params).after_us).to_json()

    async def _frame(self, params: Any) -> Any:
        """The frame is sent before the answer."""
        key = RewindKey.from_wire(params)
        kept = self._rewind.look_at(key)
        if self._waiting >= WAITING_MAX:
            raise CameraBusy(f"{WAITING_MAX} frames of the past wait to be sent")
        self._waiting += 1
        try:
            async with self._turn:
                await self._send(rewound_message(kept))
        finally:
            self._waiting -= 1
        return {}

    async def _send(self, message: bytes) -> None:
        await asyncio.sleep(max(0.0, self._next_s - time.monotonic()))
        self._next_s = time.monotonic() + PERIOD_S
        await self._socket.send(message)
        pong = asyncio.ensure_future(await self._socket.ping())
        pong.add_done_callback(lambda done: done.cancelled() or done.exception())  # marks a lost link as retrieved
        await asyncio.wait([pong], timeout=PONG_S)


def rewound_message(kept: KeptFrame) -> bytes:
    """The message of the live stream, marked as one of the past."""
    descriptor = kept.descriptor
    fields = frame_fields(descriptor, descriptor.width, descriptor.height, FLAG_REWOUND)
    return encode_frame(fields, kept.jpeg)
