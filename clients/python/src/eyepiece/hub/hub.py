"""The asynchronous face of a hub."""

import os
from types import TracebackType
from typing import Any, Self, Unpack
from urllib.parse import quote

from eyepiece.hub.camera import AsyncCamera
from eyepiece.hub.capture import AsyncCapture
from eyepiece.hub.control import CONTROL_S, AsyncControl
from eyepiece.hub.job import AsyncJob
from eyepiece.hub.requests import ANSWER_S
from eyepiece.hub.search import AsyncCaptures
from eyepiece.hub.session import Session, positive
from eyepiece.values.camera import CameraState
from eyepiece.values.filters import CaptureFilter
from eyepiece.values.record import mapping, records


class AsyncHubCamera(AsyncCamera):
    """A camera of which control can be taken."""

    def control(self, timeout: float = CONTROL_S) -> AsyncControl:
        """Use it with `async with`. It waits up to `timeout` seconds while another person has control."""
        return AsyncControl(self._session, self.id, timeout)


class AsyncHub:
    """Without url or key it takes EYEPIECE_URL and EYEPIECE_KEY, and then what `eyepiece login` stored."""

    def __init__(
        self,
        url: str | None = None,
        key: str | None = None,
        *,
        ca_file: str | os.PathLike[str] | None = None,
        timeout: float = ANSWER_S,
    ) -> None:
        self._session = Session(url, key, ca_file, positive("timeout", timeout))

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.url}>"

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Streams and control are closed by their own `with`."""
        await self._session.requests.close()

    @property
    def url(self) -> str:
        return self._session.address.url

    async def user(self) -> dict[str, Any]:
        """The account of the key, and what the key allows."""
        return await self._session.user()

    async def cameras(self) -> list[CameraState]:
        """All cameras that the key may see, also those that are offline."""
        answer = mapping(await self._session.requests.json("GET", "/cameras"), "the cameras")
        return [CameraState(data) for data in records(answer.get("cameras"), "the cameras")]

    def camera(self, id: str) -> AsyncHubCamera:
        return AsyncHubCamera(self._session, id)

    def captures(self, *, limit: int | None = None, **filters: Unpack[CaptureFilter]) -> AsyncCaptures:
        """Captures of the library, newest first."""
        return AsyncCaptures(self._session, limit, filters)

    async def capture(self, id: str) -> AsyncCapture:
        answer = await self._session.requests.json("GET", f"/captures/{quote(id, safe='')}")
        return AsyncCapture(self._session, mapping(answer, "the capture"))

    async def jobs(self, camera_id: str, limit: int = 50) -> list[AsyncJob]:
        """Of one camera, newest first."""
        return await self.camera(camera_id).jobs(limit)

    async def job(self, id: str) -> AsyncJob:
        answer = await self._session.requests.json("GET", f"/jobs/{quote(id, safe='')}")
        return AsyncJob(self._session, mapping(answer, "the job"))
