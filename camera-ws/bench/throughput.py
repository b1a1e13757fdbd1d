"""Measures frames per second and CPU time from the simulator through acquisition and encoder; prints one JSON line.

python bench/throughput.py SECONDS FPS [--sensor default|5mp] [--format RGB24]
"""

import argparse
import asyncio
import json
import sys
import time
from dataclasses import asdict, dataclass

import cv2

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.simulator.camera import SimulatedCamera
from camera_ws.camera.simulator.features import BIT_DEPTH, DEFAULT_SIZE, FIVE_MEGAPIXELS
from camera_ws.encoding.encoder import Encoder
from camera_ws.protocol.camera.settings import SettingsUpdate

JPEG_QUALITY = 80
CONNECTED_WITHIN_S = 10.0
WARM_UP_S = 1.0
SENSORS = {"default": DEFAULT_SIZE, "5mp": FIVE_MEGAPIXELS}


@dataclass(frozen=True, slots=True)
class Throughput:
    fps: float
    cores: float
    """CPU time of the process, all threads, per second."""
    jpeg_bytes: int
    """Mean size of a frame."""
    width: int
    height: int


async def measure(seconds: float, fps: float, sensor: str = "default", pixel_format: str = "RGB24") -> Throughput:
    acquisition = Acquisition(SimulatedCamera(size=SENSORS[sensor]))
    encoder = Encoder(JPEG_QUALITY)
    acquisition.start()
    try:
        await _until_connected(acquisition)
        await acquisition.apply(SettingsUpdate(frame_rate=fps, exposure=1.0, pixel_format=pixel_format))
        with acquisition.watch():
            await _stream(acquisition, encoder, WARM_UP_S)
            return await _stream(acquisition, encoder, seconds)
    finally:
        await acquisition.close()
        await encoder.close()


async def _until_connected(acquisition: Acquisition) -> None:
    version = 0
    async with asyncio.timeout(CONNECTED_WITHIN_S):
        while not acquisition.current.connected:
            version = (await acquisition.status.newer_than(version)).version


async def _stream(acquisition: Acquisition, encoder: Encoder, seconds: float) -> Throughput:
    """Encodes the newest frame; skips frames that arrive during an encoding."""
    newest = acquisition.frames.current
    version = newest.version if newest else 0
    frames, total_bytes, width, height = 0, 0, 0, 0
    began_s, cpu_s = time.perf_counter(), time.process_time()
    while time.perf_counter() - began_s < seconds:
        latest = await acquisition.frames.newer_than(version)
        version = latest.version
        jpeg = await encoder.display(latest.value)
        frames, total_bytes = frames + 1, total_bytes + len(jpeg.data)
        width, height = jpeg.width, jpeg.height
    took_s = time.perf_counter() - began_s
    cores = (time.process_time() - cpu_s) / took_s
    return Throughput(frames / took_s, cores, round(total_bytes / max(1, frames)), width, height)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("seconds", type=float)
    parser.add_argument("fps", type=float)
    parser.add_argument("--sensor", choices=SENSORS, default="default")
    parser.add_argument("--format", choices=BIT_DEPTH, default="RGB24")
    options = parser.parse_args()
    # Like the service.
    cv2.setNumThreads(1)
    result = asyncio.run(measure(options.seconds, options.fps, options.sensor, options.format))
    sys.stdout.write(json.dumps(asdict(result)) + "\n")


if __name__ == "__main__":
    main()
