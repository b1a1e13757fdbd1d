"""Everything but the HTTP server, put together: camera → encoder → link, captures → spool → uploader."""

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress

from camera_ws.acquisition import Acquisition
from camera_ws.camera.base import Camera
from camera_ws.camera.clock import Clock
from camera_ws.capture import CameraIdentity, Captures
from camera_ws.encoder import Encoder
from camera_ws.link.client import HubLink
from camera_ws.link.session import LinkParts
from camera_ws.settings import Settings
from camera_ws.spool import Spool
from camera_ws.uploader import Uploader

log = logging.getLogger(__name__)


class CameraService:
    """Made on the event loop. close ends everything in the reverse order of start; it may be called twice."""

    def __init__(self, settings: Settings, camera: Camera, clock: Clock) -> None:
        identity = CameraIdentity(settings.camera_id, settings.camera_name)
        self.closing = asyncio.Event()
        self.spool = Spool(settings.data_dir / "spool")
        self.spool.recover()
        self.acquisition = Acquisition(camera, clock)
        self.encoder = Encoder(settings.jpeg_quality)
        self.captures = Captures(identity, self.acquisition, self.encoder, self.spool)
        self._tasks: list[asyncio.Task[None]] = []
        self._link: HubLink | None = None
        self._uploader: Uploader | None = None
        if settings.hub_url:
            wake = self.captures.stored
            self._uploader = Uploader(self.spool, settings.hub_url, settings.camera_token, wake)
            parts = LinkParts(
                identity=identity,
                acquisition=self.acquisition,
                captures=self.captures,
                encoder=self.encoder,
                clock=clock,
                spooled=lambda: self.spool.count,
                on_welcome=wake.set,
            )
            self._link = HubLink(settings.hub_url, settings.camera_token, parts)

    def start(self, on_failure: Callable[[], None]) -> None:
        """on_failure is called when a part that should run for ever has ended by an unexpected error."""
        self.acquisition.start()
        for part in (self._link, self._uploader):
            if part is not None:
                task = asyncio.create_task(part.run(), name=type(part).__name__)
                task.add_done_callback(lambda task: _report_end(task, on_failure))
                self._tasks.append(task)

    async def close(self) -> None:
        self.closing.set()
        tasks, self._tasks = self._tasks, []
        for task in tasks:
            task.cancel()
        for task in tasks:
            with suppress(asyncio.CancelledError, Exception):  # reported when it ended
                await task
        await self.acquisition.close()
        await self.captures.close()
        await self.encoder.close()


def _report_end(task: "asyncio.Task[None]", on_failure: Callable[[], None]) -> None:
    if task.cancelled():
        return
    log.critical("a part of the service failed", extra={"part": task.get_name()}, exc_info=task.exception())
    on_failure()
