"""Control of each camera, shared by all parts of a program: the hub gives it to a person, not to a part."""

import asyncio
import time
from dataclasses import dataclass, field

from eyepiece.errors import ControlTimeout
from eyepiece.hub.address import Address
from eyepiece.hub.leases.lease import Lease


@dataclass
class _Camera:
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)
    """One part at a time asks for control or gives it back."""
    lease: Lease | None = None
    parts: dict[Lease, int] = field(default_factory=dict[Lease, int])


class Leases:
    """The first part takes control, and the last one to end gives it back."""

    def __init__(self, address: Address) -> None:
        self._address = address
        self._cameras: dict[str, _Camera] = {}

    async def acquire(self, camera_id: str, user_id: str, timeout: float) -> Lease:
        camera = self._cameras.setdefault(camera_id, _Camera())
        ends = time.monotonic() + timeout
        try:
            async with asyncio.timeout(timeout):
                await camera.turn.acquire()
        except TimeoutError as error:
            why = "another part of this program asks for it"
            raise ControlTimeout(f"control of {camera_id} was not granted within {timeout:g} s: {why}") from error
        try:
            if camera.lease is not None and camera.lease.lost:
                camera.lease = None
            lease = camera.lease or Lease(self._address, camera_id, user_id)
            if camera.lease is None:
                await lease.acquire(max(0.0, ends - time.monotonic()))
                camera.lease = lease
            camera.parts[lease] = camera.parts.get(lease, 0) + 1
            return lease
        finally:
            camera.turn.release()

    async def release(self, lease: Lease) -> None:
        camera = self._cameras[lease.camera_id]
        camera.parts[lease] -= 1
        if camera.lease is not lease:
            # It was lost, and another lease has its place or is asked for.
            await self._end(camera, lease)
            return
        async with camera.turn:
            await self._end(camera, lease)

    async def _end(self, camera: _Camera, lease: Lease) -> None:
        if camera.parts.get(lease) != 0:
            return
        del camera.parts[lease]
        if camera.lease is lease:
            camera.lease = None
        await lease.release()
