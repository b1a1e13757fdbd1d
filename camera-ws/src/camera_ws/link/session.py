"""One connection to the hub, from hello to the end."""

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import cast

from pydantic import ValidationError
from websockets.asyncio.client import ClientConnection
from websockets.exceptions import ConnectionClosed

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.latest import Latest
from camera_ws.camera.clock import Clock
from camera_ws.capture.captures import CameraIdentity, Captures
from camera_ws.encoding.encoder import Encoder
from camera_ws.jobs.jobs import Jobs
from camera_ws.link.commands import Commands, Handler
from camera_ws.link.faults import fault_from
from camera_ws.link.fence import FenceGate, LinkFence
from camera_ws.link.frames.in_flight import InFlight
from camera_ws.link.frames.pump import FramePump
from camera_ws.link.frames.rewound import RewoundFrames
from camera_ws.link.frames.sample_pump import SamplePump
from camera_ws.link.frames.video_pump import VideoPump
from camera_ws.link.outbox import Outbox
from camera_ws.link.report import Reporter
from camera_ws.pictures.corrections.corrections import PictureCorrections
from camera_ws.pictures.samples.encoder import SampleEncoder
from camera_ws.pictures.video.encoders import VideoEncoders
from camera_ws.protocol import rpc
from camera_ws.protocol.messages import CLOSE_NOT_JSON, HelloResult
from camera_ws.rewind.rewind import Rewind
from camera_ws.uploads.spool import Spool

log = logging.getLogger(__name__)

HELLO_TIMEOUT_S = 10.0
SILENT_PINGS = 3
"""As for the hub: a camera whose hub hangs has another one within 8 s."""
COMMANDS_MAX = 32
CANCELS_MAX = 64
"""A cancellation is accepted while the commands that it may end use all places."""
_CANCELS = ("capture.cancel", "sequence.cancel")
_SETTING = ("settings.update", "settings.load", "settings.import", "corrections.update")
_HELLO_ID = 1


@dataclass(frozen=True, slots=True)
class LinkParts:
    """The parts of the service that a session uses."""

    identity: CameraIdentity
    instance_id: str
    """Distinguishes a service that reconnects from another one with the same camera id."""
    acquisition: Acquisition
    captures: Captures
    encoder: Encoder
    video: VideoEncoders
    samples: SampleEncoder
    clock: Clock
    clock_steps: Latest[int]
    """Clock.step_us, for the state."""
    spool: Spool
    on_welcome: Callable[[], None]
    on_end: Callable[[], None]
    outbox: Outbox
    jobs: Jobs
    corrections: PictureCorrections
    lab_step: str | None
    """The name of the laboratory's own step."""
    rewind: Rewind
    commands: Mapping[str, Handler]
    fence: FenceGate


class CameraFound(Exception):
    """The camera was first opened after hello: a new connection must introduce it."""


class HubSilent(Exception):
    """The hub's pings stopped: the connection is dead, even if TCP has not noticed."""


