"""Turns a recording into a capture in the spool, however the recording ended."""

import asyncio
from dataclasses import dataclass
from pathlib import Path

from camera_ws.camera.base import Frame, FrameDescriptor
from camera_ws.capture.finished_clip import FinishedClip
from camera_ws.encoding.masters.preview import preview_jpeg
from camera_ws.errors import NoSpace
from camera_ws.jobs.kinds.recording import Recorded, finish, first_picture
from camera_ws.jobs.parts import JobParts, capture_id, capture_params
from camera_ws.jobs.run import JobRun
from camera_ws.jobs.store import ClipBegin
from camera_ws.protocol.camera.jobs import Clip, ClipFacts

KEPT_OF_FRAME = ("seq", "captured_at_us", "exposure_ms", "gain_db", "roi", "pixel_format", "temperature")
"""Values of the first frame's descriptor that a recording keeps as they are."""


@dataclass(frozen=True, slots=True)
class _Finished:
    file: Path
    recorded: Recorded
    preview: bytes


async def keep_clip(run: JobRun, spec: Clip, parts: JobParts) -> None:
    """Does nothing without a frame. After NoSpace the recording stays for the next start of the service."""
    begin, stored = run.stored.clip, run.stored
    if begin is None:
        return
    finished = await asyncio.to_thread(_finish, parts, stored.job.id, begin, spec.fps)
    if finished is None:
        await asyncio.to_thread(_clean_up, parts, stored.job.id)
        run.progress(done=0, bytes=0)
        return
    clip = FinishedClip(
        file=finished.file,
        width=finished.recorded.width,
        height=finished.recorded.height,
        first=_descriptor(begin),
        settings=begin.settings,
        camera=begin.camera,
        corrections=begin.corrections,
        from_live=begin.from_live,
        clip=_facts(finished.recorded, spec, run.job.missed),
        preview=finished.preview,
    )
    entry = await parts.captures.keep_file(
        clip, capture_params(stored, 0), stored.source, job_id=stored.job.id, job_index=0
    )
    await asyncio.to_thread(_clean_up, parts, stored.job.id)
    frames = finished.recorded.frames
    run.progress(done=frames, total=max(frames, 1), bytes=entry.metadata.size_bytes)


def _finish(parts: JobParts, job_id: str, begin: ClipBegin, fps: float | None) -> _Finished | None:
    recording = parts.store.recording(job_id)
    if not recording.exists():
        return None
    needed_bytes = recording.stat().st_size
    if parts.spool.free_bytes < needed_bytes:
        raise NoSpace(f"the clip of {needed_bytes} bytes cannot be finished: {parts.spool.free_bytes} bytes are left")
    id = capture_id(job_id, 0)
    try:
        file = parts.spool.begin(id) / "clip.mp4"
        recorded = finish(recording, file, fps)
        return _Finished(file, recorded, _preview(file, begin)) if recorded else None
    except BaseException:
        parts.spool.discard(id)
        raise


def _clean_up(parts: JobParts, job_id: str) -> None:
    """Also removes a second copy, begun when the spool had the clip already."""
    parts.store.drop_recording(job_id)
    parts.spool.discard(capture_id(job_id, 0))


def _preview(file: Path, begin: ClipBegin) -> bytes:
    pixels = first_picture(file)
    return preview_jpeg(Frame(_descriptor(begin, (pixels.shape[1], pixels.shape[0], 8)), pixels))


def _descriptor(begin: ClipBegin, shape: tuple[int, int, int] | None = None) -> FrameDescriptor:
    width, height, bit_depth = shape or (begin.width, begin.height, begin.bit_depth)
    kept = {name: getattr(begin, name) for name in KEPT_OF_FRAME}
    return FrameDescriptor(**kept, width=width, height=height, channels=begin.channels, bit_depth=bit_depth)


def _facts(recorded: Recorded, spec: Clip, missed: int) -> ClipFacts:
    """A single frame has no rate: it is shown for one second."""
    measured = (recorded.frames - 1) * 1e6 / recorded.span_us if recorded.span_us > 0 else 1.0
    return ClipFacts(
        frames=recorded.frames,
        duration_ms=recorded.span_us / 1000,
        fps=spec.fps or round(measured, 3),
        missed=missed,
    )
