"""The last frames of the live stream: keeps them, and hands them to viewers, captures and clips."""

import logging
import time
from bisect import bisect_right
from collections.abc import Callable

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.status import KnownCamera
from camera_ws.camera.base import Frame
from camera_ws.encoding.display_jpeg import DisplayJpeg
from camera_ws.encoding.encoder import Encoder
from camera_ws.errors import CameraError, FrameGone
from camera_ws.protocol.camera.rewind import REWIND_PAGE_MAX, RewindKey, RewindPage, RewindState
from camera_ws.rewind.kept_frame import KeptFrame, kept_frame
from camera_ws.rewind.ring import Hold, RewindRing

log = logging.getLogger(__name__)

LOOK_S = 30.0
"""Frames are held for viewers for this long after the last request."""
_RANGE_SHARE = 0.5
"""Largest share of the budget for the newest frames, which are held at the first request."""
_LOOKED_SHARE = 0.625
"""The same, together with the frames that viewers requested. The rest of the budget takes new frames."""


class Rewind:
    """Used on the event loop only."""

    def __init__(
        self,
        budget_bytes: int,
        camera: Callable[[], KnownCamera | None] = lambda: None,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """camera: the camera with its present settings. now_s: a monotonic clock."""
        self.ring = RewindRing(budget_bytes)
        self._camera = camera
        self._now_s = now_s
        self._looked: Hold | None = None
        self._look_ends_s = 0.0

    @property
    def state(self) -> RewindState | None:
        """None if the configuration keeps no frames."""
        return self.ring.state if self.ring.budget_bytes > 0 else None

    def keep(self, frame: Frame, jpeg: DisplayJpeg) -> None:
        """Called with each JPEG that was encoded for viewers. Ignores scaled ones."""
        self._end_look()
        camera = self._camera()
        if not jpeg.scaled and camera is not None:
            self.ring.add(kept_frame(frame, jpeg, camera.info, camera.settings))

    def page(self, after_us: int | None) -> RewindPage:
        """The frames after this time. Holds the newest frames for a while."""
        self._look()
        frames = self.ring.frames
        times = [frame.descriptor.captured_at_us for frame in frames]
        start = 0 if after_us is None else bisect_right(times, after_us)
        page = frames[start : start + REWIND_PAGE_MAX]
        return RewindPage(
            **dict(self.ring.state),
            captured_at_us=times[start : start + REWIND_PAGE_MAX],
            seq=[frame.descriptor.seq for frame in page],
            size_bytes=[len(frame.jpeg) for frame in page],
            more=len(frames) > start + REWIND_PAGE_MAX,
        )

    def look_at(self, key: RewindKey) -> KeptFrame:
        """A frame for a viewer. It is held for LOOK_S, so that the viewer can keep it. Raises FrameGone."""
        looked = self._look()
        frame = self.find(key)
        if looked.bytes + frame.cost_bytes <= self.ring.budget_bytes * _LOOKED_SHARE:
            looked.add(frame)
        return frame

    def find(self, key: RewindKey) -> KeptFrame:
        """Raises FrameGone."""
        frame = self.ring.find((key.captured_at_us, key.seq))
        if frame is not None:
            return frame
        oldest_us = self.ring.state.from_us
        age = "none is kept" if oldest_us is None else f"the oldest that is kept is of {oldest_us} µs"
        raise FrameGone(f"frame {key.seq} of {key.captured_at_us} µs is not kept: {age}")

    def last(self, duration_us: int, until_us: int | None) -> list[KeptFrame]:
        """The frames of this duration up to until_us, or up to the newest; oldest first. Raises FrameGone."""
        frames = self.ring.frames
        if until_us is not None:
            frames = [frame for frame in frames if frame.descriptor.captured_at_us <= until_us]
        if frames:
            begin_us = frames[-1].descriptor.captured_at_us - duration_us
            frames = [frame for frame in frames if frame.descriptor.captured_at_us >= begin_us]
        if not frames:
            raise FrameGone("no frame of this time is kept")
        return frames

    def _look(self) -> Hold:
        self._end_look()
        self._look_ends_s = self._now_s() + LOOK_S
        if self._looked is None:
            self._looked = self.ring.hold()
            room = self.ring.budget_bytes * _RANGE_SHARE
            for frame in reversed(self.ring.frames):
                if self._looked.bytes + frame.cost_bytes > room:
                    break
                self._looked.add(frame)
        return self._looked

    def _end_look(self) -> None:
        if self._looked is not None and self._now_s() >= self._look_ends_s:
            self._looked.close()
            self._looked = None


async def keep_always(acquisition: Acquisition, encoder: Encoder) -> None:
    """Encodes the newest frame in full size, one after the other, also without viewers. Ends by cancellation.

    The encoder passes each JPEG to Rewind.keep, and encodes a frame that viewers get too only once.
    """
    version = 0
    with acquisition.watch():
        while True:
            newest = await acquisition.frames.newer_than(version)
            version = newest.version
            try:
                await encoder.display(newest.value)
            except CameraError as error:
                log.warning("frame skipped", extra={"reason": str(error)})