class Session:
    """run ends by an exception.

    ConnectionClosed, HubSilent, CameraFound, FormerHome; RpcFault when the hub refuses the hello.
    """

    def __init__(self, socket: ClientConnection, parts: LinkParts) -> None:
        self._socket = socket
        self._parts = parts
        self._reporter = Reporter(
            parts.identity,
            parts.acquisition,
            parts.spool,
            parts.jobs.list_jobs,
            parts.corrections,
            exposures=parts.captures.exposures,
            instance_id=parts.instance_id,
            clock_steps=parts.clock_steps,
            video=parts.video,
            samples=parts.samples,
            fence=parts.fence,
            lab_step=parts.lab_step,
            rewind=parts.rewind,
        )
        self._fence = LinkFence(parts.fence)
        self._in_flight = InFlight(round_trip_s=1.0)
        self._pump = FramePump(socket, parts.acquisition, parts.encoder, self._in_flight)
        self._video = VideoPump(socket, parts.acquisition, parts.video, self._in_flight)
        self._samples = SamplePump(socket, parts.acquisition, parts.samples)
        self._commands = Commands(
            parts.acquisition,
            parts.captures,
            self._pump,
            self._video,
            parts.clock,
            samples=self._samples,
            lock=parts.jobs.lock,
            more={**parts.commands, **RewoundFrames(socket, parts.rewind).commands()},
        )
        self._welcome: asyncio.Future[HelloResult] = asyncio.get_running_loop().create_future()
        self._heard_s = time.monotonic()
        self._running: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        try:
            async with asyncio.TaskGroup() as tasks:
                tasks.create_task(self._read())
                tasks.create_task(self._run_session(tasks))
        except BaseExceptionGroup as group:
            raise _first(group) from group
        finally:
            self._parts.outbox.close()
            self._parts.on_end()
            await self._cancel_commands()

    async def _run_session(self, tasks: asyncio.TaskGroup) -> None:
        await self._reporter.ready()
        # Before hello is built, so that later changes are sent after it.
        self._parts.outbox.open()
        hello = self._reporter.hello()
        asked_s = time.monotonic()
        await self._socket.send(rpc.request(_HELLO_ID, "hello", hello.to_json()))
        # Not wait_for: before Python 3.12 it can swallow a cancellation that comes together with the result.
        async with asyncio.timeout(HELLO_TIMEOUT_S):
            welcome = await self._welcome
        self._fence.accept(welcome.fence, welcome.hub_id)
        self._in_flight.note_round_trip(time.monotonic() - asked_s)
        self._parts.on_welcome()
        tasks.create_task(self._send_outbox())
        tasks.create_task(self._pump.run())
        tasks.create_task(self._video.run())
        tasks.create_task(self._samples.run())
        tasks.create_task(self._watch_silence(welcome.ping_interval_ms / 1000 * SILENT_PINGS))
        await self._report()

    async def _report(self) -> None:
        newest = self._parts.acquisition.status.current
        version = newest.version if newest else 0
        while True:
            if self._reporter.must_introduce:
                raise CameraFound
            await self._socket.send(self._reporter.state())
            soon = self._parts.acquisition.current.streaming or self._parts.spool.count > 0
            version = await self._reporter.changed(version, soon)

    async def _send_outbox(self) -> None:
        while True:
            for message in await self._parts.outbox.take():
                await self._socket.send(message)

    async def _watch_silence(self, limit_s: float) -> None:
        while (silent_s := time.monotonic() - self._heard_s) < limit_s:  # noqa: ASYNC110  (a deadline that moves)
            await asyncio.sleep(limit_s - silent_s)
        raise HubSilent(f"nothing from the hub for {silent_s:.1f} s")

    async def _read(self) -> None:
        async for message in self._socket:
            self._heard_s = time.monotonic()
            if isinstance(message, str):
                await self._receive(message)
            else:
                log.warning("the hub sent a binary message", extra={"bytes": len(message)})
        # The iterator ends without an exception on a normal closure; recv raises it.
        await self._socket.recv()

    async def _receive(self, text: str) -> None:
        try:
            message = rpc.parse(text)
        except rpc.RpcFault as fault:
            await self._socket.send(rpc.failure(fault))
            if fault.code == rpc.PARSE_ERROR:
                await self._socket.close(CLOSE_NOT_JSON, "not JSON")
            return
        if isinstance(message, rpc.Answer):
            self._accept_answer(message)
        elif len(self._running) >= (CANCELS_MAX if message.method in _CANCELS else COMMANDS_MAX):
            await self._refuse(message)
        else:
            task = asyncio.create_task(self._serve(message))
            self._running.add(task)
            task.add_done_callback(self._running.discard)

    def _accept_answer(self, answer: rpc.Answer) -> None:
        if answer.id != _HELLO_ID or self._welcome.done():
            log.warning("the hub sent an error", extra={"reason": answer.error.message if answer.error else "?"})
        elif answer.error is not None:
            self._welcome.set_exception(rpc.RpcFault(answer.error.code, f"hello refused: {answer.error.message}"))
        else:
            try:
                self._welcome.set_result(HelloResult.from_wire(answer.result))
            except ValidationError as error:
                fault = rpc.RpcFault(rpc.INVALID_REQUEST, f"the hub's answer to hello cannot be read: {error}")
                self._welcome.set_exception(fault)

    async def _serve(self, request: rpc.Request) -> None:
        try:
            try:
                self._fence.check(request)
                answer = await self._commands.run(request)
                # Inside the try: a result that is not JSON, such as NaN, is a failure too.
                text = None if request.id is None else rpc.result(request.id, answer)
            except Exception as error:  # noqa: BLE001  (the edge of the link: every failure becomes a response)
                fault = fault_from(error, request.id)
                log.info("command refused", extra={"method": request.method, "reason": str(fault)})
                await self._socket.send(rpc.failure(fault))
            else:
                # Who has the answer finds the new state at the hub.
                if request.method in _SETTING:
                    await self._socket.send(self._reporter.state())
                if text is not None:
                    await self._socket.send(text)
        except ConnectionClosed:
            log.info("the hub disconnected before the response", extra={"method": request.method})

    async def _refuse(self, request: rpc.Request) -> None:
        if request.id is not None:
            await self._socket.send(rpc.failure(rpc.RpcFault(rpc.BUSY, "too many commands at once", request.id)))

    async def _cancel_commands(self) -> None:
        """Cancels running commands; a capture is completed all the same."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


def _first(error: BaseException) -> BaseException:
    while isinstance(error, BaseExceptionGroup):
        error = cast("BaseExceptionGroup[BaseException]", error).exceptions[0]
    return error
