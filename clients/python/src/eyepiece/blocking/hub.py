"""The blocking face of a hub."""

import os

from eyepiece.blocking.camera import Control, WatchedCamera
from eyepiece.blocking.capture import Capture, Captures
from eyepiece.blocking.face import ContextFace, blocking, direct
from eyepiece.blocking.job import Job, jobs_of
from eyepiece.blocking.loop import loop_thread
from eyepiece.hub.control import CONTROL_S
from eyepiece.hub.hub import AsyncHub, AsyncHubCamera
from eyepiece.hub.requests import ANSWER_S


class Camera(WatchedCamera[AsyncHubCamera]):
    """A camera of which control can be taken."""

    def control(self, timeout: float = CONTROL_S) -> Control:
        """Use it with `with`. It waits up to `timeout` seconds while another person has control."""
        return Control(self._loop, self._inner.control(timeout))


class Hub(ContextFace[AsyncHub]):
    """Without url or key it takes EYEPIECE_URL and EYEPIECE_KEY, and then what `eyepiece login` stored."""

    def __init__(
        self,
        url: str | None = None,
        key: str | None = None,
        *,
        ca_file: str | os.PathLike[str] | None = None,
        timeout: float = ANSWER_S,
    ) -> None:
        super().__init__(loop_thread(), AsyncHub(url, key, ca_file=ca_file, timeout=timeout))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.url}>"

    close = blocking(AsyncHub.close)

    @property
    def url(self) -> str:
        return self._inner.url

    user = blocking(AsyncHub.user)
    cameras = blocking(AsyncHub.cameras)
    camera = direct(AsyncHub.camera, Camera)
    captures = direct(AsyncHub.captures, Captures)
    capture = blocking(AsyncHub.capture, Capture)
    jobs = blocking(AsyncHub.jobs, jobs_of)
    job = blocking(AsyncHub.job, Job)
