"""A camera of the hub, watched by anyone and changed by the holder of control."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote

from eyepiece.hub.capture import AsyncCapture
from eyepiece.hub.frames import AsyncFrames
from eyepiece.hub.job import AsyncJob
from eyepiece.hub.session import Session, positive
from eyepiece.values.camera import CameraState
from eyepiece.values.job import Format
from eyepiece.values.record import mapping, records
from eyepiece.values.settings import from_wire

CAPTURE_S = 120.0
FRAME_S = 10.0
_SNAPSHOT_BYTES = 64 * 1024 * 1024


class AsyncCamera:
    """A handle: making one asks the hub nothing."""

    def __init__(self, session: Session, id: str) -> None:
        self._session = session
        self.id = id
        self._path = f"/cameras/{quote(id, safe='')}"

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"

    async def state(self) -> CameraState:
        return CameraState(mapping(await self._session.requests.json("GET", self._path), "the camera"))

    async def settings(self) -> dict[str, Any]:
        """As last read back from the camera."""
        answer = await self._session.requests.json("GET", f"{self._path}/settings")
        return from_wire(mapping(answer, "the settings"))

    async def snapshot(self, width: int | None = None) -> bytes:
        """The next frame as a JPEG of full size, or of the largest size within `width`. Nothing is stored."""
        query = None if width is None else {"width": str(width)}
        return await self._session.requests.read(f"{self._path}/snapshot.jpg", limit=_SNAPSHOT_BYTES, query=query)

    def frames(
        self,
        *,
        max_width: int | None = None,
        max_fps: float | None = None,
        samples: bool = False,
        timeout: float = FRAME_S,
    ) -> AsyncFrames:
        """Live frames, of which the newest wins. samples: all bits, while camera and link permit it."""
        options = {"maxWidth": max_width, "maxFps": max_fps, "samples": True if samples else None}
        return AsyncFrames(self._session.address, self.id, options, positive("timeout", timeout))

    async def capture(
        self,
        *,
        format: Format | None = None,
        label: str | None = None,
        tags: Sequence[str] | None = None,
        notes: str | None = None,
        average: int | None = None,
        full_frame: bool | None = None,
        name_template: str | None = None,
        exposure_ms: float | None = None,
        gain_db: float | None = None,
        timeout: float = CAPTURE_S,
    ) -> AsyncCapture:
        """Takes a picture, and returns once it is in the library. With exposure or gain it needs control."""
        body = {
            "format": format,
            "label": label,
            "tags": None if tags is None else list(tags),
            "notes": notes,
            "average": average,
            "fullFrame": full_frame,
            "nameTemplate": name_template,
            "exposure": exposure_ms,
            "gain": gain_db,
        }
        wanted = {name: value for name, value in body.items() if value is not None}
        answer = mapping(await self._command("POST", "/captures", wanted, timeout), "the answer to a capture")
        return AsyncCapture(self._session, mapping(answer.get("capture"), "the capture"))

    async def jobs(self, limit: int = 50) -> list[AsyncJob]:
        """Newest first."""
        query = {"limit": str(limit)}
        answer = mapping(await self._session.requests.json("GET", f"{self._path}/jobs", query=query), "the jobs")
        return [AsyncJob(self._session, data) for data in records(answer.get("jobs"), "the jobs")]

    async def _command(self, method: str, path: str, body: dict[str, Any], timeout: float | None = None) -> Any:
        if timeout is not None:
            positive("timeout", timeout)
        return await self._session.requests.json(
            method, self._path + path, body=body, timeout=timeout, headers=self._headers()
        )

    def _headers(self) -> dict[str, str]:
        """Those of commands."""
        return {}
