"""Waits for the first of several events, and for the camera."""

import asyncio
from collections.abc import Coroutine
from typing import Any

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.status import CameraStatus


async def first_of(*waits: Coroutine[Any, Any, Any]) -> int:
    """The index of the wait that ended first; cancels the others. Raises the error of that wait."""
    tasks = [asyncio.create_task(wait) for wait in waits]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        winner = next(index for index, task in enumerate(tasks) if task.done())
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    tasks[winner].result()
    return winner


async def camera_connected(acquisition: Acquisition, connected: bool) -> CameraStatus:
    """Returns once the camera is connected, or disconnected."""
    version = 0
    while True:
        status = await acquisition.status.newer_than(version)
        if status.value.connected == connected:
            return status.value
        version = status.version
