"""A camera of the hub, and a camera under control."""

from collections.abc import Sequence
from types import TracebackType
from typing import Any, Self, Unpack

from eyepiece.blocking.capture import Capture
from eyepiece.blocking.frames import Frames
from eyepiece.blocking.job import Job
from eyepiece.blocking.loop import LoopThread
from eyepiece.hub.camera import CAPTURE_S, FRAME_S, AsyncCamera
from eyepiece.hub.control import AsyncControl
from eyepiece.hub.job import AsyncJob
from eyepiece.values.camera import CameraState
from eyepiece.values.job import Format
from eyepiece.values.settings import SettingsResult, SettingsUpdate


class WatchedCamera:
    """A handle: making one asks the hub nothing."""

    def __init__(self, loop: LoopThread, camera: AsyncCamera) -> None:
        self._loop = loop
        self._camera = camera

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.id}>"

    @property
    def id(self) -> str:
        return self._camera.id

    def state(self) -> CameraState:
        return self._loop.run(self._camera.state())

    def settings(self) -> dict[str, Any]:
        """As last read back from the camera."""
        return self._loop.run(self._camera.settings())

    def snapshot(self, width: int | None = None) -> bytes:
        """The next frame as a JPEG of full size, or of the largest size within `width`. Nothing is stored."""
        return self._loop.run(self._camera.snapshot(width))

    def frames(
        self,
        *,
        max_width: int | None = None,
        max_fps: float | None = None,
        samples: bool = False,
        timeout: float = FRAME_S,
    ) -> Frames:
        """Live frames, of which the newest wins. samples: all bits, while camera and link permit it."""
        frames = self._camera.frames(max_width=max_width, max_fps=max_fps, samples=samples, timeout=timeout)
        return Frames(self._loop, frames)

    def capture(
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
    ) -> Capture:
        """Takes a picture, and returns once it is in the library. With exposure or gain it needs control."""
        capture = self._camera.capture(
            format=format,
            label=label,
            tags=tags,
            notes=notes,
            average=average,
            full_frame=full_frame,
            name_template=name_template,
            exposure_ms=exposure_ms,
            gain_db=gain_db,
            timeout=timeout,
        )
        return Capture(self._loop, self._loop.run(capture))

    def jobs(self, limit: int = 50) -> list[Job]:
        """Newest first."""
        return [Job(self._loop, job) for job in self._loop.run(self._camera.jobs(limit))]


class Control(WatchedCamera):
    """Enter it with `with`, which waits for control; it is released at the end.

    When control was lost, each command raises ControlLost, and nothing reaches the camera.
    """

    def __init__(self, loop: LoopThread, control: AsyncControl) -> None:
        super().__init__(loop, control)
        self._control = control

    def __enter__(self) -> Self:
        self._loop.run(self._control.__aenter__())
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.run(self._control.__aexit__(kind, error, trace))

    def set(self, **settings: Unpack[SettingsUpdate]) -> SettingsResult:
        """Changes settings, all or none. The result has the values that the camera read back."""
        return self._loop.run(self._control.set(**settings))

    def fire(self) -> None:
        """Software trigger: one exposure."""
        self._loop.run(self._control.fire())

    def burst(
        self,
        count: int,
        *,
        format: Format | None = None,
        label: str | None = None,
        tags: Sequence[str] | None = None,
        notes: str | None = None,
        name_template: str | None = None,
    ) -> Job:
        """Consecutive frames."""
        return self._job(
            self._loop.run(
                self._control.burst(
                    count, format=format, label=label, tags=tags, notes=notes, name_template=name_template
                )
            )
        )

    def timelapse(
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
    ) -> Job:
        """Pictures at an interval. The camera service takes them alone, also after this program has ended."""
        job = self._control.timelapse(
            count,
            every_s,
            format=format,
            label=label,
            tags=tags,
            notes=notes,
            name_template=name_template,
            auto_expose=auto_expose,
            average=average,
        )
        return self._job(self._loop.run(job))

    def clip(
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
    ) -> Job:
        """A video as MP4."""
        job = self._control.clip(
            duration_s,
            label=label,
            tags=tags,
            notes=notes,
            name_template=name_template,
            every=every,
            fps=fps,
            max_width=max_width,
        )
        return self._job(self._loop.run(job))

    def _job(self, job: AsyncJob) -> Job:
        return Job(self._loop, job)
