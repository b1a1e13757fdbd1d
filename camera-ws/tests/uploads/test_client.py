"""The hub's intake over a socket that misbehaves."""

import asyncio
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from camera_ws.uploads import client as module
from camera_ws.uploads.client import Answer, Intake
from support.data.metadata import metadata_for

LARGE = bytes(24 * 1024 * 1024)
Talk = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def talking(talk: Talk) -> AsyncGenerator[Intake, None]:
    done = asyncio.Event()
    conversations: set[asyncio.Task[None] | None] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        conversations.add(asyncio.current_task())
        try:
            await talk(reader, writer)
            await done.wait()
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=64 * 1024)
    port = server.sockets[0].getsockname()[1]
    intake = Intake(f"http://127.0.0.1:{port}", "token")
    try:
        yield intake
    finally:
        await intake.close()
        done.set()
        server.close()
        await asyncio.gather(*filter(None, conversations))


async def put(intake: Intake, master: bytes) -> Answer:
    return await intake.put_parts(metadata_for(master), [master[:5], master[5:]])


async def nothing(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    return


async def read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    assert b"transfer-encoding" not in head.lower()
    return await reader.readexactly(int(length.split(b":")[1]))


async def test_a_file_in_pieces_is_one_body_of_known_length() -> None:
    bodies: list[bytes] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        bodies.append(await read_request(reader))
        writer.write(b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}")

    async with talking(take) as intake:
        assert await put(intake, b"the picture") == Answer("taken")
    assert bodies == [b"the picture"]


async def test_a_hub_that_takes_nothing_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_STALL_S", 0.2)
    async with talking(nothing) as intake:
        assert await put(intake, LARGE) == Answer("away", "the hub took too long")


async def test_a_hub_that_never_answers_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_ANSWER_S", 0.2)
    async with talking(nothing) as intake:
        assert await put(intake, b"the picture") == Answer("away", "the hub took too long")


async def test_a_refusal_is_heard_before_the_last_byte() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Payload Too Large\r\ncontent-length: 8\r\n\r\ntoo much")
        while await reader.read(1 << 16):
            pass

    async with talking(refuse) as intake:
        assert await put(intake, LARGE) == Answer("never", "HTTP 413: too much")


async def test_a_connection_that_breaks_is_tried_again_later() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.abort()

    async with talking(hang_up) as intake:
        answer = await put(intake, LARGE)
    assert answer.outcome == "away"
    assert answer.reason


async def test_without_a_hub_the_upload_waits_for_one() -> None:
    intake = Intake("http://127.0.0.1:9", "token")
    try:
        answer = await put(intake, b"the picture")
    finally:
        await intake.close()
    assert answer.outcome == "away"
    assert "127.0.0.1" in answer.reason
