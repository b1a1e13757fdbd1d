"""A server with the Python package `websockets`: 25 frames a second as JSON. It writes its address.

With the argument `lost` it leaves out every tenth frame.
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
                viewers.add(viewer)
    except ConnectionClosedError:
        # The viewer has gone without a farewell.
        pass
    finally:
        viewers.discard(viewer)


def publish(seq: int) -> None:
    meta = {"seq": seq, "t": time.time()}
    broadcast(viewers, json.dumps({"type": "frame", "meta": meta, "jpeg": PICTURE}))


async def main() -> None:
    loses = "lost" in sys.argv[1:]
    async with serve(watch, "127.0.0.1", 0) as server:
        sys.stdout.write(f"ws://127.0.0.1:{server.sockets[0].getsockname()[1]}\n")
        sys.stdout.flush()
        started = time.monotonic()
        seq = 0
        while True:
            # A loop that was late makes up for the frames that it missed.
            while seq * FRAME_S < time.monotonic() - started:
                if not (loses and seq % 10 == 5):
                    publish(seq)
                seq += 1
            await asyncio.sleep(FRAME_S)


asyncio.run(main())
