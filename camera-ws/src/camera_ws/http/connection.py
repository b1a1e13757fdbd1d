"""One connection to the HTTP API, with time limits and a limit on connections.

uvicorn has no time limit for the rest of a request, nor for a client that reads nothing.
"""

import asyncio
import ipaddress
from dataclasses import dataclass

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

_BUSY = b"HTTP/1.1 503 Service Unavailable\r\nConnection: close\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n"
_LATE = b"HTTP/1.1 408 Request Timeout\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
_IPV6_PREFIX = 64


@dataclass(frozen=True, slots=True)
class ConnectionLimits:
    """request_s: from the first wait for a request to the end of its body. stall_s: for a client that reads nothing."""

    connections: int = 128
    per_address: int = 32
    request_s: float = 15.0
    stall_s: float = 30.0


class Connection(H11Protocol):
    """The protocol class for uvicorn. The limits are a class attribute because uvicorn makes the instances."""

    limits = ConnectionLimits()
    request_deadline: asyncio.TimerHandle | None = None
    reader_deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:
        super().connection_made(transport)
        if self._exceeds_limits():
            self._end_with(_BUSY)
        else:
            self._watch_request()

    def data_received(self, data: bytes) -> None:
        if self.transport.is_closing():
            return
        super().data_received(data)
        self._watch_request()

    def on_response_complete(self) -> None:
        self._stop_request_deadline()
        super().on_response_complete()
        if self.transport.is_closing():
            self._watch_reader()
        else:
            self._watch_request()

    def timeout_keep_alive_handler(self) -> None:
        super().timeout_keep_alive_handler()
        self._watch_reader()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._watch_reader()

    def resume_writing(self) -> None:
        super().resume_writing()
        if not self.transport.is_closing():
            self._stop_reader_deadline()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_request_deadline()
        self._stop_reader_deadline()
        super().connection_lost(exc)

    def _exceeds_limits(self) -> bool:
        own = _network(self.client)
        same = sum(1 for other in self.connections if _network(getattr(other, "client", None)) == own)
        return len(self.connections) > self.limits.connections or (own is not None and same > self.limits.per_address)

    def _watch_request(self) -> None:
        """The time limit runs while a request is awaited or incomplete, even if bytes arrive."""
        if self.conn.their_state not in (h11.IDLE, h11.SEND_BODY):
            self._stop_request_deadline()
        elif self.request_deadline is None:
            self.request_deadline = self.loop.call_later(self.limits.request_s, self._request_timed_out)

    def _request_timed_out(self) -> None:
        self.request_deadline = None
        # An early response, such as a refusal, has been sent already: send no second one.
        if self.conn.their_state is h11.SEND_BODY and self.cycle.response_started:
            self.transport.abort()
        else:
            self._end_with(_LATE)

    def _watch_reader(self) -> None:
        if self.reader_deadline is None:
            self.reader_deadline = self.loop.call_later(self.limits.stall_s, self.transport.abort)

    def _end_with(self, answer: bytes) -> None:
        self.transport.write(answer)
        self.transport.close()
        self._watch_reader()

    def _stop_request_deadline(self) -> None:
        if self.request_deadline is not None:
            self.request_deadline.cancel()
            self.request_deadline = None

    def _stop_reader_deadline(self) -> None:
        if self.reader_deadline is not None:
            self.reader_deadline.cancel()
            self.reader_deadline = None


def _network(client: tuple[str, int] | None) -> str | None:
    """The address, or the /64 network for IPv6. None for this machine, which has only the total limit."""
    try:
        address = ipaddress.ip_address(client[0].partition("%")[0] if client else "127.0.0.1")
    except ValueError:
        return None
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped is None:
            network = ipaddress.ip_network((address, _IPV6_PREFIX), strict=False)
            return None if address.is_loopback else str(network)
        address = address.ipv4_mapped
    return None if address.is_loopback else str(address)
