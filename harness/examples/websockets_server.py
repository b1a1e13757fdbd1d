"""A server with the Python package `websockets`, with 25 frames a second as JSON.

python harness/examples/websockets_server.py [port]
"""

import asyncio
import base64
import json
import sys
import time

from websockets.asyncio.server import ServerConnection, broadcast, serve
from websockets.exceptions import ConnectionClosedError

FRAME_S = 0.04
PICTURE = base64.b64encode(bytes(2000)).decode()
viewers: set[ServerConnection] = set()


async def watch(viewer: ServerConnection) -> None:
    try:
        async for message in viewer:
            if json.loads(message).get("type") == "subscribe":
                await viewer.send(json.dumps({"type": "hello"}))
                viewers.add(viewer)
    except ConnectionClosedError:
        # The network ended it; nothing is left to do.
        pass
    finally:
        viewers.discard(viewer)


def publish(seq: int) -> None:
    meta = {"seq": seq, "t": time.time()}
    broadcast(viewers, json.dumps({"type": "frame", "meta": meta, "jpeg": PICTURE}))


async def main(port: int) -> None:
    async with serve(watch, "127.0.0.1", port) as server:
        sys.stdout.write(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()
        started = time.monotonic()
        seq = 0
        while True:
            # A loop that was late makes up for the frames that it missed.
            while seq * FRAME_S < time.monotonic() - started:
                publish(seq)
                seq += 1
            await asyncio.sleep(FRAME_S)


if __name__ == "__main__":
    asyncio.run(main(int(sys.argv[1]) if len(sys.argv) > 1 else 4002))
