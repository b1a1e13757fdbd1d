"""A camera of the hub, and a camera under control."""

from typing import Generic, TypeVar

from eyepiece.blocking.capture import Capture
from eyepiece.blocking.face import ContextFace, Face, blocking, direct
from eyepiece.blocking.frames import Frames
from eyepiece.blocking.job import Job, jobs_of
from eyepiece.hub.camera import AsyncCamera
from eyepiece.hub.control import AsyncControl

CameraT_co = TypeVar("CameraT_co", bound=AsyncCamera, covariant=True)


class WatchedCamera(Face[CameraT_co], Generic[CameraT_co]):
    """A handle: making one asks the hub nothing."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"

    @property
    def id(self) -> str:
        return self._inner.id

    state = blocking(AsyncCamera.state)
    settings = blocking(AsyncCamera.settings)
    snapshot = blocking(AsyncCamera.snapshot)
    frames = direct(AsyncCamera.frames, Frames)
    capture = blocking(AsyncCamera.capture, Capture)
    jobs = blocking(AsyncCamera.jobs, jobs_of)


class Control(WatchedCamera[AsyncControl], ContextFace[AsyncControl]):
    """Enter it with `with`, which waits for control; it is released at the end.

    When control was lost, each command raises ControlLost, and nothing reaches the camera.
    """

    set = blocking(AsyncControl.set)
    fire = blocking(AsyncControl.fire)
    burst = blocking(AsyncControl.burst, Job)
    timelapse = blocking(AsyncControl.timelapse, Job)
    clip = blocking(AsyncControl.clip, Job)
