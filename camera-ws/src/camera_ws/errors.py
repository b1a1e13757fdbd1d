"""The errors of this service.

CameraServiceError
├── CameraError
│   ├── CameraDisconnected
│   │   └── NoCameraFound
│   ├── CameraTimeout
│   ├── CameraInUse
│   ├── CameraAccessDenied
│   ├── WrongLinkSpeed
│   └── SdkUnavailable
├── SettingsUnreadable
├── SettingRejected
├── NoSpace
├── CaptureConflict
├── CaptureCancelled
├── FrameGone
├── CameraBusy
├── JobNotFound
├── JobOver
└── ServiceClosed
"""

from collections.abc import Sequence

from camera_ws.protocol import rpc
from camera_ws.protocol.rpc import FieldIssue
from camera_ws.protocol.text import storable


class CameraServiceError(Exception):
    """Base of all errors of this service; http_status and rpc_code are for its two interfaces.

    A class names what it has other than its base: `class NoSpace(CameraServiceError, code="no_space")`.
    """

    code = "camera_error"
    http_status = 502
    rpc_code = rpc.CAMERA_ERROR

    def __init_subclass__(
        cls, *, code: str | None = None, http_status: int | None = None, rpc_code: int | None = None
    ) -> None:
        super().__init_subclass__()
        cls.code = cls.code if code is None else code
        cls.http_status = cls.http_status if http_status is None else http_status
        cls.rpc_code = cls.rpc_code if rpc_code is None else rpc_code

    def __init__(self, message: str = "") -> None:
        # Messages may contain file names and texts of the SDK that are not valid Unicode.
        super().__init__(storable(message))


class CameraError(CameraServiceError):
    """The camera or its driver failed."""


class CameraDisconnected(CameraError, code="camera_disconnected", http_status=503, rpc_code=rpc.CAMERA_DISCONNECTED):
    """The device is gone; the service tries to open it again."""

    def __init__(self, message: str = "Camera not connected") -> None:
        super().__init__(message)


class NoCameraFound(CameraDisconnected):
    """The driver works, but no matching device is connected."""


class CameraTimeout(CameraError, code="camera_timeout", http_status=504, rpc_code=rpc.TIMEOUT):
    """No frame or no answer in time."""


class CameraInUse(CameraError, code="camera_in_use"):
    """Another program uses the camera."""


class CameraAccessDenied(CameraError, code="camera_access_denied"):
    """The operating system denies access."""


class WrongLinkSpeed(CameraError, code="wrong_link_speed"):
    """The USB port is too slow to stream."""


class SdkUnavailable(CameraError, code="sdk_unavailable"):
    """The vendor's library is not installed or does not load."""


class SettingsUnreadable(CameraServiceError):
    """The file with the settings of the last run exists but cannot be used."""


class SettingRejected(CameraServiceError, code="setting_rejected"):
    """Values that the camera does not accept, with fields and limits; no setting was changed."""

    def __init__(self, issues: Sequence[FieldIssue]) -> None:
        super().__init__("; ".join(issue.message for issue in issues))
        self.issues = tuple(issues)


class NoSpace(CameraServiceError, code="no_space", http_status=507, rpc_code=rpc.NO_SPACE):
    """The disk is full."""


class CaptureConflict(CameraServiceError, code="conflict"):
    """A capture id that belongs to another capture."""


class CaptureCancelled(CameraServiceError, code="capture_cancelled", http_status=409, rpc_code=rpc.CANCELLED):
    """The capture was cancelled before it was exposed; nothing of it is stored."""

    def __init__(self, message: str = "the capture was cancelled") -> None:
        super().__init__(message)


class FrameGone(CameraServiceError, code="frame_gone", http_status=404, rpc_code=rpc.GONE):
    """A frame of the stream is not in memory."""


class CameraBusy(CameraServiceError, code="camera_busy", http_status=409, rpc_code=rpc.BUSY):
    """A job uses the camera; names the job and its progress."""


class JobNotFound(CameraServiceError, code="job_not_found", http_status=404, rpc_code=rpc.INVALID_PARAMS):
    """There is no job of this id."""


class JobOver(CameraServiceError, code="conflict", http_status=409, rpc_code=rpc.BUSY):
    """A command for a job that has ended."""


class ServiceClosed(CameraServiceError, code="shutting_down", http_status=503, rpc_code=rpc.CAMERA_DISCONNECTED):
    """The service is shutting down."""
