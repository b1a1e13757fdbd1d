"""Connections whose client is too slow, and too many connections."""

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from camera_ws.__main__ import _listen
from camera_ws.http import connection
from camera_ws.http.connection import Connection, ConnectionLimits
from support.cameras.fake_camera import FakeCamera
from support.services import serving_api
from support.waiting import until

DEADLINE_S = 30.0
LIMIT_S = 0.3


@asynccontextmanager
async def connected(url: str) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    host, port = url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    try:
        yield reader, writer
    finally:
        writer.transport.abort()


async def read_to_end(reader: asyncio.StreamReader) -> bytes:
    """Reads until the service closes the connection."""
    return await asyncio.wait_for(reader.read(), DEADLINE_S)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"POST /capt",
        b"POST /capture HTTP/1.1\r\nHost: localhost\r\nContent-Le",
        b"POST /capture HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 20\r\n\r\n{",
        b"PUT /settings HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n1\r\n{\r\n",
        b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\nPOST /capture HTTP/1.1\r\n",
    ],
    ids=["nothing", "a piece of a line", "half headers", "half a body", "half a chunked body", "a second, unfinished"],
)
async def test_an_incomplete_request_times_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sent: bytes) -> None:
    monkeypatch.setattr(Connection, "limits", ConnectionLimits(request_s=LIMIT_S))
    async with serving_api(tmp_path, FakeCamera()) as (url, service):
        async with connected(url) as (reader, writer):
            writer.write(sent)
            answer = await read_to_end(reader)
            assert b" 408 " in answer
        assert service.spool.count == 0


async def test_a_slow_body_times_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "limits", ConnectionLimits(request_s=LIMIT_S))
    async with serving_api(tmp_path, FakeCamera()) as (url, _):
        async with connected(url) as (reader, writer):
            writer.write(b"POST /capture HTTP/1.1\r\nHost: localhost\r\nContent-Length: 60000\r\n\r\n")

            async def drip() -> None:
                while True:
                    writer.write(b" ")
                    await asyncio.sleep(LIMIT_S / 10)

            dripping = asyncio.create_task(drip())
            try:
                # Only the first line: the service may reset the connection while bytes still arrive.
                status = await asyncio.wait_for(reader.readuntil(b"\r\n"), DEADLINE_S)
            finally:
                dripping.cancel()
                await asyncio.gather(dripping, return_exceptions=True)
            assert b" 408 " in status


async def test_a_client_that_reads_nothing_is_disconnected(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "limits", ConnectionLimits(stall_s=LIMIT_S))
    accept = Connection.connection_made

    def with_a_small_buffer(self: Connection, transport: asyncio.Transport) -> None:
        # By default the kernel buffers megabytes of small pictures before writing is paused.
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4096)
        accept(self, transport)

    monkeypatch.setattr(Connection, "connection_made", with_a_small_buffer)
    async with serving_api(tmp_path, FakeCamera()) as (url, service):
        host, port = url.removeprefix("http://").split(":")
        with socket.socket() as reader:
            reader.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
            reader.connect((host, int(port)))
            reader.send(b"GET /video/feed HTTP/1.1\r\nHost: localhost\r\n\r\n")
            await until(lambda: service.acquisition.current.streaming)
            # The camera stops streaming although this client has not disconnected.
            await until(lambda: not service.acquisition.current.streaming, DEADLINE_S)


async def test_connections_above_the_limit_get_503(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "limits", ConnectionLimits(connections=2))
    request = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    async with serving_api(tmp_path, FakeCamera()) as (url, _):
        async with connected(url) as (first, ask), connected(url) as (second, _):
            ask.write(request)
            assert b"200 OK" in await asyncio.wait_for(first.readuntil(b"\r\n"), DEADLINE_S)
            async with connected(url) as (third, _):
                assert b" 503 " in await read_to_end(third)
            assert not second.at_eof()


async def test_the_limit_per_address(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Connection, "limits", ConnectionLimits(per_address=1))
    monkeypatch.setattr(connection, "_network", lambda client: "192.0.2.1")
    async with serving_api(tmp_path, FakeCamera()) as (url, _):
        async with connected(url) as (first, _), connected(url) as (second, _):
            assert b" 503 " in await read_to_end(second)
            assert not first.at_eof()


@pytest.mark.parametrize(
    ("client", "network"),
    [
        (("127.0.0.1", 1), None),
        (("::1", 1), None),
        (("::ffff:127.0.0.1", 1), None),
        (("192.0.2.7", 1), "192.0.2.7"),
        (("::ffff:192.0.2.7", 1), "192.0.2.7"),
        (("2001:db8:1:2:3:4:5:6", 1), "2001:db8:1:2::/64"),
        (("fe80::1%eth0", 1), "fe80::/64"),
        (None, None),
    ],
)
def test_network_of_an_address(client: tuple[str, int] | None, network: str | None) -> None:
    assert connection._network(client) == network


async def test_connections_have_tcp_nodelay() -> None:
    """Nagle's algorithm would delay the end of each response until the client's delayed acknowledgement."""
    listener = _listen("127.0.0.1", 0)
    options: list[int] = []

    class Seen(asyncio.Protocol):
        def connection_made(self, transport: asyncio.BaseTransport) -> None:
            options.append(transport.get_extra_info("socket").getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY))

    server = await asyncio.get_running_loop().create_server(Seen, sock=listener)
    async with server, connected(f"http://127.0.0.1:{listener.getsockname()[1]}"):
        await until(lambda: options != [])
    assert options[0] != 0
