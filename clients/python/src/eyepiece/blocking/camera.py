"""A camera of the hub, and a camera under control."""

from types import TracebackType
from typing import Generic, Self, TypeVar

from eyepiece.blocking.capture import Capture
from eyepiece.blocking.face import Face, blocking, direct
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


class Control(WatchedCamera[AsyncControl]):
    """Enter it with `with`, which waits for control; it is released at the end.

    When control was lost, each command raises ControlLost, and nothing reaches the camera.
    """

    def __enter__(self) -> Self:
        self._loop.run(self._inner.__aenter__())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.run(self._inner.__aexit__(kind, error, trace))

    set = blocking(AsyncControl.set)
    fire = blocking(AsyncControl.fire)
    burst = blocking(AsyncControl.burst, Job)
    timelapse = blocking(AsyncControl.timelapse, Job)
    clip = blocking(AsyncControl.clip, Job)
