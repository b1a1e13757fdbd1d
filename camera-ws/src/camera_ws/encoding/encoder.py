"""The encoding threads. Nothing is encoded on the event loop, and the viewers of a frame share its JPEG."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from camera_ws.camera.base import Frame
from camera_ws.encoding.display_jpeg import DisplayJpeg, to_jpeg
from camera_ws.encoding.display_pictures import DisplayPictures
from camera_ws.encoding.masters.facts import Facts
from camera_ws.encoding.masters.formats import encode_master
from camera_ws.encoding.masters.master import Master
from camera_ws.encoding.strips import StripEncoder
from camera_ws.protocol.camera.settings import CaptureFormat

T = TypeVar("T")


class Encoder:
    """One thread for the live view, one for masters: a slow TIFF does not hold up the live view.

    The thread of the masters has a helper for each other core, so that a client waits less for a JPEG.
    """

    def __init__(
        self,
        quality: int,
        pictures: DisplayPictures | None = None,
        on_display: Callable[[Frame, DisplayJpeg], None] = lambda _frame, _jpeg: None,
    ) -> None:
        """pictures: what viewers see of a frame; by default its plain pixels. on_display: gets each JPEG once."""
        self._quality = quality
        self._pictures = pictures or DisplayPictures()
        self._on_display = on_display
        self._display = ThreadPoolExecutor(1, thread_name_prefix="encode-display")
        self._masters = ThreadPoolExecutor(1, thread_name_prefix="encode-master")
        self._strips = StripEncoder()
        self._frame: Frame | None = None
        self._jpegs: dict[int | None, asyncio.Task[DisplayJpeg]] = {}
        self._running: set[asyncio.Task[DisplayJpeg]] = set()

    async def display(self, frame: Frame, max_width: int | None = None) -> DisplayJpeg:
        """The frame at most max_width wide; encoded once per frame and width. CameraError if it cannot be decoded."""
        if frame is not self._frame:
            self._frame, self._jpegs = frame, {}
        width = max_width if max_width is not None and max_width < frame.descriptor.width else None
        task = self._jpegs.get(width)
        if task is None or task.cancelled():
            task = asyncio.create_task(self._encode(frame, width))
            self._jpegs[width] = task
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        # Shielded: a viewer that leaves must not cancel the encoding for the others.
        return await asyncio.shield(task)

    async def master(self, frame: Frame, format: CaptureFormat, facts: Facts) -> Master:
        """The frame as a master file; CameraError if it cannot be decoded."""
        return await self.run_on_master_thread(lambda: self.encode_master(frame, format, facts))

    def encode_master(self, frame: Frame, format: CaptureFormat, facts: Facts) -> Master:
        """As master, for a caller on the thread of the masters."""
        return encode_master(frame, format, facts, self._strips.encode)

    async def run_on_master_thread(self, make: Callable[[], T]) -> T:
        """Runs make on the thread of the masters and returns its result."""
        return await asyncio.get_running_loop().run_in_executor(self._masters, make)

    async def close(self) -> None:
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        self._display.shutdown(cancel_futures=True)
        self._masters.shutdown(cancel_futures=True)
        self._strips.close()

    async def _encode(self, frame: Frame, max_width: int | None) -> DisplayJpeg:
        loop = asyncio.get_running_loop()
        jpeg = await loop.run_in_executor(
            self._display, encode_display, self._pictures, frame, max_width, self._quality
        )
        self._on_display(frame, jpeg)
        return jpeg


def encode_display(pictures: DisplayPictures, frame: Frame, max_width: int | None, quality: int) -> DisplayJpeg:
    """The frame at most max_width wide. The driver's own JPEG is used if it needs no change."""
    width, height = frame.descriptor.width, frame.descriptor.height
    scaled = max_width is not None and width > max_width
    shown = pictures.shown(frame)
    if not scaled and (jpeg := pictures.driver_jpeg(frame)) is not None:
        return DisplayJpeg(jpeg, width, height, scaled=False, shown=shown)
    pixels = pictures.pixels(frame, max_width)
    return DisplayJpeg(to_jpeg(pixels, quality), pixels.shape[1], pixels.shape[0], scaled, shown)
