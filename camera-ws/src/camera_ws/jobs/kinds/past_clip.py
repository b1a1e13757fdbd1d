"""Clips of frames that are in memory already: decoded from their JPEGs and recorded as a clip of new frames is."""

import asyncio

from camera_ws.errors import CameraError, FrameGone, NoSpace
from camera_ws.jobs.kinds.clip import ClipRecorder
from camera_ws.jobs.kinds.keep_clip import keep_clip
from camera_ws.jobs.parts import JobParts
from camera_ws.jobs.run import Ending, JobRun
from camera_ws.protocol.camera.jobs import Clip, Past
from camera_ws.rewind.kept_frame import KeptFrame
from camera_ws.rewind.ring import Hold


async def take_past_clip(run: JobRun, spec: Clip, past: Past, parts: JobParts) -> Ending:
    """Keeps the recorded frames also after a failure or a cancellation."""
    try:
        frames = parts.rewind.last(spec.duration_ms * 1000, past.until_us)
    except FrameGone as error:
        return Ending("failed", str(error))
    clip = ClipRecorder(run, spec, parts, lambda frame: frame)
    with parts.rewind.ring.hold(frames) as held:
        try:
            ending = await _record(clip, frames, held)
        except asyncio.CancelledError:
            await clip.stop()
            if not run.closing:
                await keep_clip(run, spec, parts)
            raise
        finally:
            await clip.stop()
    await keep_clip(run, spec, parts)
    return ending


async def _record(clip: ClipRecorder, frames: list[KeptFrame], held: Hold) -> Ending:
    """A clip has one size: that of the newest frame."""
    size = _size(frames[-1])
    first = next(frame for frame in frames if _size(frame) == size)
    try:
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
