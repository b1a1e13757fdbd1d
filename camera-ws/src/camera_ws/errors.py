"""The errors of this service.

CameraServiceError
├── CameraError                    the camera or its driver failed
│   ├── CameraDisconnected         the device is gone; the service tries to open it again
│   │   └── NoCameraFound          no matching device is connected
│   ├── CameraTimeout              no frame or no answer in time
│   ├── CameraInUse                another program uses the camera
│   ├── CameraAccessDenied         the operating system denies access
│   ├── WrongLinkSpeed             the USB port is too slow to stream
│   └── SdkUnavailable             the vendor's library is not installed or does not load
├── SettingsUnreadable             the settings of the last run cannot be read
├── SettingRejected                a value that the camera does not accept; names fields and limits
├── NoSpace                        the disk is full
├── CaptureConflict                a capture id that belongs to another capture
├── CameraBusy                     a job uses the camera; names the job and its progress
├── JobNotFound                    there is no job of this id
├── JobOver                        a command for a job that has ended
└── ServiceClosed                  the service is shutting down
"""

from collections.abc import Sequence

from camera_ws.protocol import rpc
from camera_ws.protocol.rpc import FieldIssue
from camera_ws.protocol.text import storable


class CameraServiceError(Exception):
    """Base of all errors of this service; http_status and rpc_code are for its two interfaces."""

    code = "camera_error"
    http_status = 502
    rpc_code = rpc.CAMERA_ERROR

    def __init__(self, message: str = "") -> None:
        # Messages may contain file names and texts of the SDK that are not valid Unicode.
        super().__init__(storable(message))


class CameraError(CameraServiceError):
    """The camera or its driver failed."""


class CameraDisconnected(CameraError):
    code = "camera_disconnected"
    http_status = 503
    rpc_code = rpc.CAMERA_DISCONNECTED

    def __init__(self, message: str = "Camera not connected") -> None:
        super().__init__(message)


class NoCameraFound(CameraDisconnected):
    """The driver works, but no matching device is connected."""


class CameraTimeout(CameraError):
    code = "camera_timeout"
    http_status = 504
    rpc_code = rpc.TIMEOUT


class CameraInUse(CameraError):
    code = "camera_in_use"


class CameraAccessDenied(CameraError):
    code = "camera_access_denied"


class WrongLinkSpeed(CameraError):
    code = "wrong_link_speed"


class SdkUnavailable(CameraError):
    code = "sdk_unavailable"


class SettingsUnreadable(CameraServiceError):
    """The file with the settings of the last run exists but cannot be used."""


class SettingRejected(CameraServiceError):
    """Values that the camera does not accept; no setting was changed."""

    code = "setting_rejected"

    def __init__(self, issues: Sequence[FieldIssue]) -> None:
        super().__init__("; ".join(issue.message for issue in issues))
        self.issues = tuple(issues)


class NoSpace(CameraServiceError):
    code = "no_space"
    http_status = 507
    rpc_code = rpc.NO_SPACE


class CaptureConflict(CameraServiceError):
    code = "conflict"


class CameraBusy(CameraServiceError):
    code = "camera_busy"
    http_status = 409
    rpc_code = rpc.BUSY


class JobNotFound(CameraServiceError):
    code = "job_not_found"
    http_status = 404
    rpc_code = rpc.INVALID_PARAMS


class JobOver(CameraServiceError):
    code = "conflict"
    http_status = 409
    rpc_code = rpc.BUSY


class ServiceClosed(CameraServiceError):
    code = "shutting_down"
    http_status = 503
    rpc_code = rpc.CAMERA_DISCONNECTED
