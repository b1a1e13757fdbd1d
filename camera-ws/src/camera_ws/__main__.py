"""python -m camera_ws: reads the environment, runs service and HTTP server, handles signals."""

import asyncio
import contextlib
import logging
import os
import signal
import socket
import sys
import threading
from collections.abc import Callable, Generator

import cv2
import uvicorn
from fastapi import FastAPI
from starlette.types import ASGIApp

from camera_ws.camera.clock import SystemClock
from camera_ws.errors import CameraServiceError
from camera_ws.files.private_files import claim_folder, make_files_private
from camera_ws.http.access import Access
from camera_ws.http.connection import Connection
from camera_ws.service.app import create_app
from camera_ws.service.choice_store import ChoiceStore
from camera_ws.service.chooser import Chooser, with_choice
from camera_ws.service.configuration import Settings, load_settings
from camera_ws.service.drivers import make_camera, make_chosen_camera
from camera_ws.service.logs import start_logging
from camera_ws.service.service import CameraService

log = logging.getLogger("camera_ws")

FAILED = 1
CHOSEN = -1
"""Not an exit status: another camera was chosen, and the service starts again in this process."""
_GRACE_S = 2
_DEADLINE_S = 5.0


class Server(uvicorn.Server):
    """uvicorn without its signal handling, which would end the process with the signal instead of status 0."""

    def __init__(self, app: FastAPI, address: str, driver: str) -> None:
        super().__init__(http_config(app, _GRACE_S))
        self._facts = {"url": address, "driver": driver}

    @contextlib.contextmanager
    def capture_signals(self) -> Generator[None, None, None]:
        yield

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        log.info("listening", extra=self._facts)


def http_config(app: ASGIApp, grace_s: int) -> uvicorn.Config:
    """proxy_headers is off: it would let any program on this machine choose its address and scheme."""
    return uvicorn.Config(
        app,
        http=Connection,
        ws="none",
        log_config=None,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=grace_s,
    )


def main() -> int:
    settings = load_settings()
    make_files_private()
    start_logging(settings.log_level)
    # Frames come one after another: threads of OpenCV would only compete with ours for the cores.
    cv2.setNumThreads(1)
    try:
        claim_folder(settings.data_dir, "CAMERA_DATA_DIR")
        supervisor = Supervisor() if settings.eyepiece_supervised else None
        while True:
            result = asyncio.run(_run(settings, supervisor))
            if result != CHOSEN:
                return result
    except (CameraServiceError, OSError) as error:
        print(f"camera-ws: {error}", file=sys.stderr)
        return FAILED


async def _run(configured: Settings, supervisor: "Supervisor | None") -> int:
    """Until a signal, a failure, or the choice of another camera."""
    clock = SystemClock()
    choice = ChoiceStore(configured.data_dir).load() if configured.camera_choice == "on" else None
    settings = configured if choice is None else with_choice(configured, choice)
    listener = _listen(settings.camera_host, settings.camera_port)
    camera = make_camera(settings, clock) if choice is None else make_chosen_camera(settings, clock)
    outcome = Outcome()

    def finish(status: int) -> None:
        outcome.add(status)
        stop()

    service = CameraService(
        settings, camera, clock, Chooser(settings, lambda: finish(CHOSEN), configured.micromanager_config)
    )
    access = Access(settings.camera_api_token, settings.camera_allowed_hosts)
    server = Server(create_app(service, access), _address(listener), settings.camera_driver)

    def stop() -> None:
        # First, so that endless responses such as the video feed end before the server waits for them.
        service.closing.set()
        server.should_exit = True

    loop = asyncio.get_running_loop()
    if supervisor is not None:
        supervisor.on_end(lambda: loop.call_soon_threadsafe(finish, 0))
    with _signals(loop, lambda: finish(0)):
        try:
            service.start(lambda: finish(FAILED))
            await server.serve(sockets=[listener])
        finally:
            await asyncio.wait_for(service.close(), _DEADLINE_S)
    log.info("starting again with the chosen camera" if outcome.status == CHOSEN else "stopped")
    return outcome.status or 0


def _listen(host: str, port: int) -> socket.socket:
    """Binds before uvicorn does, to know the real port of port 0 and to report a used port in one line."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio sets TCP_NODELAY only on sockets that name their protocol. Without it a response on a kept-alive
    # connection takes 40 ms.
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    if os.name == "posix":
        # On Windows this option would let two processes share the port.
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(128)
    except OSError as error:
        listener.close()
        raise OSError(f"cannot listen on {host}:{port} (CAMERA_HOST, CAMERA_PORT): {error.strerror}") from error
    return listener


def _address(listener: socket.socket) -> str:
    host, port = listener.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)  # noqa: S104
    return f"http://{shown}:{port}"


class Outcome:
    """Why a run ends."""

    def __init__(self) -> None:
        self.status: int | None = None

    def add(self, status: int) -> None:
        """A failure counts most. The service does not start again after a signal."""
        if status == FAILED or self.status in (None, CHOSEN):
            self.status = status


class Supervisor:
    """Standard input ends when the supervisor ends, or when it stops us on Windows, which has no SIGTERM."""

    def __init__(self) -> None:
        self._ended = False
        self._stop: Callable[[], object] | None = None
        self._lock = threading.Lock()
        threading.Thread(target=self._watch, name="supervisor", daemon=True).start()

    def on_end(self, stop: Callable[[], object]) -> None:
        """Replaces the callback of an earlier run. Called at once when the supervisor has ended meanwhile."""
        with self._lock:
            self._stop = stop
            ended = self._ended
        if ended:
            stop()

    def _watch(self) -> None:
        # Not sys.stdin: a reading thread holds its lock, and the interpreter aborts at exit.
        while os.read(0, 4096):
            pass
        with self._lock:
            self._ended = True
            stop = self._stop
        if stop is not None:
            with contextlib.suppress(RuntimeError):  # the loop is closed: already stopping
                stop()


@contextlib.contextmanager
def _signals(loop: asyncio.AbstractEventLoop, stop: Callable[[], None]) -> Generator[None, None, None]:
    def handle(_number: int, _frame: object) -> None:
        loop.call_soon_threadsafe(stop)

    numbers = [signal.SIGINT, signal.SIGTERM]
    former = [signal.signal(number, handle) for number in numbers]
    try:
        yield
    finally:
        for number, handler in zip(numbers, former, strict=True):
            signal.signal(number, handler)


if __name__ == "__main__":
    sys.exit(main())
