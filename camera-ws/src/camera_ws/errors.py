"""What can go wrong with a camera and its captures.

CameraServiceError
├── CameraError                    the camera or its driver failed
│   ├── CameraDisconnected         the device is gone; the service tries to open it again
│   │   └── NoCameraFound          no such device is connected
│   ├── CameraTimeout              no frame or no answer in time
│   ├── CameraInUse                another program has it
│   ├── CameraAccessDenied         the operating system does not let us use it
│   ├── WrongLinkSpeed             connected too slowly to stream
│   └── SdkUnavailable             the vendor's library is not installed or does not load
├── SettingsUnreadable             the settings of the last run cannot be read
├── SettingRejected                a value the camera does not take; names fields and limits
├── NoSpace                        the disk does not hold another capture
├── CaptureConflict                a capture id that belongs to another capture
├── CameraBusy                     a job has the camera; says which one and how far it is
├── JobNotFound                    no job of this id is known here
├── JobOver                        asked to go on with a job that has ended
└── ServiceClosed                  asked of a service that is shutting down
"""

from collections.abc import Sequence

from camera_ws.protocol import rpc
from camera_ws.protocol.rpc import FieldIssue
from camera_ws.protocol.text import storable


class CameraServiceError(Exception):
    """Base of everything this service raises on purpose; http_status and rpc_code are what either edge makes of it."""

    code = "camera_error"
    http_status = 502
    rpc_code = rpc.CAMERA_ERROR

    def __init__(self, message: str = "") -> None:
        # Names of files and words of the SDK are part of some messages, and may be no Unicode.
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
    """The driver works, and no such device is connected."""


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
    """The file with the settings of the last run is there and cannot be used."""


class SettingRejected(CameraServiceError):
    """Values the camera does not take; nothing was changed."""

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
