"""Starts the process of a step, exchanges messages with it, and ends it."""

import asyncio
import json
import logging
import os
import signal
import sys
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import camera_ws
from camera_ws.pictures.lab.pipes import HEADER, lengths, packed
from camera_ws.pictures.lab.texts import shown
from camera_ws.pictures.lab.worker import LOAD_S

log = logging.getLogger(__name__)

GRACE_S = 1.0
"""How much longer than the limit the service waits: the process ends itself first and says where it was."""
_SECRETS = ("CAMERA_TOKEN", "CAMERA_API_TOKEN", "VIDEO_SOURCE")
_THREADS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")
_LINES_MAX = 20
_LINES_PERIOD_S = 10.0
_TAIL_BYTES = 16_384
"""Length of the kept end of the output, which may arrive in many pieces."""
_TIMED_OUT_STATUS = 1
"""Of a process that faulthandler ends."""
_END_S = 5.0
_CHUNK_BYTES = 256 * 1024
_REST_S = 0.01
"""Between two pieces of output that is only counted: a step that prints without end waits, not the live view."""

Message = tuple[dict[str, Any], bytes]


class StepFailed(Exception):
    """The process ended, did not answer in time, or sent something else. The message is for people."""


@dataclass(frozen=True, slots=True)
class StepOptions:
    """timeout_s: for one frame. memory_mb: of address space."""

    file: Path
    timeout_s: float = 5.0
    memory_mb: int = 2048


@dataclass(frozen=True, slots=True)
class _Running:
    process: Process
    frames: asyncio.StreamWriter
    answers: asyncio.StreamReader
    printing: "asyncio.Task[None]"


class StepProcess:
    """Use open, then ask, one call at a time; kill at the end. After StepFailed only kill is useful."""

    def __init__(self, options: StepOptions) -> None:
        self._options = options
        self._running: _Running | None = None
        self._tail = b""

    async def open(self) -> Mapping[str, Any]:
        """What the step declares; StepFailed when it cannot be loaded."""
        options = self._options
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-P",
            "-m",
            "camera_ws.pictures.lab.worker",
            str(options.file),
            str(options.timeout_s),
            str(options.memory_mb),
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            cwd=options.file.parent,
            env=_environment(),
            # Its own group: children of the step end with it.
            start_new_session=True,
            limit=_CHUNK_BYTES,
        )
        if process.stdin is None or process.stdout is None or process.stderr is None:
            raise StepFailed("the step's process has no pipes")
        printing = asyncio.create_task(self._print(process.stderr), name="lab step output")
        running = self._running = _Running(process, process.stdin, process.stdout, printing)
        message, _ = await self._within(LOAD_S, running, _receive(running.answers, 0))
        if "ready" not in message:
            raise StepFailed(shown(str(message.get("error", "the step did not start"))))
        return cast("Mapping[str, Any]", message["ready"])

    async def ask(self, request: Mapping[str, Any], data: memoryview) -> Message:
        running = self._running
        if running is None:
            raise StepFailed("the step does not run")
        running.frames.write(packed(dict(request), data.nbytes))
        running.frames.write(data)

        async def exchange() -> Message:
            await running.frames.drain()
            # A mask is smaller than the frame.
            return await _receive(running.answers, data.nbytes)

        message, binary = await self._within(self._options.timeout_s, running, exchange())
        if message.get("id") != request["id"]:
            raise StepFailed("the step answered a question that was not asked")
        return message, binary

    async def kill(self) -> None:
        """May be called twice."""
        running, self._running = self._running, None
        if running is None:
            return
        _kill_group(running.process)
        try:
            async with asyncio.timeout(_END_S):
                await running.process.wait()
        except TimeoutError:
            log.error("the process of the lab's step does not end", extra={"pid": running.process.pid})
        running.frames.close()
        running.printing.cancel()
        await asyncio.gather(running.printing, return_exceptions=True)

    async def _within(self, limit_s: float, running: _Running, work: Coroutine[Any, Any, Message]) -> Message:
        began_s = time.monotonic()
        try:
            async with asyncio.timeout(limit_s + GRACE_S):
                return await work
        except TimeoutError:
            raise StepFailed(_too_slow(limit_s)) from None
        except (asyncio.IncompleteReadError, ConnectionError):
            raise StepFailed(await self._reason(limit_s, time.monotonic() - began_s, running)) from None
        except ValueError as error:
            raise StepFailed(shown(f"the step's answer cannot be read: {error}")) from None

    async def _reason(self, limit_s: float, took_s: float, running: _Running) -> str:
        """Why the process ended by itself, after took_s."""
        try:
            async with asyncio.timeout(GRACE_S):
                status = await running.process.wait()
                await asyncio.shield(running.printing)
        except TimeoutError:
            return "the step closed its output"
        if status == _TIMED_OUT_STATUS and took_s >= limit_s:
            return _too_slow(limit_s)
        last = "".join(f": {line}" for line in _lines(self._tail)[-1:])
        how = f"signal {signal.Signals(-status).name}" if status < 0 else f"status {status}"
        return shown(f"the step's process ended with {how}{last}")

    async def _print(self, output: asyncio.StreamReader) -> None:
        """Passes the step's output to the log; beyond a limit it is counted only."""
        lines, dropped, began_s = 0, 0, time.monotonic()
        while chunk := await output.read(_CHUNK_BYTES):
            self._tail = (self._tail + chunk)[-_TAIL_BYTES:]
            if time.monotonic() - began_s > _LINES_PERIOD_S:
                if dropped:
                    log.warning("output of the lab's step left out", extra={"lines": dropped})
                lines, dropped, began_s = 0, 0, time.monotonic()
            if lines == _LINES_MAX:
                dropped += chunk.count(b"\n")
                await asyncio.sleep(_REST_S)
                continue
            printed = _lines(chunk)
            for line in printed[: _LINES_MAX - lines]:
                log.info("the lab's step printed", extra={"line": shown(line)})
            dropped += max(0, len(printed) - (_LINES_MAX - lines))
            lines = min(_LINES_MAX, lines + len(printed))


def _lines(output: bytes) -> list[str]:
    return [line for line in map(str.strip, output.decode(errors="replace").splitlines()) if line]


async def _receive(answers: asyncio.StreamReader, binary_max: int) -> Message:
    text, binary = lengths(await answers.readexactly(HEADER.size), binary_max)
    try:
        message = json.loads(await answers.readexactly(text))
    except RecursionError:
        raise ValueError("it is nested too deeply") from None
    if not isinstance(message, dict):
        raise ValueError("it is not an object")
    return cast("dict[str, Any]", message), await answers.readexactly(binary)


def _too_slow(limit_s: float) -> str:
    return f"no result within {limit_s:g} s; the step was ended"


def _environment() -> dict[str, str]:
    """Without secrets. One thread per library: the cores belong to the live view."""
    kept = {name: value for name, value in os.environ.items() if name.upper() not in _SECRETS}
    source = str(Path(camera_ws.__file__).parents[1])
    paths = [source, *filter(None, [kept.get("PYTHONPATH")])]
    return dict.fromkeys(_THREADS, "1") | kept | {"PYTHONPATH": os.pathsep.join(paths)}


def _kill_group(process: Process) -> None:
    try:
        if hasattr(os, "killpg"):
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()
    except (ProcessLookupError, PermissionError):
        pass
