"""The live frames of a camera."""

import asyncio
import contextlib
import time
from collections.abc import Mapping
from types import TracebackType
from typing import Any, Self

from eyepiece.errors import EyepieceError, FrameTimeout, RateLimited, Refused
from eyepiece.hub.address import Address
from eyepiece.hub.connection import Connection
from eyepiece.hub.newest import TICK_S, Newest
from eyepiece.json_types import json_object
from eyepiece.values.record import mapping
from eyepiece.wire.backoff import backoff_s
from eyepiece.wire.clocks import Clocks, monotonic_us
from eyepiece.wire.frame import Frame

_CLOCK_ROUNDS = 5
_CLOCK_EVERY_S = 30.0
_PASSING = ("shutting_down", "database_unavailable", "too_many_connections", "rate_limited", "internal")
"""Refusals that end by themselves."""


class AsyncFrames:
    """An iterator of frames in which the newest one wins. It reconnects; each wait for a frame has a deadline."""

    def __init__(self, address: Address, camera_id: str, options: Mapping[str, Any], timeout: float) -> None:
        self._address = address
        self._camera_id = camera_id
        self._options = {"cameraId": camera_id, **{k: v for k, v in options.items() if v is not None}}
        self._timeout = timeout
        self._clocks = Clocks()
        self._newest = Newest(self._acknowledge)
        self._connection: Connection | None = None
        self._task: asyncio.Task[None] | None = None
        self._sending: set[asyncio.Task[None]] = set()
        self._error: BaseException | None = None
        self._trouble: EyepieceError | None = None
        self._closed = False
        self.flow: dict[str, Any] = {}
        """How the hub serves this stream: width, frames that it left out (`dropped`), and the reason for less."""
        self.status = "unknown"
        """Of the camera when the stream was opened last."""

    async def __aenter__(self) -> Self:
        self._start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    def __aiter__(self) -> Self:
        return self

    async def __anext__(self) -> Frame:
        if self._closed:
            raise StopAsyncIteration
        return await self.next()

    @property
    def closed(self) -> bool:
        return self._closed

    @property
    def skipped(self) -> int:
        """Frames that arrived and were replaced by newer ones before they were taken."""
        return self._newest.skipped

    async def next(self, timeout: float | None = None) -> Frame:
        """The newest frame that was not returned before. Raises FrameTimeout, or why the hub refuses the stream."""
        self._start()
        limit = self._timeout if timeout is None else timeout
        try:
            frame = await self._newest.take(time.monotonic() + limit, lambda: self._error)
        except EyepieceError:
            await self.close()
            raise
        if frame is None:
            why = self._trouble or f"the camera is {self.status}"
            raise FrameTimeout(f"no frame of {self._camera_id} within {limit:g} s: {why}")
        return frame

    async def close(self) -> None:
        """Ends the stream. May be called twice."""
        task = self.stop()
        if task is not None:
            with contextlib.suppress(asyncio.CancelledError):
                await task

    def stop(self) -> asyncio.Task[None] | None:
        """Begins to close. Returns the task that closes the connection."""
        self._closed = True
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
        return task

    def _start(self) -> None:
        if self._closed:
            raise EyepieceError(f"the stream of {self._camera_id} is closed")
        if self._task is None:
            self._task = asyncio.create_task(self._run())

    async def _run(self) -> None:
        attempt = 0
        try:
            while self._error is None:
                started = time.monotonic()
                try:
                    await self._stream_once()
                except Refused as error:
                    if error.code not in _PASSING:
                        raise
                    self._trouble = error
                    # The hub has closed this connection in favour of others of the account: leave room for them.
                    attempt += 2 if isinstance(error, RateLimited) else 0
                except EyepieceError as error:
                    self._trouble = error
                attempt = 0 if time.monotonic() - started > 5 else attempt + 1
                await asyncio.sleep(backoff_s(attempt))
        except Exception as error:  # noqa: BLE001 # the reader raises it
            self._error = error
            self._newest.wake()

    async def _stream_once(self) -> None:
        connection = Connection(self._address, "frames")
        connection.on("frame", self._on_frame)
        connection.on("flow", self._on_flow)
        try:
            await connection.open()
            self._newest.reset()
            self._connection = connection
            await self._measure_clock(connection, _CLOCK_ROUNDS)
            answer = await connection.call("watch", self._options)
            camera = mapping(answer.get("camera"), "the camera")
            self._clocks.camera_ahead_us = int(camera.get("clockOffsetUs", 0))
            self.status = str(camera.get("status"))
            self._on_flow(answer.get("flow"))
            self._trouble = None
            await self._keep(connection)
            raise connection.reason
        finally:
            self._connection = None
            await connection.close()

    async def _keep(self, connection: Connection) -> None:
        """Until the connection is closed."""
        measure_at = time.monotonic() + _CLOCK_EVERY_S
        while self._error is None:
            try:
                async with asyncio.timeout(TICK_S):
                    await connection.closed.wait()
                return
            except TimeoutError:
                self._newest.tick()
            if time.monotonic() >= measure_at:
                measure_at = time.monotonic() + _CLOCK_EVERY_S
                await self._measure_clock(connection, 1)
        raise self._error

    async def _measure_clock(self, connection: Connection, rounds: int) -> None:
        for _ in range(rounds):
            sent_us = monotonic_us()
            answer = await connection.call("time:sync", {})
            self._clocks.hub.add(sent_us, int(answer.get("hubTimeUs", 0)), monotonic_us())

    def _on_frame(self, camera_id: object, message: object) -> None:
        if camera_id != self._camera_id or not isinstance(message, bytes):
            return
        try:
            self._newest.put(Frame(self._camera_id, message, self._clocks))
        except EyepieceError as error:
            self._error = error
            self._newest.wake()

    def _on_flow(self, given: object) -> None:
        flow = json_object(given)
        if flow is None or flow.get("cameraId", self._camera_id) != self._camera_id:
            return
        self.flow = flow
        every = flow.get("ackEvery")
        if isinstance(every, int):
            self._newest.set_every(every)

    def _acknowledge(self, seq: int) -> None:
        if self._connection is None:
            return
        task = asyncio.create_task(self._connection.emit("frame:ack", self._camera_id, seq))
        self._sending.add(task)
        task.add_done_callback(self._sending.discard)
