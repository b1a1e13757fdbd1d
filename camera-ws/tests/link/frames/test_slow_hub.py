"""A hub that cannot keep up gets fewer frames, and fresh ones."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection, serve

from camera_ws.link.frames.in_flight import WINDOW_MAX, WINDOW_MIN, InFlight
from camera_ws.link.frames.pace import Pace
from camera_ws.protocol import rpc
from support.cameras.fake_camera import FakeCamera
from support.services import running_service
from support.waiting import DEADLINE_S


@asynccontextmanager
async def narrow_link(target: str, bytes_per_second: int) -> AsyncIterator[str]:
    """A proxy that passes what comes from the camera service on at a fixed rate, and reads no faster."""
    host, port = target.removeprefix("http://").split(":")
    running: set[asyncio.Task[None]] = set()

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        running.add(task)
        hub_reader, hub_writer = await asyncio.open_connection(host, int(port))
        back = asyncio.create_task(_copy(hub_reader, writer, None))
        try:
            await _copy(reader, hub_writer, bytes_per_second)
        finally:
            back.cancel()
            await asyncio.gather(back, return_exceptions=True)
            hub_writer.close()
            writer.close()
            running.discard(task)

    server = await asyncio.start_server(relay, "127.0.0.1", 0, limit=4096)
    try:
        yield f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
    finally:
        server.close()
        for task in list(running):
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)


async def _copy(reader: asyncio.StreamReader, writer: asyncio.StreamWriter, bytes_per_second: int | None) -> None:
    try:
        while data := await reader.read(1024 if bytes_per_second else 65536):
            writer.write(data)
            await writer.drain()
            if bytes_per_second:
                await asyncio.sleep(len(data) / bytes_per_second)
    except ConnectionError:
        return


async def test_few_frames_wait_on_a_narrow_link_and_commands_get_through(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    received, sent = 0, 0
    underway: list[int] = []
    answered: asyncio.Queue[int] = asyncio.Queue()
    count_sent = InFlight.sent

    def counted(self: InFlight, pong: asyncio.Future[float]) -> None:
        nonlocal sent
        sent += 1
        count_sent(self, pong)

    monkeypatch.setattr(InFlight, "sent", counted)

    async def hub(socket: ServerConnection) -> None:
        nonlocal received
        async for message in socket:
            if isinstance(message, bytes):
                received += 1
                underway.append(sent - received)
                if received % 10 == 0:
                    await socket.send(rpc.request(received, "ping", {"hubTimeUs": 1}))
                continue
            parsed = rpc.parse(message)
            if isinstance(parsed, rpc.Request) and parsed.method == "hello" and parsed.id is not None:
                await socket.send(rpc.result(parsed.id, {"hubTimeUs": 1, "pingIntervalMs": 5000}))
                await socket.send(rpc.notification("demand", {"streaming": True}))
            elif isinstance(parsed, rpc.Answer) and isinstance(parsed.id, int):
                answered.put_nowait(received - parsed.id)

    async with serve(hub, "127.0.0.1", 0, compression=None) as server:
        target = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        # Some 4 kB a frame at 100 fps want 400 kB/s: the link carries an eighth of that.
        async with narrow_link(target, 50_000) as url, running_service(FakeCamera(), tmp_path, url):
            waits = [await asyncio.wait_for(answered.get(), DEADLINE_S) for _ in range(6)]
    # Counted in frames, not in seconds. Without a window the kernel's buffers take hundreds.
    assert max(underway) <= WINDOW_MAX
    assert max(waits) <= WINDOW_MAX


async def test_window_grows_with_distance_and_is_bounded() -> None:
    assert InFlight(0.0005).window(30) == WINDOW_MIN
    assert InFlight(0.0005).window(120) == 5
    assert InFlight(0.1).window(30) == 4
    assert InFlight(60).window(120) == WINDOW_MAX


async def test_a_pong_frees_a_slot() -> None:
    flight = InFlight(0.0)
    pongs = [asyncio.get_running_loop().create_future() for _ in range(WINDOW_MIN)]
    for pong in pongs:
        await flight.wait_for_slot(30)
        flight.sent(pong)
    waiting = asyncio.create_task(flight.wait_for_slot(30))
    await asyncio.sleep(0)
    assert not waiting.done()
    pongs[0].set_result(0.01)
    await asyncio.wait_for(waiting, 30)
    pongs[1].set_exception(ConnectionError())
    await asyncio.sleep(0)
    assert flight.open == 0


@pytest.mark.parametrize(("source_fps", "max_fps", "expected"), [(30, 24, 24), (30, 30, 30), (100, 7, 7), (10, 60, 10)])
def test_pace_thins_evenly(source_fps: int, max_fps: int, expected: int) -> None:
    pace = Pace()
    times = [1_800_000_000_000_000 + round(index * 1e6 / source_fps) for index in range(source_fps * 5)]
    taken = [time for time in times if pace.is_due(time, max_fps)]
    assert len(taken) == pytest.approx(expected * 5, abs=2)
    gaps = [later - earlier for earlier, later in pairwise(taken)]
    assert max(gaps) - min(gaps) <= 1e6 / source_fps + 2
