"""PixeLINK return codes. Negative codes are errors, positive ones warnings."""

from camera_ws.errors import (
    CameraAccessDenied,
    CameraDisconnected,
    CameraError,
    CameraInUse,
    WrongLinkSpeed,
)

PARAMETERS_CHANGED = 1
_LOW_MEMORY = 3
_FRAME_LOSS = 9

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
NOT_SUPPORTED = 0x80000006
OUT_OF_RANGE = 0x80000016
BUSY = 0x80000019
INVALID_FRAME = 0x9000000D
STOPPED = {0x80000012, 0x90000005}
TIMEOUTS = {0x9000000C, 0x9000000F}
_GONE = {0x80000008, 0x8000000F, 0x80000017, 0x90000007}
SUSPECT = {0x80000002, 0x80000009, 0x80000011, 0x90000010, *TIMEOUTS}
"""May mean an unplugged camera: ask it something harmless before believing it."""

_ADVICE: dict[int, tuple[type[CameraError], str]] = {
    0x80000007: (
        CameraInUse,
        "the camera is in use by another program: close that program, and this service takes the camera by itself",
    ),
    0x90000018: (
        WrongLinkSpeed,
        "the camera is connected at too low a speed: use a USB 3 cable and a USB 3 port of the computer, not a hub",
    ),
    0x9000001C: (
        CameraAccessDenied,
        "no permission to use the camera: on Linux install a udev rule for USB vendor 1996, then plug it in again",
    ),
}

_WARNINGS = {
    _LOW_MEMORY: (
        "low USB memory, frames may be lost: on Linux put usbcore.usbfs_memory_mb=1000 on the kernel's command line "
        "and start the computer again"
    ),
    6: "the camera adjusted the exposure",
    _FRAME_LOSS: "the camera reports that it loses frames: lower the frame rate, the bandwidth or the region",
    12: "the Lite edition of the SDK lacks some features",
}


class PixelinkError(CameraError):
    """A call the SDK refused; rc is its code without sign."""

    def __init__(self, call: str, code: int, report: str = "") -> None:
        super().__init__(_told(call, code, report))
        self.rc = code


def failure(call: str, rc: int, report: str = "") -> CameraError:
    """The exception for a negative code; report is the SDK's own words."""
    code = rc & 0xFFFF_FFFF
    told = _told(call, code, report)
    if code in _GONE:
        return CameraDisconnected(told)
    if code in _ADVICE:
        kind, advice = _ADVICE[code]
        return kind(f"{advice} ({told})")
    return PixelinkError(call, code, report)


def warning(rc: int) -> str | None:
    """What a positive code means to a person; None when it means nothing to them."""
    return _WARNINGS.get(rc)


def _told(call: str, code: int, report: str) -> str:
    return f"{call}: {_NAMES.get(code, 'error')} (0x{code:08X})" + (f": {report}" if report else "")
