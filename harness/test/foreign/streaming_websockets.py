"""The server of the examples on a free port. It writes its address.

With the argument `lost` it leaves out every tenth frame.
"""

import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "examples"))

import websockets_server as example

publish = example.publish


def publish_most(seq: int) -> None:
    if seq % 10 != 5:
        publish(seq)


if "lost" in sys.argv[1:]:
    example.publish = publish_most
asyncio.run(example.main(0))
