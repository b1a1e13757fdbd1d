"""Detects that the camera's thread hangs in a call of the driver."""

import asyncio
import time
from collections.abc import Callable
from contextlib import suppress
from typing import TypeVar

from camera_ws.errors import CameraTimeout

T = TypeVar("T")

HANG_S = 8.0
"""Time that a call may take beyond the time that the camera's settings explain."""
_POLL_S = 0.5


class Watchdog:
    """beat on the camera's thread, everything else on the event loop. start before use, close after it.

    on_hang and on_return are called on the event loop: when the thread is found stuck, and when it goes on.
    """

    def __init__(
        self, expected_s: Callable[[], float], on_hang: Callable[[str], None], on_return: Callable[[], None]
    ) -> None:
        self._expected_s = expected_s
        self._on_hang = on_hang
        self._on_return = on_return
        self._beat_s = time.monotonic()
        self._stuck = asyncio.Event()
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        self._beat_s = time.monotonic()
        self._task = asyncio.create_task(self._poll(), name="watchdog")

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    def beat(self) -> None:
        """The thread is between two calls of the driver."""
        self._beat_s = time.monotonic()

    async def guard(self, future: "asyncio.Future[T]") -> T:
        """Awaits a call on the camera's thread. CameraTimeout when the thread hangs, in this call or another."""
        self._check()
        stuck = asyncio.ensure_future(self._stuck.wait())
        try:
            await asyncio.wait((future, stuck), return_when=asyncio.FIRST_COMPLETED)
            if future.done():
                return future.result()
            raise CameraTimeout(self._message())
        finally:
            stuck.cancel()
            if not future.done():
                future.cancel()

    async def _poll(self) -> None:
        while True:
            await asyncio.sleep(_POLL_S)
            self._check()

    def _check(self) -> None:
        late = time.monotonic() - self._beat_s > HANG_S + self._expected_s()
        if late and not self._stuck.is_set():
            self._stuck.set()
            self._on_hang(self._message())
        elif self._stuck.is_set() and not late:
            self._stuck.clear()
            self._on_return()

    def _message(self) -> str:
        silent_s = time.monotonic() - self._beat_s
        return (
            f"the camera's driver has not answered for {silent_s:.0f} s: "
            "unplug the camera and plug it in again; when that does not help, restart the camera service"
        )
