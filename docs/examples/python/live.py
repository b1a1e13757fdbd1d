"""Watches a camera over Socket.IO."""

import argparse
import queue
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import socketio
from frame import Frame, read_frame
from hub import sign_in

NO_FRAME_S = 10.0
CLOCK_ROUNDS = 8


def arguments(about: str | None, frames: int, folder: str) -> argparse.ArgumentParser:
    """Those that every program for watching has; frames and folder are defaults."""
    parser = argparse.ArgumentParser(description=about)
    parser.add_argument("camera", help="camera id, as in the address of its live view")
    parser.add_argument("--frames", type=int, default=frames)
    parser.add_argument("--folder", type=Path, default=Path(folder))
    return parser


class Live:
    def __init__(
        self, client: socketio.Client, camera_id: str, camera_ahead_us: int, arrived: queue.Queue[bytes]
    ) -> None:
        self._client = client
        self._camera_id = camera_id
        self._camera_ahead_us = camera_ahead_us
        self._arrived = arrived

    def frames(self, count: int) -> Iterator[Frame]:
        """Acknowledges each frame when the next one is asked for. Without acknowledgements no more frames come."""
        for _ in range(count):
            try:
                frame = read_frame(self._arrived.get(timeout=NO_FRAME_S))
            except queue.Empty:
                sys.exit(f"no frame within {NO_FRAME_S:g} s")
            yield frame
            self._client.emit("frame:ack", (self._camera_id, frame.seq))

    def ask_for_key_frame(self) -> None:
        self._client.emit("video:reset", {"cameraId": self._camera_id})

    def age_ms(self, frame: Frame) -> float:
        return (_now_us() + self._camera_ahead_us - frame.captured_at_us) / 1000


@contextmanager
def watching(request: dict[str, Any]) -> Iterator[Live]:
    """request: fields of the event `watch`; those that are None are left out."""
    hub = sign_in()
    client = socketio.Client()
    arrived: queue.Queue[bytes] = queue.Queue()
    client.on("frame", lambda _camera_id, message: arrived.put(message))
    client.connect(
        hub.url,
        auth={"token": hub.token},
        transports=["websocket"],
        socketio_path=f"{hub.path()}/socket.io",
    )
    try:
        hub_ahead_us = _hub_ahead_us(client)
        answer = client.call("watch", {name: value for name, value in request.items() if value is not None})
        if not answer["ok"]:
            sys.exit(answer["error"]["message"])
        yield Live(client, request["cameraId"], answer["camera"]["clockOffsetUs"] + hub_ahead_us, arrived)
    finally:
        client.disconnect()


def _hub_ahead_us(client: socketio.Client) -> int:
    """The hub's clock minus this machine's, from the fastest of several round trips. It errs by at most half of it."""
    rounds = []
    for _ in range(CLOCK_ROUNDS):
        before_us = _now_us()
        hub_us = client.call("time:sync", {})["hubTimeUs"]
        after_us = _now_us()
        rounds.append((after_us - before_us, hub_us - (before_us + after_us) // 2))
    return min(rounds)[1]


def _now_us() -> int:
    return time.time_ns() // 1000
