"""Lists the cameras on USB for the choice of a camera."""

import asyncio
import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from camera_ws.camera.pixelink.camera import load_sdk
from camera_ws.camera.pixelink.device import list_serials
from camera_ws.errors import CameraError, SdkUnavailable

T = TypeVar("T")

log = logging.getLogger(__name__)

SEARCH_S = 5.0
SDK_MISSING = (
    "The PixeLINK SDK is not installed on the camera's machine, or it does not load:"
    " install the vendor's Capture software or SDK, and restart this service"
)
NONE_FOUND = "No PixeLINK camera is connected: plug one in and search again"
NO_ANSWER = "The PixeLINK SDK does not answer: unplug the camera, plug it in again, and restart this service"


@dataclass(frozen=True, slots=True)
class Found:
    """problem: why there are none, and what to do."""

    serials: tuple[int, ...] = ()
    problem: str | None = None


NO_ANSWER_FOUND = Found(problem=NO_ANSWER)


def search() -> Found:
    """Blocks; the vendor's library may hang."""
    try:
        serials = tuple(list_serials(load_sdk()))
    except SdkUnavailable as error:
        log.info("no PixeLINK SDK", extra={"reason": str(error)})
        return Found(problem=SDK_MISSING)
    except CameraError as error:
        return Found(problem=f"The PixeLINK SDK reports: {error}")
    return Found(serials) if serials else Found(problem=NONE_FOUND)


class UsbSearch(Generic[T]):
    """One search at a time, in a thread that does not keep the process alive when a library hangs."""

    def __init__(self, run: Callable[[], T], no_answer: T, timeout_s: float = SEARCH_S) -> None:
        self._run = run
        self._no_answer = no_answer
        self._timeout_s = timeout_s
        self._running: asyncio.Future[T] | None = None

    async def find(self) -> T:
        if self._running is None or self._running.done():
            self._running = self._begin()
        try:
            return await asyncio.wait_for(asyncio.shield(self._running), self._timeout_s)
        except TimeoutError:
            return self._no_answer

    def _begin(self) -> "asyncio.Future[T]":
        loop = asyncio.get_running_loop()
        result: asyncio.Future[T] = loop.create_future()

        def work() -> None:
            try:
                found = self._run()
            except Exception:  # a defect of a library
                log.exception("the search for cameras failed")
                found = self._no_answer
            try:
                loop.call_soon_threadsafe(_settle, result, found)
            except RuntimeError:
                log.debug("the search ended after the service")

        threading.Thread(target=work, name="usb search", daemon=True).start()
        return result


def _settle(result: "asyncio.Future[T]", found: T) -> None:
    if not result.done():
        result.set_result(found)
