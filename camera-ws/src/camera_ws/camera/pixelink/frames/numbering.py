"""Converts the camera's frame numbers to sequence numbers."""


class FrameNumbers:
    """Start at 0; gaps are frames that the camera lost.

    The camera restarts its numbers after each pause for a setting; sequence numbers continue. Skipped frames get no
    number.
    """

    def __init__(self) -> None:
        self._next = 0
        self._expected: int | None = None

    def start(self) -> None:
        self._next = 0
        self._expected = None

    def resume(self) -> None:
        self._expected = None

    def number(self, camera_number: int) -> int:
        self.skip(camera_number)
        number = self._next
        self._next = (number + 1) & 0xFFFF_FFFF
        return number

    def skip(self, camera_number: int) -> None:
        if self._expected is not None:
            self._next = (self._next + ((camera_number - self._expected) & 0xFFFF_FFFF)) & 0xFFFF_FFFF
        self._expected = camera_number + 1
