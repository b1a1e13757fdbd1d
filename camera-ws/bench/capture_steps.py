"""Measures the steps of a capture in the camera service, software trigger, 1280×1024 RGB; prints one JSON line.

python bench/capture_steps.py FOLDER [CAPTURES]

All figures are in ms, as median and lowest; other load of the machine raises the median. simulator is the time that the
simulator needs for a picture, which a real camera does not take from this processor; what exceeds the exposure delays
the answer. encode is with strips on all cores, one_thread without. take is the whole capture until it is durable in the
spool, without the hub, less the exposure; rest is what the steps leave of it: the ways between the threads and the
metadata. FOLDER must be on the disk whose syncs count.
"""

import asyncio
import json
import statistics
import sys
import tempfile
import time
import uuid
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from camera_ws.camera.clock import SystemClock, VirtualClock
from camera_ws.camera.simulator.camera import SimulatedCamera
from camera_ws.encoding.display_jpeg import to_jpeg
from camera_ws.encoding.masters.formats import MASTER_JPEG_QUALITY
from camera_ws.encoding.strips import StripEncoder
from camera_ws.protocol.camera.settings import SettingsUpdate
from camera_ws.protocol.messages import CaptureParams
from camera_ws.service.configuration import Settings
from camera_ws.service.service import CameraService
from camera_ws.uploads.spool import SpoolEntry

CAPTURES = 40
WARM_UP = 3
EXPOSURE_MS = 4.0
PAUSE_S = 0.15


def ms_since(began_s: float) -> float:
    return 1000 * (time.perf_counter() - began_s)


@dataclass(frozen=True, slots=True)
class Step:
    median: float
    lowest: float

    @staticmethod
    def of(times: list[float]) -> "Step":
        counted = times[WARM_UP:]
        return Step(statistics.median(counted), min(counted))


def simulator_and_encoders(count: int) -> tuple[Step, Step, Step]:
    """Without waits: the clock is virtual. The pauses leave caches as cold as between two captures."""
    made: list[float] = []
    encoded: list[float] = []
    whole: list[float] = []
    strips = StripEncoder()
    with SimulatedCamera(1, VirtualClock()) as camera:
        camera.start()
        for _ in range(count):
            time.sleep(PAUSE_S)
            began_s = time.perf_counter()
            pixels = camera.next_frame(1).pixels.astype(np.uint8, copy=False)
            made.append(ms_since(began_s))
            began_s = time.perf_counter()
            strips.encode(pixels, MASTER_JPEG_QUALITY)
            encoded.append(ms_since(began_s))
            began_s = time.perf_counter()
            to_jpeg(pixels, MASTER_JPEG_QUALITY, "444")
            whole.append(ms_since(began_s))
    strips.close()
    return Step.of(made), Step.of(encoded), Step.of(whole)


async def take_and_store(folder: Path, count: int) -> tuple[Step, Step]:
    """The whole capture, and the spool alone with files of the same size."""
    clock = SystemClock()
    settings = Settings(hub_url="", camera_data_dir=folder, camera_port=0)
    service = CameraService(settings, SimulatedCamera(1, clock), clock)
    service.start(lambda: sys.exit("a part of the service failed"))
    taken: list[float] = []
    stored: list[float] = []
    try:
        version = 0
        while not service.acquisition.current.connected:
            version = (await service.acquisition.status.newer_than(version)).version
        await service.acquisition.apply(SettingsUpdate(exposure=EXPOSURE_MS, trigger="software"))
        for _ in range(count):
            await asyncio.sleep(PAUSE_S)
            params = CaptureParams(capture_id=str(uuid.uuid4()), format="jpg", answer_when="kept")
            began_s = time.perf_counter()
            entry = await service.captures.take(params, "http")
            taken.append(ms_since(began_s) - EXPOSURE_MS)
            stored.append(await asyncio.to_thread(_again, service, entry))
    finally:
        await service.close()
    return Step.of(taken), Step.of(stored)


def _again(service: CameraService, entry: SpoolEntry) -> float:
    data = entry.master.read_bytes()
    service.spool.remove(entry.metadata.id)
    began_s = time.perf_counter()
    service.spool.store(entry.metadata, data)
    took_ms = ms_since(began_s)
    service.spool.remove(entry.metadata.id)
    return took_ms


def main() -> None:
    count = WARM_UP + (int(sys.argv[2]) if len(sys.argv) > 2 else CAPTURES)
    # Like the service.
    cv2.setNumThreads(1)
    simulator, encode, one_thread = simulator_and_encoders(count)
    with tempfile.TemporaryDirectory(dir=sys.argv[1], prefix="eyepiece-bench-") as folder:
        take, spool = asyncio.run(take_and_store(Path(folder), count))
    rest = Step(
        take.median - max(0.0, simulator.median - EXPOSURE_MS) - encode.median - spool.median,
        take.lowest - max(0.0, simulator.lowest - EXPOSURE_MS) - encode.lowest - spool.lowest,
    )
    steps = {
        "simulator": simulator,
        "encode": encode,
        "one_thread": one_thread,
        "spool": spool,
        "take": take,
        "rest": rest,
    }
    rounded = {name: {"median": round(each.median, 2), "lowest": round(each.lowest, 2)} for name, each in steps.items()}
    sys.stdout.write(json.dumps(rounded) + "\n")


if __name__ == "__main__":
    main()
