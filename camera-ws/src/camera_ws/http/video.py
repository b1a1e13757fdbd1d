"""The live view as MJPEG: a reader gets the newest frame once it has read the last one."""

import asyncio
import logging
from collections.abc import AsyncIterator

from starlette.responses import StreamingResponse

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.encoding.encoder import Encoder
from camera_ws.errors import CameraError

log = logging.getLogger(__name__)

_BOUNDARY = "frame"


def mjpeg(acquisition: Acquisition, encoder: Encoder, closing: asyncio.Event) -> StreamingResponse:
    """An endless multipart/x-mixed-replace response; ends when the service closes or the reader disconnects."""
    return StreamingResponse(
        _parts(acquisition, encoder, closing),
        media_type=f"multipart/x-mixed-replace; boundary={_BOUNDARY}",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )


async def _parts(acquisition: Acquisition, encoder: Encoder, closing: asyncio.Event) -> AsyncIterator[bytes]:
    newest = acquisition.frames.current
    version = newest.version if newest else 0
    end = asyncio.create_task(closing.wait())
    try:
        with acquisition.watch():
            while not end.done():
                arrival = asyncio.create_task(acquisition.frames.newer_than(version))
                await asyncio.wait((arrival, end), return_when=asyncio.FIRST_COMPLETED)
                if not arrival.done():
                    arrival.cancel()
                    break
                version = arrival.result().version
                try:
                    jpeg = (await encoder.display(arrival.result().value)).data
                except CameraError as error:
                    log.warning("frame skipped", extra={"reason": str(error)})
                    continue
                head = f"--{_BOUNDARY}\r\nContent-Type: image/jpeg\r\nContent-Length: {len(jpeg)}\r\n\r\n"
                yield head.encode() + jpeg + b"\r\n"
    finally:
        end.cancel()
