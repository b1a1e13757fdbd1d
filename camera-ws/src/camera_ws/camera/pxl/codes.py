"""PixeLINK return codes. Negative codes are errors, positive ones warnings."""

from collections.abc import Sequence
from typing import Any

from camera_ws.errors import CameraDisconnected, CameraError, CameraTimeout

PARAMETERS_CHANGED = 1

_NAMES = {
    0x80000002: "invalid handle",
    0x80000003: "invalid parameter",
    0x80000004: "buffer too small",
    0x80000006: "not supported",
    0x80000007: "camera in use by another program",
    0x80000008: "no camera",
    0x80000009: "hardware error",
    0x8000000F: "invalid serial number",
    0x80000011: "input/output error",
    0x80000012: "stream stopped",
    0x80000016: "out of range",
    0x80000017: "no camera available",
    0x80000019: "another frame request is under way",
    0x90000005: "no stream",
    0x90000007: "no device",
    0x9000000C: "camera timeout",
    0x9000000D: "invalid frame received",
    0x9000000F: "timeout",
    0x90000010: "control access required",
    0x90000018: "incorrect link speed",
    0x9000001B: "not permitted while streaming",
    0x9000001C: "access denied by the operating system",
    0x9000001D: "invalid auto region",
    0x90000030: "not supported by this SDK",
}
INVALID_PARAMETER = 0x80000003
BUFFER_TOO_SMALL = 0x80000004
OUT_OF_RANGE = 0x80000016
INVALID_FRAME = 0x9000000D
TIMEOUTS = {0x9000000C, 0x9000000F}
_GONE = {0x80000008, 0x8000000F, 0x80000017, 0x90000007}
SUSPECT = {0x80000002, 0x80000009, 0x80000011, 0x90000010, *TIMEOUTS}
"""May mean an unplugged camera: ask it something harmless before believing it."""


class PixelinkError(CameraError):
    """A call the SDK refused."""

    def __init__(self, call: str, code: int) -> None:
        super().__init__(f"{call}: {_NAMES.get(code, 'error')} (0x{code:08X})")
        self.rc = code


def check(call: str, answer: Sequence[Any]) -> Sequence[Any]:
    """What the call returned after its code; raises when the code says that it failed.

    A failed call returns a tuple of its code only, so nothing may be read from it before this check.
    """
    rc = int(answer[0])
    if rc >= 0:
        return answer[1:]
    code = rc & 0xFFFF_FFFF
    if code in _GONE:
        raise CameraDisconnected(f"{call}: {_NAMES[code]} (0x{code:08X})")
    raise PixelinkError(call, code)


def as_timeout(error: PixelinkError) -> CameraTimeout:
    return CameraTimeout(str(error))
