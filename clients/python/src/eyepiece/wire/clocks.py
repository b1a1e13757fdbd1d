"""The clocks of this machine, of the hub and of the camera service."""

import time

from eyepiece.wire.clock import ClockOffset


def monotonic_us() -> int:
    """Setting the clock of this machine does not change it."""
    return time.monotonic_ns() // 1000


class Clocks:
    """camera_ahead_us: the camera's clock minus the hub's, as the hub measured it."""

    def __init__(self) -> None:
        self.hub = ClockOffset()
        self.camera_ahead_us = 0

    def hub_us(self, camera_us: int) -> int:
        return camera_us - self.camera_ahead_us

    def age_us(self, camera_us: int) -> int:
        """Before the first measurement the clocks of hub and this machine count as equal."""
        offset = self.hub.offset_us
        now = time.time_ns() // 1000 if offset is None else monotonic_us() + offset
        return now - self.hub_us(camera_us)
