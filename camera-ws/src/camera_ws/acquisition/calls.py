"""A queue of calls to run on the camera's thread, one after another."""

import asyncio
import queue
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from typing import Any

from camera_ws.errors import CameraError, CameraServiceError


@dataclass(slots=True)
class Call:
    run: Callable[[], Any]
    future: "Future[Any]"

    def answer(self) -> None:
        """Runs the call unless it was cancelled. A CameraError is set on the future and also raised here."""
        if not self.future.set_running_or_notify_cancel():
            return
        try:
            self.future.set_result(self.run())
        except CameraError as error:
            self.future.set_exception(error)
            raise
        except CameraServiceError as error:
            self.future.set_exception(error)
        except Exception as error:
            self.future.set_exception(CameraError(f"{type(error).__name__}: {error}"))
            raise

    def reject(self, error: CameraServiceError) -> None:
        if self.future.set_running_or_notify_cancel():
            self.future.set_exception(error)


class Calls:
    """submit is called on the event loop, waiting and reject_all on the camera's thread."""

    def __init__(self) -> None:
        self._queue: queue.SimpleQueue[Call] = queue.SimpleQueue()

    def submit(self, run: Callable[[], Any]) -> "asyncio.Future[Any]":
        call = Call(run, Future())
        self._queue.put(call)
        return asyncio.wrap_future(call.future)

    def waiting(self) -> Iterator[Call]:
        while True:
            try:
                yield self._queue.get_nowait()
            except queue.Empty:
                return

    def reject_all(self, error: CameraServiceError) -> None:
        for call in self.waiting():
            call.reject(error)
