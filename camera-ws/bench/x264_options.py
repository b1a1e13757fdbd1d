"""Compares options of x264 on the simulator's specimen, 1280×1024 RGB; prints one line of JSON for each.

python bench/x264_options.py [OPTIONS...]

OPTIONS are x264-params, such as subme=1:dct-decimate=1. They are added to the preset alone; the first line is the
preset, the second what the service uses. All encoders get each frame in turn, so that other load of the machine affects
all. ratio is the median over the frames of processor time to that of the preset; ssim is the mean to the JPEGs of the
same frames. The first third of the frames does not count: the rate control settles.
"""

import json
import statistics
import sys
import time

import av
import cv2
import numpy as np
from similarity import Picture, luma, open_decoder, similarity

from camera_ws.camera.clock import VirtualClock
from camera_ws.camera.simulator.camera import SimulatedCamera
from camera_ws.encoding.display_jpeg import to_jpeg
from camera_ws.pictures.video.planes import Planes, to_planes
from camera_ws.pictures.video.x264 import OPTIONS, PRESET, X264

FRAMES = 72
COMPARED_EVERY = 6
SETTLED = FRAMES // 3
FPS = 30.0
JPEG_QUALITY = 80
BITS_PER_SECOND = (3_000_000, 1_000_000)


class Compared:
    """One encoder, its times and its similarity."""

    def __init__(self, name: str, options: str, bits_per_second: int, size: tuple[int, int]) -> None:
        self.name = name
        self.bits_per_second = bits_per_second
        self.seconds: list[float] = []
        self._encoder = X264(size, bits_per_second, FPS, options)
        self._decoder = open_decoder()
        self._bytes: list[int] = []
        self._similar: list[float] = []

    def encode(self, index: int, planes: Planes, exact: Picture | None) -> None:
        began_s = time.thread_time()
        unit, _ = self._encoder.encode(planes, key=index == 0)
        self.seconds.append(time.thread_time() - began_s)
        self._bytes.append(len(unit))
        [picture] = self._decoder.decode(av.Packet(unit))
        if exact is not None and index >= SETTLED:
            rgb = picture.to_ndarray(format="rgb24").astype(np.uint8, copy=False)
            self._similar.append(similarity(exact, luma(rgb)))

    def figures(self, preset: "Compared") -> dict[str, object]:
        ratios = [own / other for own, other in zip(self.seconds[SETTLED:], preset.seconds[SETTLED:], strict=True)]
        return {
            "options": self.name,
            "kbits_per_second": self.bits_per_second // 1000,
            "ratio": round(statistics.median(ratios), 3),
            "ms": round(1000 * statistics.median(self.seconds[SETTLED:]), 2),
            "ssim": round(statistics.mean(self._similar), 4),
            "mbits_per_second": round(sum(self._bytes[SETTLED:]) * 8 * FPS / (FRAMES - SETTLED) / 1e6, 2),
        }


def compare(variants: list[tuple[str, str]]) -> list[dict[str, object]]:
    with SimulatedCamera(1, VirtualClock()) as camera:
        camera.start()
        first = to_planes(camera.next_frame(1).pixels.astype(np.uint8, copy=False))
        encoders = [
            [Compared(name, options, bits, first.coded_size) for name, options in variants] for bits in BITS_PER_SECOND
        ]
        for index in range(FRAMES):
            pixels = camera.next_frame(1).pixels.astype(np.uint8, copy=False)
            planes = to_planes(pixels)
            exact = None
            if index % COMPARED_EVERY == 0:
                jpeg = np.frombuffer(to_jpeg(pixels, JPEG_QUALITY), np.uint8)
                exact = luma(cv2.imdecode(jpeg, cv2.IMREAD_COLOR_RGB).astype(np.uint8, copy=False))
            for rate in encoders:
                for each in rate:
                    each.encode(index, planes, exact)
    return [each.figures(rate[0]) for rate in encoders for each in rate]


def main() -> None:
    # Like the service.
    cv2.setNumThreads(1)
    given = [(options, f"{PRESET}:{options}") for options in sys.argv[1:]]
    for figures in compare([("preset", PRESET), ("service", OPTIONS), *given]):
        sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    main()
