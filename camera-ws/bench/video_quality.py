"""Compares the video of one viewer with the JPEGs of the same frames at another; prints one JSON line.

python bench/video_quality.py HUB_URL LINK_URL TOKEN CAMERA [FRAMES]

LINK_URL is the address of the hub for the viewer of video, such as a proxy that limits the rate. The figures are the
structural similarity of the luma (Wang et al. 2004, a Gaussian window of 11 pixels) of FRAMES pictures.
"""

import json
import statistics
import sys
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from typing import Any

import av
import cv2
import numpy as np
import socketio
from similarity import luma, open_decoder, similarity

from camera_ws.protocol.frame import FRAME_KIND_VIDEO, FrameHeader, frame_payload, read_frame_header

FRAMES = 60
SETTLING_S = 10.0
EXACT_S = 6.0
"""The viewer of JPEGs joins then. It gets reduced pictures first, as every new viewer does."""
WITHIN_S = 90.0
JPEGS_KEPT = 300


class Viewer:
    """Keeps what arrives until it is read, and acknowledges it."""

    def __init__(self, url: str, token: str, request: dict[str, Any]) -> None:
        self._camera: str = request["cameraId"]
        self._client = socketio.Client()
        self._client.on("frame", self._arrived)
        self._lock = threading.Lock()
        self._frames: list[tuple[FrameHeader, bytes]] = []
        self._client.connect(url, auth={"token": token, "purpose": "frames"}, transports=["websocket"])
        reply = self._client.call("watch", request)
        if not reply["ok"]:
            sys.exit(f"watch was refused: {reply['error']['message']}")

    def read(self) -> list[tuple[FrameHeader, bytes]]:
        with self._lock:
            frames, self._frames = self._frames, []
        return frames

    def close(self) -> None:
        self._client.disconnect()

    def _arrived(self, _camera: str, message: bytes) -> None:
        header = read_frame_header(message)
        with self._lock:
            self._frames.append((header, bytes(frame_payload(message, header))))
        self._client.emit("frame:ack", (self._camera, header.fields.seq))


@dataclass
class Received:
    """Nothing is decoded while frames arrive: a busy receiver would look like a narrow link."""

    video: list[tuple[FrameHeader, bytes]] = field(default_factory=list)
    jpegs: OrderedDict[int, bytes] = field(default_factory=OrderedDict)
    shown: dict[str, int] = field(default_factory=lambda: {"video": 0, "jpeg": 0})

    def add(self, frames: list[tuple[FrameHeader, bytes]]) -> int:
        """Returns how many of the frames are video whose JPEG has arrived or will."""
        comparable = 0
        for header, payload in frames:
            is_video = header.kind == FRAME_KIND_VIDEO
            self.shown["video" if is_video else "jpeg"] += 1
            if is_video:
                self.video.append((header, payload))
                comparable += bool(self.jpegs)
        return comparable


def receive(hub_url: str, link_url: str, token: str, camera: str, count: int) -> Received:
    """From joining on, until count frames of video after the settling have come."""
    received = Received()
    started = time.monotonic()
    video = Viewer(link_url, token, {"cameraId": camera, "video": ["h264"]})
    exact: Viewer | None = None
    try:
        came = 0
        while came < count and time.monotonic() - started < WITHIN_S:
            elapsed = time.monotonic() - started
            if exact is None and elapsed > EXACT_S:
                exact = Viewer(hub_url, token, {"cameraId": camera})
            for header, jpeg in exact.read() if exact else []:
                if elapsed > SETTLING_S:
                    received.jpegs[header.fields.seq] = jpeg
            while len(received.jpegs) > JPEGS_KEPT:
                received.jpegs.popitem(last=False)
            came += received.add(video.read())
            time.sleep(0.02)
        return received
    finally:
        video.close()
        if exact:
            exact.close()


def compare(received: Received) -> dict[str, float]:
    similar: list[float] = []
    decoder = open_decoder()
    for header, payload in received.video:
        for picture in decoder.decode(av.Packet(payload)):
            jpeg = received.jpegs.get(header.fields.seq)
            if jpeg is None:
                continue
            original = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR_RGB)
            if original is None:
                continue
            rgb = picture.to_ndarray(format="rgb24")
            shown = luma(rgb[: header.fields.height, : header.fields.width])
            scaled = cv2.resize(shown, (original.shape[1], original.shape[0]), interpolation=cv2.INTER_LINEAR)
            similar.append(similarity(luma(original), scaled))
    counts = received.shown
    if not similar:
        sys.exit(f"no picture could be compared; {counts['video']} frames of video and {counts['jpeg']} JPEGs came")
    return {"frames": len(similar), "median": statistics.median(similar), "worst": min(similar), **counts}


def main() -> None:
    hub_url, link_url, token, camera = sys.argv[1:5]
    count = int(sys.argv[5]) if len(sys.argv) > 5 else FRAMES
    result = compare(receive(hub_url, link_url, token, camera, count))
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
