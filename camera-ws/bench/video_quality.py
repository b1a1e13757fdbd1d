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
from typing import Any

import av
import cv2
import numpy as np
import socketio
from similarity import Picture, luma, open_decoder, similarity

from camera_ws.protocol.frame import FRAME_KIND_VIDEO, FrameHeader, frame_payload, read_frame_header

FRAMES = 60
SETTLING_S = 10.0
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


def compare(exact: Viewer, video: Viewer, count: int) -> dict[str, float]:
    jpegs: OrderedDict[int, bytes] = OrderedDict()
    decoded: OrderedDict[int, Picture] = OrderedDict()
    similar: list[float] = []
    decoder = open_decoder()
    shown = {"video": 0, "jpeg": 0}
    started = time.monotonic()
    while len(similar) < count and time.monotonic() - started < WITHIN_S:
        for header, jpeg in exact.read():
            jpegs[header.fields.seq] = jpeg
        for header, payload in video.read():
            is_video = header.kind == FRAME_KIND_VIDEO
            shown["video" if is_video else "jpeg"] += 1
            if not is_video:
                continue
            for picture in decoder.decode(av.Packet(payload)):
                if time.monotonic() - started > SETTLING_S:
                    rgb = picture.to_ndarray(format="rgb24")
                    decoded[header.fields.seq] = luma(rgb[: header.fields.height, : header.fields.width])
        for seq in [seq for seq in decoded if seq in jpegs]:
            original = cv2.imdecode(np.frombuffer(jpegs[seq], np.uint8), cv2.IMREAD_COLOR_RGB)
            picture = decoded.pop(seq)
            if original is not None:
                scaled = cv2.resize(picture, (original.shape[1], original.shape[0]), interpolation=cv2.INTER_LINEAR)
                similar.append(similarity(luma(original), scaled))
        while len(jpegs) > JPEGS_KEPT:
            jpegs.popitem(last=False)
        while len(decoded) > JPEGS_KEPT // 10:
            decoded.popitem(last=False)
        time.sleep(0.02)
    if not similar:
        sys.exit(f"no picture could be compared; {shown['video']} frames of video and {shown['jpeg']} JPEGs came")
    return {"frames": len(similar), "median": statistics.median(similar), "worst": min(similar), **shown}


def main() -> None:
    hub_url, link_url, token, camera = sys.argv[1:5]
    count = int(sys.argv[5]) if len(sys.argv) > 5 else FRAMES
    exact = Viewer(hub_url, token, {"cameraId": camera})
    video = Viewer(link_url, token, {"cameraId": camera, "video": ["h264"]})
    try:
        result = compare(exact, video, count)
    finally:
        exact.close()
        video.close()
    sys.stdout.write(json.dumps(result) + "\n")


if __name__ == "__main__":
    main()
