"""The blocking face of a hub."""

import os
from types import TracebackType
from typing import Any, Self, Unpack

from eyepiece.blocking.camera import Control, WatchedCamera
from eyepiece.blocking.capture import Capture, Captures
from eyepiece.blocking.job import Job
from eyepiece.blocking.loop import LoopThread, loop_thread
from eyepiece.hub.control import CONTROL_S
from eyepiece.hub.hub import AsyncHub, AsyncHubCamera
from eyepiece.hub.requests import ANSWER_S
from eyepiece.values.camera import CameraState
from eyepiece.values.filters import CaptureFilter


class Camera(WatchedCamera):
    """A camera of which control can be taken."""

    def __init__(self, loop: LoopThread, camera: AsyncHubCamera) -> None:
        super().__init__(loop, camera)
        self._hub_camera = camera

    def control(self, timeout: float = CONTROL_S) -> Control:
        """Use it with `with`. It waits up to `timeout` seconds while another person has control."""
        return Control(self._loop, self._hub_camera.control(timeout))


class Hub:
    """Without url or key it takes EYEPIECE_URL and EYEPIECE_KEY, and then what `eyepiece login` stored."""

    def __init__(
        self,
        url: str | None = None,
        key: str | None = None,
        *,
        ca_file: str | os.PathLike[str] | None = None,
        timeout: float = ANSWER_S,
    ) -> None:
        self._loop = loop_thread()
        self._hub = AsyncHub(url, key, ca_file=ca_file, timeout=timeout)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.url}>"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Streams and control are closed by their own `with`."""
        self._loop.run(self._hub.close())

    @property
    def url(self) -> str:
        return self._hub.url

    def user(self) -> dict[str, Any]:
        """The account of the key, and what the key allows."""
        return self._loop.run(self._hub.user())

    def cameras(self) -> list[CameraState]:
        """All cameras that the key may see, also those that are offline."""
        return self._loop.run(self._hub.cameras())

    def camera(self, id: str) -> Camera:
        return Camera(self._loop, self._hub.camera(id))

    def captures(self, *, limit: int | None = None, **filters: Unpack[CaptureFilter]) -> Captures:
        """Captures of the library, newest first."""
        return Captures(self._loop, self._hub.captures(limit=limit, **filters))

    def capture(self, id: str) -> Capture:
        return Capture(self._loop, self._loop.run(self._hub.capture(id)))

    def jobs(self, camera_id: str, limit: int = 50) -> list[Job]:
        """Of one camera, newest first."""
        return [Job(self._loop, job) for job in self._loop.run(self._hub.jobs(camera_id, limit))]

    def job(self, id: str) -> Job:
        return Job(self._loop, self._loop.run(self._hub.job(id)))
