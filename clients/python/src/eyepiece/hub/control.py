"""A camera under control: the commands that change it."""

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self, Unpack

from eyepiece.errors import ControlHeld, EyepieceError
from eyepiece.hub.camera import AsyncCamera
from eyepiece.hub.job import AsyncJob
from eyepiece.hub.leases.lease import Lease
from eyepiece.hub.session import Session, positive
from eyepiece.values.job import Format
from eyepiece.values.record import mapping
from eyepiece.values.settings import SettingsResult, SettingsUpdate, result, to_wire

CONTROL_S = 30.0


class AsyncControl(AsyncCamera):
    """Enter it with `async with`, which waits for control; it is released at the end.

    Several of one hub share control of a camera, and the last one to end gives it back.

    Every command carries the epoch of this control. When control was lost it raises ControlLost, and nothing reaches
    the camera.
    """

    def __init__(self, session: Session, id: str, timeout: float) -> None:
        super().__init__(session, id)
        self._timeout = positive("timeout", timeout)
        self._lease: Lease | None = None
        self._entered = False

    async def __aenter__(self) -> Self:
        if self._entered:
            raise EyepieceError(f"control of {self.id} was entered already: call control() for each `with`")
        self._entered = True
        try:
            user_id = await self._session.user_id()
            self._lease = await self._session.leases.acquire(self.id, user_id, self._timeout)
        except BaseException:
            self._entered = False
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        lease, self._lease = self._lease, None
        self._entered = False
        if lease is not None:
            await self._session.leases.release(lease)

    async def set(self, **settings: Unpack[SettingsUpdate]) -> SettingsResult:
        """Changes settings, all or none. The result has the values that the camera read back."""
        answer = await self._command("PUT", "/settings", to_wire(settings))
        return result(settings, mapping(answer, "the settings"))

    async def fire(self) -> None:
        """Software trigger: one exposure."""
        await self._command("POST", "/fire", {})

    async def burst(
        self,
        count: int,
        *,
        format: Format | None = None,
        label: str | None = None,
        tags: Sequence[str] | None = None,
        notes: str | None = None,
        name_template: str | None = None,
    ) -> AsyncJob:
        """Consecutive frames."""
        return await self._start(
            "burst", {"count": count, "format": format, **_described(label, tags, notes, name_template)}
        )

    async def timelapse(
        self,
        count: int,
        every_s: float,
        *,
        format: Format | None = None,
        label: str | None = None,
        tags: Sequence[str] | None = None,
        notes: str | None = None,
        name_template: str | None = None,
        auto_expose: bool | None = None,
        average: int | None = None,
    ) -> AsyncJob:
        """Pictures at an interval. The camera service takes them alone, also after this program has ended."""
        order = {"count": count, "everyMs": round(every_s * 1000), "autoExpose": auto_expose, "average": average}
        described = _described(label, tags, notes, name_template)
        return await self._start("timelapse", {**order, "format": format, **described})

    async def clip(
        self,
        duration_s: float,
        *,
        label: str | None = None,
        tags: Sequence[str] | None = None,
        notes: str | None = None,
        name_template: str | None = None,
        every: int | None = None,
        fps: float | None = None,
        max_width: int | None = None,
    ) -> AsyncJob:
        """A video as MP4."""
        order = {"durationMs": round(duration_s * 1000), "every": every, "fps": fps, "maxWidth": max_width}
        return await self._start("clip", {**order, **_described(label, tags, notes, name_template)})

    async def _start(self, kind: str, order: dict[str, Any]) -> AsyncJob:
        body = {"kind": kind, **{name: value for name, value in order.items() if value is not None}}
        return AsyncJob(self._session, mapping(await self._command("POST", "/jobs", body), "the job"))

    async def _command(self, method: str, path: str, body: dict[str, Any], timeout: float | None = None) -> Any:
        try:
            return await super()._command(method, path, body, timeout)
        except ControlHeld as error:
            raise self._held().lose(error) from error

    def _headers(self) -> dict[str, str]:
        return {"Eyepiece-Control-Epoch": str(self._held().epoch)}

    def _held(self) -> Lease:
        if self._lease is None:
            raise EyepieceError(f"use control of {self.id} with `with`: it is not held")
        return self._lease


def _described(
    label: str | None, tags: Sequence[str] | None, notes: str | None, name_template: str | None
) -> dict[str, Any]:
    return {
        "label": label,
        "tags": None if tags is None else list(tags),
        "notes": notes,
        "nameTemplate": name_template,
    }
