"""New frames of the camera, for a sender whose demand may change while it waits."""

import asyncio

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.latest import Versioned
from camera_ws.camera.base import Frame


def beginning(acquisition: Acquisition) -> tuple[int, int]:
    """Version and number of changes of the newest frame, both 0 before the first frame.

    A stream that begins sends only newer frames.
    """
    newest = acquisition.frames.current
    return (newest.version, newest.value.changes) if newest else (0, 0)


class Arrivals:
    """One sender waits. demand_changed ends its wait, and it reads the demand again."""

    def __init__(self, acquisition: Acquisition) -> None:
        self._frames = acquisition.frames
        self._changed = asyncio.Event()

    def demand_changed(self) -> None:
        self._changed.set()

    async def change(self) -> None:
        """Waits until the demand has changed since the last wait."""
        await self._changed.wait()
        self._changed.clear()

    async def after(self, version: int) -> Versioned[Frame] | None:
        """The newest frame after this version; None if the demand changed first."""
        arrival = asyncio.ensure_future(self._frames.newer_than(version))
        change = asyncio.ensure_future(self._changed.wait())
        try:
            await asyncio.wait((arrival, change), return_when=asyncio.FIRST_COMPLETED)
        finally:
            change.cancel()
            arrival.cancel()
        self._changed.clear()
        return arrival.result() if arrival.done() else None
