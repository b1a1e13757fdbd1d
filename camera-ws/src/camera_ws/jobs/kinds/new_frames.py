"""The frames of a job: each once, and with a time limit."""

import asyncio

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.readers.follower import Follower
from camera_ws.acquisition.readers.grabs import longest_frame_s
from camera_ws.acquisition.status import KnownCamera
from camera_ws.camera.base import Frame, FrameDescriptor
from camera_ws.errors import CameraDisconnected, CameraTimeout
from camera_ws.jobs.run import JobRun

BUFFER_BYTES = 256 * 1024 * 1024
"""Memory for frames that wait for the encoder: 2 s of 1280 × 1024 RGB at 30 fps. Further frames count as missed."""
FRAME_EXTRA_S = 5.0
"""Added to the time that exposure and frame rate explain."""
TRIGGER_TIMEOUT_S = 600.0
QUICK_TRIGGER_S = 1.0
"""Shorter waits for a pulse are not reported: with frequent pulses the reports would flicker."""
_HALF_RANGE = 1 << 31


class NewFrames:
    """Recognises frames that were used already. missed counts skipped frames between the first and the last used."""

    def __init__(self) -> None:
        self.missed = 0
        self._last: FrameDescriptor | None = None

    def take(self, frame: Frame, every: int = 1) -> bool:
        """True if this frame is new and is the one to use of each `every` frames."""
        descriptor, last = frame.descriptor, self._last
        if last is None:
            self._last = descriptor
            return True
        step = (descriptor.seq - last.seq) & 0xFFFF_FFFF
        if step == 0 or descriptor.captured_at_us <= last.captured_at_us:
            return False
        # A step back means that the stream restarted: the number of frames between is unknown.
        if step < _HALF_RANGE:
            if step < every:
                return False
            self.missed += step // every - 1
        self._last = descriptor
        return True


def room_for_frames(acquisition: Acquisition) -> int:
    """The number of frames that fit into BUFFER_BYTES."""
    camera = known(acquisition)
    sensor, roi = camera.capabilities.sensor, camera.settings.roi
    sample_bytes = 1 if sensor.bit_depth <= 8 else 2
    # A colour frame may also hold its mosaic.
    frame_bytes = roi.width * roi.height * sample_bytes * (4 if sensor.color else 1)
    return max(4, BUFFER_BYTES // frame_bytes)


async def next_frame(frames: Follower, acquisition: Acquisition, run: JobRun, number: int) -> Frame:
    """The frame for picture `number` of the job, counted from 1.

    CameraTimeout when the camera delivers none, or when no hardware trigger comes for ten minutes. The job reports that
    it waits for a trigger. With the software trigger the camera's thread fires for each frame.
    """
    settings = known(acquisition).settings
    if settings.trigger != "hardware":
        timeout_s = FRAME_EXTRA_S + 3 * longest_frame_s(settings)
        try:
            return await _within(frames, timeout_s)
        except TimeoutError:
            raise CameraTimeout(f"no frame from the camera for {timeout_s:.0f} s") from None
    try:
        return await _within(frames, QUICK_TRIGGER_S)
    except TimeoutError:
        run.wait_for_trigger(number, TRIGGER_TIMEOUT_S)
    try:
        frame = await _within(frames, TRIGGER_TIMEOUT_S)
    except TimeoutError:
        raise CameraTimeout(f"no hardware trigger for {TRIGGER_TIMEOUT_S:.0f} s") from None
    run.went_on()
    return frame


async def _within(frames: Follower, timeout_s: float) -> Frame:
    async with asyncio.timeout(timeout_s):
        return await anext(frames)


def known(acquisition: Acquisition) -> KnownCamera:
    camera = acquisition.current.camera
    if camera is None:
        raise CameraDisconnected
    return camera
