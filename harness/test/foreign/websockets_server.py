"""A WebSocket server with the Python package `websockets`: JSON messages with a number, a time and a picture.

It writes its port. Each line of standard input is a JSON list of numbers, sent as frames to every viewer.
"""

import asyncio
import base64
import json
import sys
import time

from websockets.asyncio.server import ServerConnection, serve

PICTURE = base64.b64encode(bytes(2000)).decode()
viewers: set[ServerConnection] = set()


def frame(seq: int) -> str:
    meta = {"seq": seq, "t": time.time()}
    return json.dumps({"type": "frame", "meta": meta, "jpeg": PICTURE})


async def watch(viewer: ServerConnection) -> None:
    async for message in viewer:
        if json.loads(message).get("type") == "subscribe":
            await viewer.send(json.dumps({"type": "hello"}))
            await viewer.send(frame(0))
            viewers.add(viewer)
    viewers.discard(viewer)


async def main() -> None:
    reader = asyncio.StreamReader(limit=2**20)
    protocol = asyncio.StreamReaderProtocol(reader)
    await asyncio.get_running_loop().connect_read_pipe(lambda: protocol, sys.stdin)
    async with serve(watch, "127.0.0.1", 0, subprotocols=["frames.v1"]) as server:
        sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()
        while line := await reader.readline():
            for seq in json.loads(line):
                for viewer in list(viewers):
                    await viewer.send(frame(seq))


asyncio.run(main())
