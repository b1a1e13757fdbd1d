"""Clips: frames are encoded to a growing file, which becomes one capture in the spool at the end."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any, TypeVar

from camera_ws.acquisition.readers.follower import Follower
from camera_ws.acquisition.status import KnownCamera
from camera_ws.camera.base import Frame, FrameDescriptor
from camera_ws.errors import CameraError, NoSpace
from camera_ws.jobs.kinds.keep_clip import KEPT_OF_FRAME, keep_clip
from camera_ws.jobs.kinds.new_frames import NewFrames, known, next_frame, room_for_frames
from camera_ws.jobs.kinds.recording import Recording
from camera_ws.jobs.parts import JobParts
from camera_ws.jobs.run import Ending, JobRun
from camera_ws.jobs.store import ClipBegin
from camera_ws.protocol.camera.corrections import AppliedCorrections
from camera_ws.protocol.camera.jobs import Clip
from camera_ws.protocol.camera.rewind import FromLive
from camera_ws.rewind.kept_frame import KeptFrame

T = TypeVar("T")

_LAST_FRAME_S = 0.25
"""Extra time for the last frame, which may still be in transfer from the camera."""


async def take_clip(run: JobRun, spec: Clip, parts: JobParts) -> Ending:
    """Records a clip of new frames."""
    clip = ClipRecorder(run, spec, parts, lambda frame: parts.correct(frame)[0])

    async def record() -> Ending:
        with parts.acquisition.follow(room_for_frames(parts.acquisition)) as frames:
            try:
                return await clip.record(frames)
            except asyncio.CancelledError:
                if not run.closing:
                    await clip.record_rest(frames, parts.timer.now_us())
                raise

    return await clip.keep(record())


class ClipRecorder:
    """Encodes frames on one thread. Frames that it cannot keep up with wait in the follower, up to its limit."""

    def __init__(self, run: JobRun, spec: Clip, parts: JobParts, correct: Callable[[Frame], Frame]) -> None:
        """correct: called on that thread for each frame."""
        self._run = run
        self._spec = spec
        self._parts = parts
        self._correct = correct
        self._new_frames = NewFrames()
        self._other_sizes = 0
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="clip")
        self._recording: Recording | None = None
        self._stopped = False

    async def keep(self, recording: Coroutine[Any, Any, Ending]) -> Ending:
        """Keeps the recorded frames, also after a failure or a cancellation of recording."""
        try:
            ending = await recording
        except asyncio.CancelledError:
            await self.stop()
            if not self._run.closing:
                await keep_clip(self._run, self._spec, self._parts)
            raise
        finally:
            await self.stop()
        await keep_clip(self._run, self._spec, self._parts)
        return ending

    async def record(self, frames: Follower) -> Ending:
        first = await next_frame(frames, self._parts.acquisition, self._run, 1)
        try:
            await self._begin(first)
            await self.add(first)
            await self._follow(frames, first.descriptor.captured_at_us + self._spec.duration_ms * 1000)
        except (CameraError, NoSpace, OSError) as error:
            return Ending("failed", str(error))
        return Ending("done")

    async def record_rest(self, frames: Follower, end_us: int) -> None:
        """Adds the waiting frames up to end_us: the clip ends when it was ended, even if the encoder is behind."""
        with suppress(CameraError, NoSpace, OSError):
            while frames.waiting:
                frame = await anext(frames)
                if frame.descriptor.captured_at_us >= end_us:
                    return
                await self.add(frame)

    async def stop(self) -> None:
        """Closes the file."""
        if self._stopped:
            return
        self._stopped = True
        try:
            if self._recording is not None:
                await self._on_thread(self._recording.close)
        except (NoSpace, OSError):
            pass  # already reported; finish skips the incomplete last fragment
        finally:
            self._thread.shutdown(wait=False)

    async def _follow(self, frames: Follower, end_us: int) -> None:
        while True:
            left_s = (end_us - self._parts.timer.now_us()) / 1e6
            try:
                async with asyncio.timeout(max(0.0, left_s) + _LAST_FRAME_S):
                    frame = await next_frame(frames, self._parts.acquisition, self._run, self._run.job.done + 1)
            except TimeoutError:
                return
            if frame.descriptor.captured_at_us >= end_us:
                return
            await self.add(frame)

    async def _begin(self, first: Frame) -> None:
        camera = known(self._parts.acquisition)
        _, corrections = await self._on_thread(lambda: self._parts.correct(first))
        await self._run.begin_clip(clip_begin(first.descriptor, camera, corrections))
        await self._open(first, self._parts.acquisition.current.fps or camera.settings.frame_rate or 1.0)

    async def _open(self, first: Frame, camera_fps: float) -> None:
        fps = camera_fps / (self._spec.every or 1)
        path = self._parts.store.recording(self._run.job.id)
        self._recording = await self._on_thread(lambda: Recording(path, first, fps, self._spec.max_width))

    async def begin_with(self, first: KeptFrame, fps: float) -> None:
        """Begins a clip of frames in memory, with the camera and the settings of this one. Its size is that of all."""
        camera = replace(known(self._parts.acquisition), info=first.camera, settings=first.settings)
        from_live = FromLive(display=first.shown.window)
        await self._run.begin_clip(clip_begin(first.descriptor, camera, first.shown.corrections, from_live))
        await self._open(first.frame(), fps)

    async def add(self, frame: Frame) -> None:
        """Leaves out frames of another size."""
        recording = self._recording
        if recording is None or not self._new_frames.take(frame, self._spec.every or 1):
            return
        size_bytes = await self._on_thread(lambda: self._encode(recording, frame))
        self._other_sizes += size_bytes is None
        job = self._run.job
        done = job.done + (size_bytes is not None)
        missed = self._new_frames.missed + self._other_sizes
        self._run.progress(done=done, missed=missed, total=max(job.total, done), bytes=size_bytes or job.bytes)

    def _encode(self, recording: Recording, frame: Frame) -> int | None:
        """On the clip's thread. Returns the size of the file; None when the frame has another size."""
        if not recording.add(self._correct(frame)):
            return None
        size_bytes, free_bytes = recording.size_bytes, self._parts.spool.free_bytes
        # finish copies the file, which needs its size twice.
        if free_bytes - size_bytes < self._parts.spool.reserve_bytes:
            raise NoSpace(f"the disk is nearly full: {free_bytes} bytes are left, the clip has {size_bytes}")
        return size_bytes

    async def _on_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, work)


def clip_begin(
    first: FrameDescriptor,
    camera: KnownCamera,
    corrections: AppliedCorrections | None,
    from_live: FromLive | None = None,
) -> ClipBegin:
    return ClipBegin(
        **{name: getattr(first, name) for name in KEPT_OF_FRAME},
        width=first.width,
        height=first.height,
        channels=3 if first.channels == 3 else 1,
        bit_depth=first.bit_depth,
        settings=camera.settings,
        camera=camera.info,
        corrections=corrections,
        from_live=from_live,
    )
