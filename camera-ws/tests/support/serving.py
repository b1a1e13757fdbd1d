"""Runs an ASGI application on a free port of this machine."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from camera_ws.__main__ import Server, http_config
from support.waiting import until


@dataclass(frozen=True)
class Identity:
    """PEM files for TLS."""

    certificate: Path
    key: Path


class TestServer(Server):
    __test__ = False

    def __init__(self, app: ASGIApp, ws: str, identity: Identity | None) -> None:
        config = (
            http_config(app, grace_s=1)
            if ws == "none"
            else uvicorn.Config(
                app,
                log_config=None,
                access_log=False,
                timeout_graceful_shutdown=1,
                ws=ws,
                lifespan="off",
                ssl_certfile=identity and identity.certificate,
                ssl_keyfile=identity and identity.key,
            )
        )
        uvicorn.Server.__init__(self, config)
        self._facts = {}


def bound(port: int = 0) -> socket.socket:
    """A socket on a port, or on a free one, that no other program can take. It refuses connections until it listens."""
    listener = socket.socket()
    if port != 0:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listener.bind(("127.0.0.1", port))
    return listener


def address_of(listener: socket.socket) -> str:
    return f"http://127.0.0.1:{listener.getsockname()[1]}"


@asynccontextmanager
async def serving(
    app: ASGIApp, listener: socket.socket | None = None, ws: str = "none", identity: Identity | None = None
) -> AsyncIterator[str]:
    """The address of the running application; https with an identity."""
    listener = listener or bound()
    listener.listen()
    server = TestServer(app, ws, identity)
    task = asyncio.create_task(server.serve(sockets=[listener]))
    await until(lambda: server.started or task.done())
    try:
        yield address_of(listener).replace("http:", "https:" if identity else "http:")
    finally:
        server.should_exit = True
        await task
        listener.close()
