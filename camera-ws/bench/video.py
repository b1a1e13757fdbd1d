"""Measures the video encoders on the simulator's specimen, 1280×1024 RGB; prints one JSON line.

python bench/video.py SECONDS [ROUNDS]

First the processor time of each step per frame: JPEG, the planes, and each tier take turns, and the figure is the
median of the rounds' medians. Then the processor time of the stream with one tier, less that of as many frames without
a viewer, as cores at 30 frames per second.
"""

import argparse
import asyncio
import json
import statistics
import sys
import threading
import time
from collections.abc import Awaitable, Callable
from dataclasses import asdict, dataclass

import cv2

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.base import Frame
from camera_ws.camera.clock import VirtualClock
from camera_ws.camera.simulator.camera import SimulatedCamera
from camera_ws.encoding.display_pictures import DisplayPictures
from camera_ws.encoding.encoder import encode_display
from camera_ws.pictures.video.encoders import VideoEncoders
from camera_ws.pictures.video.planes import Planes, to_planes
from camera_ws.pictures.video.tiers import Tier
from camera_ws.pictures.video.x264 import X264

Run = Callable[[Frame], Awaitable[object]]

JPEG_QUALITY = 80
FRAMES = 30
ROUNDS = 5
WARM_UP_S = 1.0
CONNECTED_WITHIN_S = 30.0
TIERS = (
    Tier("sharp", 3_000_000, 1280, 30.0),
    Tier("lean", 1_000_000, 1280, 30.0),
    Tier("thin", 500_000, 640, 30.0),
)


@dataclass(frozen=True, slots=True)
class TierFigures:
    """ms: per frame, without the planes. cores: with the planes, at 30 frames per second; fps: that arrived then."""

    ms: float
    key_bytes: int
    mbits_per_second: float
    cores: float
    fps: float


@dataclass(frozen=True, slots=True)
class Figures:
    jpeg_ms: float
    planes_ms: float
    threads_without_viewers: int
    tiers: dict[str, TierFigures]


def frames() -> list[Frame]:
    with SimulatedCamera(1, VirtualClock()) as camera:
        camera.start()
        made = [camera.next_frame(1) for _ in range(FRAMES)]
        for frame in made:
            _ = frame.pixels
        return made


def median_ms(run: Callable[[int], object]) -> float:
    times: list[float] = []
    for index in range(FRAMES):
        began_s = time.thread_time()
        run(index)
        times.append(time.thread_time() - began_s)
    return 1000 * statistics.median(times)


@dataclass(frozen=True, slots=True)
class Encoded:
    ms: float
    key_bytes: int
    mbits_per_second: float


def encode(tier: Tier, planes: list[Planes]) -> Encoded:
    encoder = X264(planes[0].coded_size, tier.bits_for(planes[0].width, planes[0].height), tier.max_fps)
    sizes: list[int] = []

    def run(index: int) -> None:
        sizes.append(len(encoder.encode(planes[index], key=index == 0)[0]))

    ms = median_ms(run)
    return Encoded(ms, sizes[0], sum(sizes) * 8 * tier.max_fps / FRAMES / 1e6)


@dataclass(frozen=True, slots=True)
class Streamed:
    """made: frames of the camera; taken: those that were read, and encoded if there was a viewer."""

    cpu_s: float
    made: int
    taken: int
    seconds: float


async def cores_of(tier: Tier, seconds: float) -> tuple[float, float, int]:
    """Cores for the tier, its frame rate, and the video threads while it had no viewers."""
    acquisition = Acquisition(SimulatedCamera())
    encoders = VideoEncoders(TIERS, DisplayPictures())
    acquisition.start()
    try:
        version = 0
        async with asyncio.timeout(CONNECTED_WITHIN_S):
            while not acquisition.current.connected:
                version = (await acquisition.status.newer_than(version)).version
        with acquisition.watch():
            await _stream(acquisition, WARM_UP_S, None)
            idle = await _stream(acquisition, seconds, None)
            threads = sum(thread.name.startswith("video-") for thread in threading.enumerate())

            async def run(frame: Frame) -> object:
                return await encoders.encode(tier, frame, tier.max_fps, key=False)

            encoding = await _stream(acquisition, seconds, run)
            # On a busy machine the encoder leaves out frames, which the simulator makes all the same.
            per_frame_s = (encoding.cpu_s - encoding.made * idle.cpu_s / idle.made) / encoding.taken
            return per_frame_s * tier.max_fps, encoding.taken / encoding.seconds, threads
    finally:
        encoders.close()
        await acquisition.close()


async def _stream(acquisition: Acquisition, seconds: float, run: Run | None) -> Streamed:
    newest = acquisition.frames.current
    first = version = newest.version if newest else 0
    taken = 0
    began_s, cpu_s = time.perf_counter(), time.process_time()
    while taken == 0 or time.perf_counter() - began_s < seconds:
        newest = await acquisition.frames.newer_than(version)
        version, taken = newest.version, taken + 1
        _ = newest.value.pixels
        if run is not None:
            await run(newest.value)
    newest = acquisition.frames.current
    made = (newest.version if newest else version) - first
    return Streamed(time.process_time() - cpu_s, made, taken, time.perf_counter() - began_s)


def measure(seconds: float, rounds: int) -> Figures:
    pictures, made = DisplayPictures(), frames()
    shown = {tier.name: [to_planes(pictures.pixels(frame, tier.max_width)) for frame in made] for tier in TIERS}
    jpegs: list[float] = []
    planes: list[float] = []
    encoded: dict[str, list[Encoded]] = {tier.name: [] for tier in TIERS}
    cores: dict[str, list[tuple[float, float, int]]] = {tier.name: [] for tier in TIERS}
    for _ in range(rounds):
        jpegs.append(median_ms(lambda index: encode_display(pictures, made[index], None, JPEG_QUALITY)))
        planes.append(median_ms(lambda index: to_planes(pictures.pixels(made[index]))))
        for tier in TIERS:
            encoded[tier.name].append(encode(tier, shown[tier.name]))
            cores[tier.name].append(asyncio.run(cores_of(tier, seconds)))
    return Figures(
        jpeg_ms=statistics.median(jpegs),
        planes_ms=statistics.median(planes),
        threads_without_viewers=max(threads for runs in cores.values() for _, _, threads in runs),
        tiers={name: _figures(encoded[name], cores[name]) for name in encoded},
    )


def _figures(encoded: list[Encoded], cores: list[tuple[float, float, int]]) -> TierFigures:
    return TierFigures(
        ms=statistics.median(each.ms for each in encoded),
        key_bytes=round(statistics.median(each.key_bytes for each in encoded)),
        mbits_per_second=statistics.median(each.mbits_per_second for each in encoded),
        cores=statistics.median(each for each, _, _ in cores),
        fps=statistics.median(fps for _, fps, _ in cores),
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float)
    parser.add_argument("rounds", type=int, nargs="?", default=ROUNDS)
    options = parser.parse_args()
    # Like the service.
    cv2.setNumThreads(1)
    sys.stdout.write(json.dumps(asdict(measure(options.seconds, options.rounds))) + "\n")


if __name__ == "__main__":
    main()
