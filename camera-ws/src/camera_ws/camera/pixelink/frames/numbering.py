"""Our sequence numbers from the camera's frame numbers."""


class FrameNumbers:
    """From 0 at each start; gaps are frames the camera lost.

    The camera counts afresh at every stream start, also after a pause for a setting: ours go on there. Frames left out
    on purpose take no number.
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
        self.leave_out(camera_number)
        number = self._next
        self._next = (number + 1) & 0xFFFF_FFFF
        return number

    def leave_out(self, camera_number: int) -> None:
        if self._expected is not None:
            self._next = (self._next + ((camera_number - self._expected) & 0xFFFF_FFFF)) & 0xFFFF_FFFF
        self._expected = camera_number + 1
