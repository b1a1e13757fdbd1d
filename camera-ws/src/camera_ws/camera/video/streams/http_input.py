"""The body of an HTTP answer as FFmpeg's input: limits, deadlines and passwords are ours, redirects are refused."""

import asyncio
import threading
from collections.abc import Callable, Coroutine
from contextlib import suppress
from typing import IO, Any, TypeVar, cast
from urllib.parse import unquote, urlsplit, urlunsplit

import aiohttp
from av.container import InputContainer

from camera_ws.camera.pictures.streamed_jpeg import JPEG_BYTES_MAX
from camera_ws.camera.video.streams.av_stream import OPEN_S, READ_S, open_container
from camera_ws.errors import CameraDisconnected

T = TypeVar("T")

PICTURE_BYTES_MAX = JPEG_BYTES_MAX + 1024 * 1024
"""Data without a complete picture; the rest is for headers and what FFmpeg has read ahead."""


class RefusedAnswer(ValueError):
    """An answer that is no stream; its text does not quote the address."""


class HttpInput:
    """Connected by its constructor. Used on one thread, which runs the event loop of the connection; abort from any."""

    def __init__(self, address: str, shown: str) -> None:
        self._shown = shown
        self._loop = asyncio.new_event_loop()
        self._aborted = threading.Event()
        self._task: asyncio.Task[Any] | None = None
        self._session: aiohttp.ClientSession | None = None
        self._problem: str | None = None
        self._since_picture = 0
        try:
            self._response = self._run(lambda: self._connect(address), OPEN_S)
            self._kind = _format_of(self._response.content_type)
        except (aiohttp.ClientError, OSError, ValueError, asyncio.CancelledError) as error:
            self.close()
            raise CameraDisconnected(f"{shown}: {_reason(error)}") from None
        except BaseException:
            self.close()
            raise

    def open(self, options: dict[str, str]) -> InputContainer:
        return open_container(cast("IO[bytes]", self), self._kind, options)

    def read(self, size: int) -> bytes:
        """Called by FFmpeg. Empty at the end, also after a problem."""
        if self._problem is not None:
            return b""
        if self._since_picture > PICTURE_BYTES_MAX:
            self._problem = f"{PICTURE_BYTES_MAX} bytes without a complete picture"
            return b""
        try:
            data = self._run(lambda: self._response.content.read(size), READ_S)
        except (aiohttp.ClientError, OSError, ValueError, asyncio.CancelledError) as error:
            self._problem = _reason(error)
            return b""
        self._since_picture += len(data)
        return data

    def progress(self) -> None:
        self._since_picture = 0

    def problem(self) -> str | None:
        return self._problem

    def abort(self) -> None:
        self._aborted.set()
        # The loop may be closed already.
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(self._cancel)

    def close(self) -> None:
        if self._loop.is_closed():
            return
        if self._session is not None:
            self._loop.run_until_complete(self._session.close())
        self._loop.close()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _run(self, work: Callable[[], Coroutine[Any, Any, T]], timeout_s: float) -> T:
        async def limited() -> T:
            return await asyncio.wait_for(work(), timeout_s)

        self._task = self._loop.create_task(limited())
        if self._aborted.is_set():
            self._task.cancel()
        return self._loop.run_until_complete(self._task)

    async def _connect(self, address: str) -> aiohttp.ClientResponse:
        parts = urlsplit(address)
        user, password = unquote(parts.username or ""), unquote(parts.password or "")
        plain = urlunsplit(parts._replace(netloc=parts.netloc.rpartition("@")[2]))
        # The digest goes first: a password is sent in plain text only to a server that asks for no other way.
        digest = (aiohttp.DigestAuthMiddleware(user, password),) if user else ()
        self._session = aiohttp.ClientSession(
            timeout=aiohttp.ClientTimeout(total=None), auto_decompress=False, middlewares=digest
        )
        response = await self._session.get(plain, allow_redirects=False)
        if response.status == 401 and user and "basic" in response.headers.get("WWW-Authenticate", "").lower():
            response.close()
            response = await self._session.get(
                plain, allow_redirects=False, headers={"Authorization": aiohttp.encode_basic_auth(user, password)}
            )
        if 300 <= response.status < 400:
            raise RefusedAnswer("the server redirects to another address: set the final address of the stream")
        if response.status != 200:
            raise RefusedAnswer(f"the server answers {response.status}")
        return response


def _format_of(content_type: str) -> str | None:
    """FFmpeg's name of the format; None lets it look at the data."""
    if content_type.startswith("multipart/"):
        return "mpjpeg"
    if content_type.startswith(("text/", "image/")):
        raise RefusedAnswer(f"the server sends {content_type[:64]}, not video")
    return None


_REASONS: tuple[tuple[type[BaseException], str], ...] = (
    (TimeoutError, "no answer in time"),
    (asyncio.CancelledError, "the connection was closed"),
    (aiohttp.ClientConnectorCertificateError, "its certificate is not trusted by this machine"),
    (aiohttp.ClientConnectorDNSError, "the name of its host is unknown"),
    (aiohttp.ClientResponseError, "it breaks the rules of HTTP"),
)


def _reason(error: BaseException) -> str:
    """Without the address: messages of aiohttp quote it."""
    known = next((reason for kind, reason in _REASONS if isinstance(error, kind)), None)
    if known is not None:
        return known
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return str(error) if isinstance(error, RefusedAnswer) else "the connection broke"
