"""Streams, follows, captures and changes settings for some minutes; prints one JSON line with memory and leaks.

python bench/soak.py MINUTES

Status 1 when memory has grown, or a thread or task is left after the end of the service.
"""

import asyncio
import ctypes
import json
import resource
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import cycle
from pathlib import Path
from typing import Any

from camera_ws.camera.clock import SystemClock
from camera_ws.camera.simulator.camera import SimulatedCamera
from camera_ws.protocol.camera.settings import CAPTURE_FORMATS, SettingsUpdate
from camera_ws.protocol.messages import CaptureParams
from camera_ws.service.configuration import Settings
from camera_ws.service.service import CameraService

CAPTURE_EVERY_S = 0.5
SETTINGS_EVERY_S = 2.0
SAMPLE_EVERY_S = 0.5
WARM_UP_SHARE = 0.25
GROWTH_MAX = 0.05
"""Allowed growth of memory from the first to the last quarter after the warm-up, for the pools of allocators."""


@asynccontextmanager
async def _service(folder: Path) -> AsyncIterator[CameraService]:
    clock = SystemClock()
    settings = Settings(hub_url="", camera_data_dir=folder, camera_port=0)
    service = CameraService(settings, SimulatedCamera(1, clock), clock)
    service.start(lambda: sys.exit("a part of the service failed"))
    try:
        version = 0
        while not service.acquisition.current.connected:
            version = (await service.acquisition.status.newer_than(version)).version
        yield service
    finally:
        await service.close()


async def _show(service: CameraService, done: dict[str, int]) -> None:
    version = 0
    with service.acquisition.watch():
        while True:
            newest = await service.acquisition.frames.newer_than(version)
            version = newest.version
            await service.encoder.display(newest.value)
            done["shown"] += 1


async def _follow(service: CameraService, done: dict[str, int]) -> None:
    while True:
        with service.acquisition.follow(8) as frames:
            for _ in range(50):
                await anext(frames)
                done["followed"] += 1


async def _capture(service: CameraService, done: dict[str, int]) -> None:
    for format in cycle(CAPTURE_FORMATS):
        params = CaptureParams(capture_id=str(uuid.uuid4()), format=format)
        entry = await service.captures.take(params, "http")
        # As after an upload.
        await asyncio.to_thread(service.spool.remove, entry.metadata.id)
        done["captured"] += 1
        await asyncio.sleep(CAPTURE_EVERY_S)


async def _change(service: CameraService, done: dict[str, int]) -> None:
    changes: list[dict[str, Any]] = [
        {"exposure": 4, "pixelFormat": "RGB48"},
        {"roi": {"left": 0, "top": 0, "width": 640, "height": 480}},
        {"pixelFormat": "MONO16", "rotate": 90},
        {"roi": {"left": 0, "top": 0, "width": 1280, "height": 1024}, "pixelFormat": "RGB24", "rotate": 0},
    ]
    for change in cycle(changes):
        await service.acquisition.apply(SettingsUpdate.from_wire(change))
        done["changed"] += 1
        await asyncio.sleep(SETTINGS_EVERY_S)


async def soak(minutes: float) -> dict[str, Any]:
    done = dict.fromkeys(("shown", "followed", "captured", "changed"), 0)
    resident: list[int] = []
    with tempfile.TemporaryDirectory(prefix="eyepiece-soak-") as folder:
        async with _service(Path(folder)) as service:
            parts = [asyncio.create_task(part(service, done)) for part in (_show, _follow, _capture, _change)]
            end_s = time.monotonic() + minutes * 60
            while time.monotonic() < end_s:
                ended, _ = await asyncio.wait(parts, timeout=SAMPLE_EVERY_S, return_when=asyncio.FIRST_EXCEPTION)
                for part in ended:
                    part.result()
                resident.append(_resident_bytes())
            for part in parts:
                part.cancel()
            await asyncio.gather(*parts, return_exceptions=True)
    return {"minutes": minutes, **done, **_judged(resident), **_left()}


def _judged(resident: list[int]) -> dict[str, Any]:
    settled = resident[int(len(resident) * WARM_UP_SHARE) :]
    quarter = max(1, len(settled) // 4)
    first, last = (statistics.median(part) for part in (settled[:quarter], settled[-quarter:]))
    growth = last / first - 1
    tenth = max(1, len(resident) // 10)
    tenths = [statistics.median(resident[at : at + tenth]) for at in range(0, len(resident) - tenth + 1, tenth)]
    return {
        "tenthsMiB": [round(one / 2**20, 1) for one in tenths],
        "firstMiB": round(first / 2**20, 1),
        "lastMiB": round(last / 2**20, 1),
        "highestMiB": round(max(settled) / 2**20, 1),
        "growth": round(growth, 4),
    }


def _left() -> dict[str, list[str]]:
    """Without the threads of the event loop."""
    threads = [one.name for one in threading.enumerate() if not one.name.startswith(("MainThread", "asyncio_"))]
    tasks = [one.get_name() for one in asyncio.all_tasks() if one is not asyncio.current_task()]
    return {"threadsLeft": threads, "tasksLeft": tasks}


def _resident_bytes() -> int:
    """Linux only: resident memory of this process, after the allocator has returned free pages."""
    ctypes.CDLL(None).malloc_trim(0)
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize()


def main() -> int:
    result = asyncio.run(soak(float(sys.argv[1])))
    sys.stdout.write(json.dumps(result) + "\n")
    return int(result["growth"] > GROWTH_MAX or bool(result["threadsLeft"]) or bool(result["tasksLeft"]))


if __name__ == "__main__":
    sys.exit(main())
