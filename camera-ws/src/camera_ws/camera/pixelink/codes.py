"""PixeLINK return codes. Negative codes are errors, positive ones warnings."""

from camera_ws.errors import (
    CameraAccessDenied,
    CameraDisconnected,
    CameraError,
    CameraInUse,
    WrongLinkSpeed,
)

PARAMETERS_CHANGED, EXPOSURE_ADJUSTED = 1, 6
CHANGED = {PARAMETERS_CHANGED, EXPOSURE_ADJUSTED}
"""The camera changed settings by itself: read them again."""
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
INVALID_AUTO_ROI = 0x9000001D
REFUSALS = {INVALID_PARAMETER, NOT_SUPPORTED, OUT_OF_RANGE, INVALID_AUTO_ROI}
"""Codes for a value that the camera does not accept."""
STOPPED = {0x80000012, 0x90000005}
TIMEOUTS = {0x9000000C, 0x9000000F}
_GONE = {0x80000008, 0x8000000F, 0x80000017, 0x90000007}
SUSPECT = {0x80000002, 0x80000009, 0x80000011, 0x90000010, *TIMEOUTS}
"""May mean an unplugged camera: check the connection first."""

_IN_USE, _LINK_SPEED, _DENIED = 0x80000007, 0x90000018, 0x9000001C
_KINDS: dict[int, type[CameraError]] = {
    **dict.fromkeys(_GONE, CameraDisconnected),
    _IN_USE: CameraInUse,
    _LINK_SPEED: WrongLinkSpeed,
    _DENIED: CameraAccessDenied,
}
_PLUG_AGAIN = "the camera is gone: check its cable and its power; the service opens it again as soon as it is back"
_SILENT = "the camera sends no frames: check its cable and its USB port, or plug it in again"
_BROKEN = "the camera or its connection failed: plug it in again, with another cable or port when that does not help"
_IN_OTHER_PROGRAM = (
    "the camera is in use by another program: close that program; the service then opens the camera by itself"
)
_ADVICE = {
    **dict.fromkeys(_GONE, _PLUG_AGAIN),
    **dict.fromkeys(TIMEOUTS, _SILENT),
    0x80000002: _BROKEN,
    0x80000009: _BROKEN,
    0x80000011: _BROKEN,
    _IN_USE: _IN_OTHER_PROGRAM,
    0x90000010: _IN_OTHER_PROGRAM,
    BUSY: "another program waits for a frame of this camera: close it",
    INVALID_FRAME: "frames arrive damaged: use a different cable or USB port, or lower the frame rate or the bandwidth",
    _LINK_SPEED: (
        "the camera is connected at too low a speed: use a USB 3 cable and a USB 3 port of the computer, not a hub"
    ),
    _DENIED: "no permission to use the camera: on Linux install a udev rule for USB vendor 1996, then plug it in again",
    INVALID_AUTO_ROI: "the region of the automatics must lie within the region of interest",
    0x90000030: "the installed edition of the SDK lacks this: install the full PixeLINK SDK",
}

_WARNINGS = {
    _LOW_MEMORY: (
        "low USB memory, frames may be lost: on Linux put usbcore.usbfs_memory_mb=1000 on the kernel's command line "
        "and start the computer again"
    ),
    EXPOSURE_ADJUSTED: "the camera adjusted the exposure",
    _FRAME_LOSS: "the camera reports that it loses frames: lower the frame rate, the bandwidth or the region",
    12: "the Lite edition of the SDK lacks some features",
}


class PixelinkError(CameraError):
    """The SDK refused a call; rc is its code without sign."""

    def __init__(self, message: str, rc: int) -> None:
        super().__init__(message)
        self.rc = rc


def failure(call: str, rc: int, report: str = "") -> CameraError:
    """The exception for a negative code; report is the SDK's own text."""
    code = rc & 0xFFFF_FFFF
    text = _text(call, code, report)
    message = f"{_ADVICE[code]} ({text})" if code in _ADVICE else text
    kind = _KINDS.get(code)
    return kind(message) if kind is not None else PixelinkError(message, code)


def warning(rc: int) -> str | None:
    """The text of a warning code for people; None when it is not relevant to them."""
    return _WARNINGS.get(rc)


def _text(call: str, code: int, report: str) -> str:
    return f"{call}: {_NAMES.get(code, 'error')} (0x{code:08X})" + (f": {report}" if report else "")
