"""Processor time for each frame of a network camera: its JPEGs passed through, and decoded and encoded again.

PYTHONPATH=src:tests .venv/bin/python bench/passed_through.py. The time includes the server of the pictures.
"""

import sys
import time

import numpy as np

from camera_ws.camera.video.address import parse_address
from camera_ws.camera.video.camera import VideoCamera
from support.data.pictures import display_jpeg, gradient, jpeg
from support.video_server import HttpHandler, serving_video

FRAMES, ROUNDS = 60, 3
_WIDTH, _HEIGHT = 1280, 720


def picture() -> bytes:
    noise = np.random.default_rng(1).integers(-12, 12, (_HEIGHT, _WIDTH, 3))
    return jpeg(np.clip(gradient(_WIDTH, _HEIGHT).astype(int) + noise, 0, 255).astype(np.uint8), 80)


def milliseconds(camera: VideoCamera, again: bool) -> float:
    began_s = time.process_time()
    for _ in range(FRAMES):
        frame = camera.next_frame(10)
        if again:
            frame.jpeg = None
        display_jpeg(frame, None, 80)
    return (time.process_time() - began_s) / FRAMES * 1000


def main() -> None:
    data = picture()

    def answer(handler: HttpHandler) -> None:
        handler.begin()
        while handler.pause():
            handler.part(data)

    with (
        serving_video(answer) as server,
        VideoCamera(parse_address(f"http://127.0.0.1:{server.server_port}/")) as camera,
    ):
        camera.start()
        sys.stdout.write(f"{_WIDTH}×{_HEIGHT}, {len(data) // 1000} kB, ms of processor time for each frame\n")
        for _ in range(ROUNDS):
            through, again = milliseconds(camera, again=False), milliseconds(camera, again=True)
            sys.stdout.write(f"passed through {through:.2f}, encoded again {again:.2f}\n")


if __name__ == "__main__":
    main()
