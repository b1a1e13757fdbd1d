"""Clips of frames in memory: their JPEGs are decoded and recorded like new frames."""

from camera_ws.errors import CameraError, FrameGone, NoSpace
from camera_ws.jobs.kinds.clip import ClipRecorder
from camera_ws.jobs.parts import JobParts
from camera_ws.jobs.run import Ending, JobRun
from camera_ws.protocol.camera.jobs import Clip, Past
from camera_ws.rewind.kept_frame import KeptFrame
from camera_ws.rewind.ring import RewindRing


async def take_past_clip(run: JobRun, spec: Clip, past: Past, parts: JobParts) -> Ending:
    try:
        frames = parts.rewind.last(spec.duration_ms * 1000, past.until_us)
    except FrameGone as error:
        return Ending("failed", str(error))
    clip = ClipRecorder(run, spec, parts, lambda frame: frame)
    return await clip.keep(_record(clip, frames, parts.rewind.ring))


async def _record(clip: ClipRecorder, frames: list[KeptFrame], ring: RewindRing) -> Ending:
    """A clip has one size: that of the newest frame."""
    size = _size(frames[-1])
    first = next(frame for frame in frames if _size(frame) == size)
    try:
        with ring.hold(frames) as held:
            await clip.begin_with(first, _fps(frames))
            for kept in frames:
                await clip.add(kept.frame())
                held.release(kept)
    except (CameraError, NoSpace, OSError) as error:
        return Ending("failed", str(error))
    return Ending("done")


def _size(kept: KeptFrame) -> tuple[int, int]:
    return kept.descriptor.width, kept.descriptor.height


def _fps(frames: list[KeptFrame]) -> float:
    span_us = frames[-1].descriptor.captured_at_us - frames[0].descriptor.captured_at_us
    return (len(frames) - 1) * 1e6 / span_us if span_us else 1.0
