"""The event loop of the blocking face."""

import asyncio
import os
import threading
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from typing import Any, TypeVar

from eyepiece.errors import EyepieceError

T = TypeVar("T")
_lock = threading.Lock()
_running: "LoopThread | None" = None
_END: Any = object()


class LoopThread:
    def __init__(self) -> None:
        self._process = os.getpid()
        self._loop = asyncio.new_event_loop()
        # A daemon: a program that forgets to close a hub still ends.
        self._thread = threading.Thread(target=self._loop.run_forever, name="eyepiece", daemon=True)
        self._thread.start()

    @property
    def usable(self) -> bool:
        """A forked child has no thread."""
        return self._process == os.getpid() and self._thread.is_alive()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Waits for the result. An interrupt cancels the work."""
        if threading.current_thread() is self._thread:
            work.close()
            raise EyepieceError("a callback of this package must not call it: use AsyncHub for that")
        if not self.usable:
            work.close()
            raise EyepieceError("this hub was opened before the process forked: open another one in the child")
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def soon(self, work: Callable[[], object]) -> None:
        """Runs it without waiting. Does nothing when the loop is gone, such as at the end of the program."""
        if self.usable and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(work)

    def iterate(self, items: AsyncIterator[T]) -> Iterator[T]:
        async def following() -> Any:
            return await anext(items, _END)

        while True:
            item = self.run(following())
            if item is _END:
                return
            yield item


def loop_thread() -> LoopThread:
    """One for the process."""
    global _running  # noqa: PLW0603 # one thread serves all hubs of the process
    with _lock:
        if _running is None or not _running.usable:
            _running = LoopThread()
        return _running
