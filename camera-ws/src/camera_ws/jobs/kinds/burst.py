"""Bursts: consecutive frames, kept in memory until they are encoded and in the spool."""

import asyncio
from contextlib import nullcontext

from camera_ws.acquisition.readers.follower import Follower
from camera_ws.camera.base import Frame
from camera_ws.jobs.kinds.new_frames import NewFrames, next_frame, room_for_frames
from camera_ws.jobs.parts import JobParts, capture_params
from camera_ws.jobs.run import Ending, JobRun
from camera_ws.protocol.camera.jobs import Burst

PARALLEL = 3
"""Pictures stored at once: while one is compressed, another is synced to the disk."""


async def take_burst(run: JobRun, spec: Burst, parts: JobParts) -> Ending:
    """Raises the error that ended it early, after storing and counting all frames taken before."""
    async with parts.captures.full_frame() if spec.full_frame else nullcontext():
        with parts.acquisition.follow(room_for_frames(parts.acquisition)) as frames:
            await _Burst(run, parts).take(frames)
    return Ending("done")


class _Burst:
    def __init__(self, run: JobRun, parts: JobParts) -> None:
        self._run = run
        self._parts = parts
        self._new_frames = NewFrames()
        self._storing: set[asyncio.Task[None]] = set()

    async def take(self, frames: Follower) -> None:
        try:
            for index in range(self._run.job.total):
                frame = await self._next(frames, index + 1)
                await self._wait_for_slot()
                self._storing.add(asyncio.create_task(self._store(frame, index)))
        finally:
            await self._finish()
        self._raise_failed(self._storing)

    async def _next(self, frames: Follower, number: int) -> Frame:
        while True:
            frame = await next_frame(frames, self._parts.acquisition, self._run, number)
            if self._new_frames.take(frame):
                if self._new_frames.missed != self._run.job.missed:
                    self._run.progress(missed=self._new_frames.missed)
                return frame

    async def _wait_for_slot(self) -> None:
        while len(self._storing) >= PARALLEL:
            done, self._storing = await asyncio.wait(self._storing, return_when=asyncio.FIRST_COMPLETED)
            self._raise_failed(done)

    async def _store(self, frame: Frame, index: int) -> None:
        stored = self._run.stored
        params = capture_params(stored, index)
        entry = await self._parts.captures.keep(
            frame, params, stored.source, job_id=stored.job.id, job_index=index, on_stored=self._run.note
        )
        self._run.kept(entry.metadata.size_bytes)

    async def _finish(self) -> None:
        if self._storing:
            await asyncio.wait(self._storing)
        for task in self._storing:
            task.exception()  # marks it as retrieved: take raises only one of the errors

    @staticmethod
    def _raise_failed(done: set[asyncio.Task[None]]) -> None:
        failed = [error for task in done if (error := task.exception()) is not None]
        if failed:
            raise failed[0]
