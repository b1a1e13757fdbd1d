"""Python client for Eyepiece. `Hub` blocks; `AsyncHub` has the same names for asyncio."""

from eyepiece.blocking.camera import Control
from eyepiece.blocking.capture import Capture, Captures
from eyepiece.blocking.frames import Frames
from eyepiece.blocking.hub import Camera, Hub
from eyepiece.blocking.job import Job
from eyepiece.errors import (
    AuthenticationFailed,
    CameraUnavailable,
    ConnectionFailed,
    ControlHeld,
    ControlLost,
    ControlTimeout,
    DigestMismatch,
    EyepieceError,
    FrameTimeout,
    InvalidRequest,
    Issue,
    JobFailed,
    JobTimeout,
    MissingExtra,
    NoSpace,
    NotFound,
    NotPermitted,
    RateLimited,
    Refused,
    UnexpectedAnswer,
    WaitTimeout,
)
from eyepiece.hub.capture import AsyncCapture
from eyepiece.hub.control import AsyncControl
from eyepiece.hub.frames import AsyncFrames
from eyepiece.hub.hub import AsyncHub
from eyepiece.hub.hub import AsyncHubCamera as AsyncCamera
from eyepiece.hub.job import AsyncJob
from eyepiece.hub.search import AsyncCaptures
from eyepiece.values.camera import CameraState
from eyepiece.values.job import JobState
from eyepiece.values.settings import Correction, SettingsResult
from eyepiece.wire.frame import Frame

__version__ = "0.1.0"

__all__ = [
    "AsyncCamera",
    "AsyncCapture",
    "AsyncCaptures",
    "AsyncControl",
    "AsyncFrames",
    "AsyncHub",
    "AsyncJob",
    "AuthenticationFailed",
    "Camera",
    "CameraState",
    "CameraUnavailable",
    "Capture",
    "Captures",
    "ConnectionFailed",
    "Control",
    "ControlHeld",
    "ControlLost",
    "ControlTimeout",
    "Correction",
    "DigestMismatch",
    "EyepieceError",
    "Frame",
    "FrameTimeout",
    "Frames",
    "Hub",
    "InvalidRequest",
    "Issue",
    "Job",
    "JobFailed",
    "JobState",
    "JobTimeout",
    "MissingExtra",
    "NoSpace",
    "NotFound",
    "NotPermitted",
    "RateLimited",
    "Refused",
    "SettingsResult",
    "UnexpectedAnswer",
    "WaitTimeout",
]
