"""The upload client with a hub that does not behave."""

import asyncio
import os
from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from camera_ws.uploads import client as client_module
from camera_ws.uploads.client import Answer, UploadClient
from camera_ws.uploads.spool import Spool
from support.data.metadata import metadata_for
from support.waiting import DEADLINE_S

LARGE = bytes(24 * 1024 * 1024)
Conversation = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Awaitable[None]]


@asynccontextmanager
async def client_of(converse: Conversation) -> AsyncGenerator[UploadClient, None]:
    done = asyncio.Event()
    conversations: set[asyncio.Task[None] | None] = set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        conversations.add(asyncio.current_task())
        try:
            await converse(reader, writer)
            await done.wait()
        except ConnectionError:
            pass
        finally:
            writer.close()

    server = await asyncio.start_server(serve, "127.0.0.1", 0, limit=64 * 1024)
    port = server.sockets[0].getsockname()[1]
    client = UploadClient(f"http://127.0.0.1:{port}", "token")
    try:
        yield client
    finally:
        await client.close()
        done.set()
        server.close()
        await asyncio.gather(*filter(None, conversations))


async def put(client: UploadClient, master: bytes) -> Answer:
    return await client.put_parts(metadata_for(master), [master[:5], master[5:]])


async def nothing(_reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
    return


async def read_request(reader: asyncio.StreamReader) -> bytes:
    head = await reader.readuntil(b"\r\n\r\n")
    length = next(line for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:"))
    assert b"transfer-encoding" not in head.lower()
    return await reader.readexactly(int(length.split(b":")[1]))


async def test_parts_are_one_body_with_content_length() -> None:
    bodies: list[bytes] = []

    async def take(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        bodies.append(await read_request(reader))
        writer.write(b"HTTP/1.1 201 Created\r\ncontent-length: 2\r\n\r\n{}")

    async with client_of(take) as client:
        assert await put(client, b"the picture") == Answer("stored")
    assert bodies == [b"the picture"]


async def test_aborts_when_the_hub_reads_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "_STALL_S", 0.2)
    async with client_of(nothing) as client:
        assert await put(client, LARGE) == Answer("unavailable", "the hub did not answer in time")


async def test_aborts_when_the_hub_does_not_respond(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "_ANSWER_S", 0.2)
    async with client_of(nothing) as client:
        assert await put(client, b"the picture") == Answer("unavailable", "the hub did not answer in time")


async def test_a_file_that_becomes_shorter_while_it_is_sent_ends_the_upload(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "spool")
    spool.recover()
    entry = spool.store(metadata_for(LARGE), LARGE)

    async def truncate(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        os.truncate(entry.master, 100)
        while await reader.read(1 << 16):
            pass

    async with client_of(truncate) as client, asyncio.timeout(DEADLINE_S):
        first = await client.put_master(entry)
        second = await client.put_master(entry)
    # The hub is there: other captures are not held up.
    assert (first.outcome, second.outcome) == ("later", "refused")
    assert "bytes early" in first.reason
    assert "the file has 100 bytes" in second.reason


async def test_reads_a_refusal_before_the_end_of_the_body() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 413 Payload Too Large\r\ncontent-length: 8\r\n\r\ntoo much")
        while await reader.read(1 << 16):
            pass

    async with client_of(refuse) as client:
        assert await put(client, LARGE) == Answer("refused", "HTTP 413: too much")


async def test_a_broken_connection_means_unavailable() -> None:
    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.transport.abort()

    async with client_of(hang_up) as client:
        answer = await put(client, LARGE)
    assert answer.outcome == "unavailable"
    assert answer.reason


async def test_a_refused_connection_means_unavailable() -> None:
    client = UploadClient("http://127.0.0.1:9", "token")
    try:
        answer = await put(client, b"the picture")
    finally:
        await client.close()
    assert answer.outcome == "unavailable"
    assert "127.0.0.1" in answer.reason


async def test_with_a_new_link_an_upload_to_a_hub_that_hangs_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(client_module, "_SILENT_S", 0.0)
    asked = asyncio.Event()

    async def hanging(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        asked.set()

    async with client_of(hanging) as client:
        upload = asyncio.create_task(put(client, b"picture"))
        await asked.wait()
        client.abandon_silent()
        assert await upload == Answer("unavailable", "the hub did not answer in time")


async def test_with_a_new_link_an_upload_that_has_just_begun_to_hang_ends_too() -> None:
    asked = asyncio.Event()

    async def hanging(reader: asyncio.StreamReader, _writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        asked.set()

    async with client_of(hanging) as client, asyncio.timeout(60):
        upload = asyncio.create_task(put(client, b"picture"))
        await asked.wait()
        client.abandon_silent()
        assert await upload == Answer("unavailable", "the hub did not answer in time")


async def test_with_a_new_link_an_upload_that_moves_goes_on() -> None:
    async def answering(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await read_request(reader)
        abandon()
        writer.write(b"HTTP/1.1 201 Created\r\nContent-Length: 0\r\n\r\n")

    async with client_of(answering) as client:
        abandon = client.abandon_silent
        assert (await put(client, LARGE)).outcome == "stored"
