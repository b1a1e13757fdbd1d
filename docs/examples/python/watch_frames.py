"""Watches a camera: stores its JPEG frames and prints the age of each when it arrives."""

import argparse
import queue
import sys
import time
from pathlib import Path

import socketio
from frame import Frame, read_frame
from hub import sign_in

NO_FRAME_S = 10.0
CLOCK_ROUNDS = 8


def main() -> None:
    options = _options()
    options.folder.mkdir(parents=True, exist_ok=True)
    arrived: queue.SimpleQueue[bytes] = queue.SimpleQueue()
    hub = sign_in()
    client = socketio.Client()

    @client.event
    def frame(camera_id: str, message: bytes) -> None:
        # Acknowledge a frame when it is processed; here that is at once. Without acknowledgements no more frames come.
        arrived.put(message)
        client.emit("frame:ack", (camera_id, read_frame(message).seq))

    client.connect(
        hub.url,
        auth={"token": hub.token},
        transports=["websocket"],
        socketio_path=f"{hub.path()}/socket.io",
    )
    try:
        request = {"cameraId": options.camera, "maxWidth": options.max_width, "maxFps": options.max_fps}
        answer = client.call("watch", {name: value for name, value in request.items() if value is not None})
        if not answer["ok"]:
            sys.exit(answer["error"]["message"])
        clock_offset_us = answer["camera"]["clockOffsetUs"] + _hub_ahead_us(client)
        for _ in range(options.frames):
            _keep(read_frame(arrived.get(timeout=NO_FRAME_S)), options.folder, clock_offset_us)
    except queue.Empty:
        sys.exit(f"no frame within {NO_FRAME_S:g} s")
    finally:
        client.disconnect()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("camera", help="camera id, as in the address of its live view")
    parser.add_argument("--frames", type=int, default=10)
    parser.add_argument("--folder", type=Path, default=Path("frames"))
    parser.add_argument("--max-width", type=int, help="px; accept a smaller rendition")
    parser.add_argument("--max-fps", type=float, help="accept fewer frames per second")
    return parser.parse_args()


def _hub_ahead_us(client: socketio.Client) -> int:
    """The hub's clock minus this machine's, from the fastest of several round trips. It errs by at most half of it."""
    rounds = []
    for _ in range(CLOCK_ROUNDS):
        before_us = _now_us()
        hub_us = client.call("time:sync", {})["hubTimeUs"]
        after_us = _now_us()
        rounds.append((after_us - before_us, hub_us - (before_us + after_us) // 2))
    return min(rounds)[1]


def _keep(frame: Frame, folder: Path, camera_ahead_us: int) -> None:
    path = folder / f"{frame.seq:08d}.jpg"
    path.write_bytes(frame.jpeg)
    age_ms = (_now_us() + camera_ahead_us - frame.captured_at_us) / 1000
    print(f"{path}: {frame.width}x{frame.height}, {frame.exposure_ms:g} ms, {age_ms:.0f} ms old", flush=True)


def _now_us() -> int:
    return time.time_ns() // 1000


if __name__ == "__main__":
    main()
