"""The event loop of the blocking face."""

import asyncio
import os
import threading

import pytest

from eyepiece.blocking.loop import LoopThread, loop_thread
from eyepiece.errors import EyepieceError


def test_one_thread_serves_all() -> None:
    assert loop_thread() is loop_thread()


def test_a_callback_that_would_wait_for_itself_is_refused() -> None:
    loop = loop_thread()

    async def callback() -> None:
        loop.run(asyncio.sleep(0))

    with pytest.raises(EyepieceError, match="AsyncHub"):
        loop.run(callback())


def test_an_interrupted_wait_cancels_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = loop_thread()
    cancelled = threading.Event()

    async def work() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            cancelled.set()

    real = asyncio.run_coroutine_threadsafe

    def interrupted(*arguments: object) -> object:
        future = real(*arguments)  # type: ignore[arg-type]
        real(asyncio.sleep(0), loop._loop).result(60)
        monkeypatch.setattr(future, "result", raise_interrupt)
        return future

    def raise_interrupt() -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(asyncio, "run_coroutine_threadsafe", interrupted)
    with pytest.raises(KeyboardInterrupt):
        loop.run(work())
    assert cancelled.wait(60)


def test_a_forked_child_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    loop = LoopThread()
    monkeypatch.setattr(os, "getpid", lambda: -1)
    with pytest.raises(EyepieceError, match="forked"):
        loop.run(asyncio.sleep(0))
    monkeypatch.undo()
    loop._loop.call_soon_threadsafe(loop._loop.stop)
    loop._thread.join(60)
    loop._loop.close()
