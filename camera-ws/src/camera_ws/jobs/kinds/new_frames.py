"""Frames of a job, one after another: none twice, and none waited for without end."""

import asyncio

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.readers.follower import Follower
from camera_ws.acquisition.readers.grabs import longest_frame_s
from camera_ws.acquisition.status import KnownCamera
from camera_ws.camera.base import Frame, FrameDescriptor
from camera_ws.errors import CameraDisconnected, CameraTimeout
from camera_ws.jobs.run import JobRun

BUFFER_BYTES = 256 * 1024 * 1024
"""Memory for frames that wait to be encoded: 2 s of 1280 × 1024 RGB at 30 fps. Beyond it frames are missed, counted."""
FRAME_EXTRA_S = 5.0
"""Beyond what exposure and frame rate explain."""
TRIGGER_PATIENCE_S = 600.0
QUICK_TRIGGER_S = 1.0
"""A pulse that comes sooner is not announced: reports of a quick train of pulses would only flicker."""
_NEW_HALF = 1 << 31


class Fresh:
    """Knows which frames were used already. missed counts those between the first used and the last."""

    def __init__(self) -> None:
        self.missed = 0
        self._last: FrameDescriptor | None = None

    def take(self, frame: Frame, every: int = 1) -> bool:
        """Whether this frame is new and, of each `every` frames, the one to use."""
        descriptor, last = frame.descriptor, self._last
        if last is None:
            self._last = descriptor
            return True
        step = (descriptor.seq - last.seq) & 0xFFFF_FFFF
        if step == 0 or descriptor.captured_at_us <= last.captured_at_us:
            return False
        # A step back is a stream that began anew: nobody knows how many frames lie between.
        if step < _NEW_HALF:
            if step < every:
                return False
            self.missed += step // every - 1
        self._last = descriptor
        return True


def room_for_frames(acquisition: Acquisition) -> int:
    """How many frames may wait, by the most that one of them can take."""
    camera = known(acquisition)
    sensor, roi = camera.capabilities.sensor, camera.settings.roi
    sample_bytes = 1 if sensor.bit_depth <= 8 else 2
    # In colour a frame may hold the mosaic it was made from as well.
    frame_bytes = roi.width * roi.height * sample_bytes * (4 if sensor.color else 1)
    return max(4, BUFFER_BYTES // frame_bytes)


async def next_frame(frames: Follower, acquisition: Acquisition, run: JobRun, number: int) -> Frame:
    """The frame for this place of the job, counted from 1.

    CameraTimeout when the camera gives none, or when no hardware trigger comes for ten minutes. The job tells what it
    waits for. Under the software trigger the camera's thread fires for each frame: none means a fault there, too.
    """
    settings = known(acquisition).settings
    if settings.trigger != "hardware":
        patience_s = FRAME_EXTRA_S + 3 * longest_frame_s(settings)
        try:
            return await _within(frames, patience_s)
        except TimeoutError:
            raise CameraTimeout(f"no frame from the camera for {patience_s:.0f} s") from None
    try:
        return await _within(frames, QUICK_TRIGGER_S)
    except TimeoutError:
        run.wait_for_trigger(number, TRIGGER_PATIENCE_S)
    try:
        frame = await _within(frames, TRIGGER_PATIENCE_S)
    except TimeoutError:
        raise CameraTimeout(f"no hardware trigger for {TRIGGER_PATIENCE_S:.0f} s") from None
    run.went_on()
    return frame


async def _within(frames: Follower, patience_s: float) -> Frame:
    async with asyncio.timeout(patience_s):
        return await anext(frames)


def known(acquisition: Acquisition) -> KnownCamera:
    camera = acquisition.current.camera
    if camera is None:
        raise CameraDisconnected
    return camera
