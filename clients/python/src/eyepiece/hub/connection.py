"""One Socket.IO connection to the hub. It ends when it breaks; its user opens another one."""

import asyncio
import logging
from collections.abc import Callable, Mapping
from typing import Any

import aiohttp
import socketio
from socketio.exceptions import ConnectionError as SocketError
from socketio.exceptions import SocketIOError
from socketio.exceptions import TimeoutError as SocketTimeout

from eyepiece.errors import ConnectionFailed, EyepieceError, UnexpectedAnswer, WaitTimeout, refused
from eyepiece.hub.address import Address
from eyepiece.json_types import json_object
from eyepiece.values.record import mapping
from eyepiece.wire.header import MAX_MESSAGE_BYTES

OPEN_S = 10.0
CALL_S = 15.0


def _silent_logger() -> logging.Logger:
    """A logger that is always off: Socket.IO would log its messages, which contain the key."""
    logger = logging.Logger("eyepiece.transport")  # noqa: LOG001 # nobody may find it by its name
    logger.disabled = True
    return logger


class Connection:
    """purpose: `frames` for a connection that gets nothing else, `all` for one that counts as presence."""

    def __init__(self, address: Address, purpose: str) -> None:
        self._address = address
        self._purpose = purpose
        self.closed = asyncio.Event()
        self.reason: EyepieceError = ConnectionFailed(f"the connection to {address.url} failed")
        """Why it is closed. A Refused is final, anything else may be tried again."""
        options: dict[str, Any] = {"max_msg_size": MAX_MESSAGE_BYTES}
        tls = address.tls()
        if tls is not None:
            options["ssl"] = tls
        silent: Any = _silent_logger()
        self._client: Any = socketio.AsyncClient(
            reconnection=False,
            handle_sigint=False,
            logger=silent,
            engineio_logger=silent,
            websocket_extra_options=options,
        )
        self._client.on("disconnect", self._on_disconnect)
        self._client.on("connect_error", self._on_refusal)
        self._client.on("session:expired", self._on_refusal)

    def on(self, event: str, handler: Callable[..., None]) -> None:
        """Before open(), so that no event is missed."""
        self._client.on(event, handler)

    async def open(self) -> None:
        """Raises Refused, or ConnectionFailed when another attempt may succeed."""
        try:
            async with asyncio.timeout(OPEN_S):
                await self._client.connect(
                    self._address.origin,
                    auth={"token": self._address.key.reveal(), "purpose": self._purpose},
                    transports=["websocket"],
                    socketio_path=f"{self._address.base_path}/socket.io".lstrip("/"),
                    wait_timeout=OPEN_S,
                )
        except TimeoutError as error:
            await self.close()
            raise ConnectionFailed(f"{self._address.url} does not accept a connection within {OPEN_S:g} s") from error
        except (SocketError, OSError, ValueError) as error:
            await self.close()
            why = _why_unreachable(error)
            if why is not None:
                self.reason = ConnectionFailed(f"the connection to {self._address.url} failed: {why}")
            # The text of other errors may contain what was sent.
            raise self.reason from (error if isinstance(error, OSError) else None)

    async def call(self, event: str, payload: Mapping[str, Any], timeout: float = CALL_S) -> dict[str, Any]:
        """The acknowledgement. Raises Refused, WaitTimeout, or the reason for which the connection is closed."""
        answer = asyncio.ensure_future(self._client.call(event, dict(payload), timeout=timeout))
        closed = asyncio.ensure_future(self.closed.wait())
        try:
            await asyncio.wait((answer, closed), return_when=asyncio.FIRST_COMPLETED)
            if not answer.done():
                raise self.reason
            reply = mapping(answer.result(), f"the answer to {event}")
        except SocketTimeout as error:
            raise WaitTimeout(f"{event} got no answer within {timeout:g} s") from error
        except SocketIOError as error:
            raise self.reason from error
        finally:
            answer.cancel()
            closed.cancel()
        if reply.get("ok") is False:
            raise refused(mapping(reply.get("error"), "the error"))
        return reply

    async def emit(self, event: str, *values: object) -> None:
        """Without an answer. Does nothing once the connection is closed."""
        if self.closed.is_set():
            return
        try:
            await self._client.emit(event, values)
        except SocketIOError:
            self.closed.set()

    async def close(self) -> None:
        self.closed.set()
        try:
            async with asyncio.timeout(OPEN_S):
                await self._client.disconnect()
        except (TimeoutError, SocketIOError, OSError):
            # A connection that is broken needs no farewell.
            pass
        finally:
            http = self._client.eio.http
            if http is not None and not http.closed:
                await http.close()

    def _on_disconnect(self, *_reason: object) -> None:
        self.closed.set()

    def _on_refusal(self, *given: object) -> None:
        answer = json_object(given[0]) if given else None
        if answer is not None:
            details = json_object(answer.get("data", answer))
            if details is not None and "code" in details:
                self.reason = refused(details)
            elif "message" in answer:
                self.reason = UnexpectedAnswer(f"the hub refuses the connection: {answer['message']}")
        self.closed.set()


def _why_unreachable(error: BaseException) -> str | None:
    """Such as a certificate that is not trusted. None once the hub was reached."""
    inner: BaseException | None = error
    while inner is not None:
        if isinstance(inner, aiohttp.ClientConnectorError):
            return str(inner)
        inner = inner.__cause__ or inner.__context__
    return None
