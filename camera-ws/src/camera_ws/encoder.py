"""The encoding threads: nothing is compressed on the event loop, and viewers of one frame share its JPEG."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from camera_ws.camera.base import Frame
from camera_ws.encode import DisplayJpeg, Master, encode_display, encode_master
from camera_ws.protocol.settings import CaptureFormat


class Encoder:
    """One thread for pictures to look at, one for masters: a slow TIFF does not hold up the live view."""

    def __init__(self, quality: int) -> None:
        self._quality = quality
        self._display = ThreadPoolExecutor(1, thread_name_prefix="encode-display")
        self._masters = ThreadPoolExecutor(1, thread_name_prefix="encode-master")
        self._frame: Frame | None = None
        self._jpegs: dict[int | None, asyncio.Task[DisplayJpeg]] = {}
        self._running: set[asyncio.Task[DisplayJpeg]] = set()

    async def display(self, frame: Frame, max_width: int | None = None) -> DisplayJpeg:
        """The frame at most max_width wide; encoded once per frame and width. CameraError when it cannot be decoded."""
        if frame is not self._frame:
            self._frame, self._jpegs = frame, {}
        width = max_width if max_width is not None and max_width < frame.descriptor.width else None
        task = self._jpegs.get(width)
        if task is None or task.cancelled():
            task = asyncio.create_task(self._encode(frame, width))
            self._jpegs[width] = task
            self._running.add(task)
            task.add_done_callback(self._running.discard)
        # Shielded: a viewer that leaves must not take the picture from the others.
        return await asyncio.shield(task)

    async def master(self, frame: Frame, format: CaptureFormat, description: dict[str, Any]) -> Master:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._masters, encode_master, frame, format, description)

    async def close(self) -> None:
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)
        self._display.shutdown(cancel_futures=True)
        self._masters.shutdown(cancel_futures=True)

    async def _encode(self, frame: Frame, max_width: int | None) -> DisplayJpeg:
        loop = asyncio.get_running_loop()
        return await loop.run_in_executor(self._display, encode_display, frame, max_width, self._quality)
