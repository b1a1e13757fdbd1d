"""Clips: recorded into the spool, also when they end early."""

import asyncio
import hashlib
import threading
from pathlib import Path

import av
import numpy as np
import pytest
import simplejpeg

from camera_ws.camera.base import Frame
from camera_ws.camera.clock import SystemClock
from camera_ws.jobs.kinds.recording import Recording
from camera_ws.jobs.store import JobStore
from camera_ws.protocol.camera.corrections import AppliedCorrections, AppliedReference
from camera_ws.protocol.camera.jobs import Burst, Clip
from camera_ws.uploads.spool import Spool, SpoolEntry
from support.cameras.fake_camera import FakeCamera
from support.rigs.job_rig import JobRig, job_rig
from support.rigs.job_samples import start
from support.waiting import DEADLINE_S, run_pending, until


def frames_in(entry: SpoolEntry) -> list[float]:
    """The times of all frames, s; decodes each."""
    with av.open(str(entry.master)) as clip:
        return [float(frame.time or 0.0) for frame in clip.decode(video=0)]


def frames_seen(rig: JobRig) -> int:
    newest = rig.acquisition.frames.current
    return newest.version if newest else 0


def only(rig: JobRig) -> SpoolEntry:
    (entry,) = rig.spool.entries()
    assert hashlib.sha256(entry.master.read_bytes()).hexdigest() == entry.metadata.sha256
    assert entry.metadata.size_bytes == entry.master.stat().st_size
    assert entry.metadata.clip is not None
    assert len(frames_in(entry)) == entry.metadata.clip.frames
    return entry


async def test_records_the_requested_duration(tmp_path: Path) -> None:
    async with job_rig(FakeCamera(frame_rate=40), tmp_path) as rig:
        request = start(Clip(kind="clip", duration_ms=800, label="beat"))
        await rig.jobs.begin(request, "hub")
        job = await rig.ended(request.job_id)
        entry = only(rig)
        metadata = entry.metadata
        assert metadata.clip is not None
        assert (job.state, job.done, job.total, job.bytes) == ("done",) + (metadata.clip.frames,) * 2 + (
            metadata.size_bytes,
        )
        # A busy machine records fewer frames, in the same time.
        assert 1 <= metadata.clip.frames <= 33
        assert metadata.clip.duration_ms <= 800
        assert (job.ended_at_us or 0) - job.started_at_us >= 800_000
        assert metadata.clip.missed == job.missed
        assert (metadata.format, metadata.width, metadata.height, metadata.label) == ("mp4", 128, 96, "beat")
        assert (metadata.job_id, metadata.job_index, metadata.filename[-4:]) == (request.job_id, 0, ".mp4")
        assert frames_in(entry)[-1] == pytest.approx(metadata.clip.duration_ms / 1000, abs=0.001)
        assert entry.preview is not None
        assert simplejpeg.decode_jpeg(entry.preview.read_bytes(), "RGB").shape == (96, 128, 3)
    # The last write is complete once the jobs are closed.
    assert [path.name for path in (tmp_path / "jobs").iterdir()] == [f"{request.job_id}.json"]


async def test_every_third_frame_with_smaller_size_and_slower_playback(tmp_path: Path) -> None:
    async with job_rig(FakeCamera(frame_rate=60), tmp_path) as rig:
        request = start(Clip(kind="clip", duration_ms=600, every=3, fps=5, max_width=64))
        await rig.jobs.begin(request, "hub")
        job = await rig.ended(request.job_id)
        entry = only(rig)
        clip = entry.metadata.clip
        assert clip is not None
        assert (clip.fps, entry.metadata.width, entry.metadata.height) == (5.0, 64, 48)
        assert frames_in(entry) == pytest.approx([index / 5 for index in range(clip.frames)], abs=0.001)
        assert 1 <= clip.frames + job.missed <= 13


async def test_a_cancelled_clip_is_kept(tmp_path: Path) -> None:
    async with job_rig(FakeCamera(frame_rate=40), tmp_path) as rig:
        request = start(Clip(kind="clip", duration_ms=60_000))
        await rig.jobs.begin(request, "hub")
        await until(lambda: rig.jobs.get(request.job_id).done >= 5)
        job = await rig.jobs.cancel(request.job_id)
        entry = only(rig)
        assert entry.metadata.clip is not None
        assert (job.state, job.done) == ("cancelled", entry.metadata.clip.frames)
        assert job.done >= 5


async def test_a_cancelled_clip_ends_at_the_cancellation_even_if_the_encoder_is_behind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    add, goes_on = Recording.add, threading.Event()

    def held_up(self: Recording, frame: Frame) -> bool:
        goes_on.wait(DEADLINE_S)
        return add(self, frame)

    monkeypatch.setattr(Recording, "add", held_up)
    async with job_rig(FakeCamera(frame_rate=60), tmp_path) as rig:
        request = start(Clip(kind="clip", duration_ms=600_000))
        await rig.jobs.begin(request, "hub")
        await until(lambda: frames_seen(rig) >= 20)
        newest = rig.acquisition.frames.current
        assert newest is not None
        await until(lambda: frames_seen(rig) > newest.version)
        cancelling = asyncio.create_task(rig.jobs.cancel(request.job_id))
        await run_pending()
        cancelled_us = SystemClock().now_us()
        await until(lambda: frames_seen(rig) > newest.version + 5)
        goes_on.set()
        job = await cancelling
        metadata = only(rig).metadata
        assert metadata.clip is not None
        assert (job.state, job.done, job.missed) == ("cancelled", metadata.clip.frames, 0)
        ended_us = metadata.captured_at_us + metadata.clip.duration_ms * 1000
        # Of the frames that waited: all from before the cancellation, none from after it. Durations have whole ms.
        assert newest.value.descriptor.captured_at_us - 1000 <= ended_us <= cancelled_us + 1000


async def test_a_clip_cancelled_before_its_first_frame_stores_nothing(tmp_path: Path) -> None:
    async with job_rig(FakeCamera(), tmp_path) as rig:
        request = start(Clip(kind="clip", duration_ms=60_000))
        await rig.jobs.begin(request, "hub")
        job = await rig.jobs.cancel(request.job_id)
        assert (job.state, job.done, rig.spool.entries()) == ("cancelled", 0, [])


async def test_unplugging_ends_the_clip_and_keeps_it(tmp_path: Path) -> None:
    camera = FakeCamera(frame_rate=40)
    async with job_rig(camera, tmp_path) as rig:
        request = start(Clip(kind="clip", duration_ms=60_000))
        job = await rig.unplugged(request, camera)
        clip = only(rig).metadata.clip
        assert clip is not None
        assert clip.frames == job.done >= 5


async def test_a_nearly_full_disk_ends_the_clip_and_keeps_it(tmp_path: Path) -> None:
    free = 1 << 40
    spool = Spool(tmp_path / "spool", reserve_bytes=1 << 20, free_bytes=lambda _: free)
    async with job_rig(FakeCamera(frame_rate=40), tmp_path, spool=spool) as rig:
        request = start(Clip(kind="clip", duration_ms=60_000))
        await rig.jobs.begin(request, "hub")
        await until(lambda: rig.jobs.get(request.job_id).done >= 5)
        free = (1 << 20) + 10
        job = await rig.ended(request.job_id)
        assert job.state == "failed"
        assert job.reason is not None
        assert job.reason.startswith("the disk is nearly full: 1048586 bytes are left")
        clip = only(rig).metadata.clip
        assert clip is not None
        assert clip.frames == job.done >= 5


async def test_the_next_start_keeps_an_interrupted_clip(tmp_path: Path) -> None:
    request = start(Clip(kind="clip", duration_ms=60_000))
    async with job_rig(FakeCamera(frame_rate=40), tmp_path) as rig:
        await rig.jobs.begin(request, "http")
        await until(lambda: rig.jobs.get(request.job_id).done >= 5)
    assert JobStore(tmp_path / "jobs").recording(request.job_id).exists()
    # Without a camera: the facts of the first frame are on disk.
    async with job_rig(FakeCamera(plugged=False), tmp_path) as rig:
        await until(lambda: rig.spool.count == 1 and not rig.store.recording(request.job_id).exists())
        await until(lambda: rig.jobs.get(request.job_id).bytes == only(rig).metadata.size_bytes)
        job, metadata = rig.jobs.get(request.job_id), only(rig).metadata
        assert metadata.clip is not None
        assert (job.state, job.done) == ("failed", metadata.clip.frames)
        assert job.reason == "the camera service stopped while it ran"
        assert (metadata.source, metadata.camera.driver, metadata.job_id) == ("http", "simulated", request.job_id)


async def test_an_interrupted_burst_has_failed_after_the_restart(tmp_path: Path) -> None:
    request = start(Burst(kind="burst", count=1000))
    async with job_rig(FakeCamera(frame_rate=40), tmp_path) as rig:
        await rig.jobs.begin(request, "hub")
        await until(lambda: rig.jobs.get(request.job_id).done >= 4)
    async with job_rig(FakeCamera(), tmp_path) as rig:
        job = await rig.ended(request.job_id)
        assert (job.state, job.reason) == ("failed", "the camera service stopped while it ran")
        assert job.done == len(rig.pictures(request.job_id)) >= 4
        await until(lambda: rig.reported[-1:] == [job])
        await rig.jobs.begin(start(Burst(kind="burst", count=2)), "hub")


async def test_frames_are_corrected_and_the_metadata_names_the_references(tmp_path: Path) -> None:
    applied = AppliedCorrections(dark=AppliedReference(taken_at_us=1, frames=8))

    def black(frame: Frame) -> tuple[Frame, AppliedCorrections | None]:
        return Frame(frame.descriptor, np.zeros_like(frame.pixels)), applied

    async with job_rig(FakeCamera(frame_rate=40), tmp_path, correct=black) as rig:
        request = start(Clip(kind="clip", duration_ms=300))
        await rig.jobs.begin(request, "hub")
        await rig.ended(request.job_id)
        entry = only(rig)
        assert entry.metadata.corrections == applied
        assert entry.preview is not None
        assert simplejpeg.decode_jpeg(entry.preview.read_bytes(), "RGB").max() < 8


async def test_the_live_view_continues_during_recording(tmp_path: Path) -> None:
    async with job_rig(FakeCamera(frame_rate=60), tmp_path) as rig:
        request = start(Clip(kind="clip", duration_ms=700))
        await rig.jobs.begin(request, "hub")
        seen, version = 0, 0
        async with asyncio.timeout(DEADLINE_S):
            while rig.jobs.get(request.job_id).ended_at_us is None:
                newest = await rig.acquisition.frames.newer_than(version)
                seen, version = seen + 1, newest.version
        assert seen > 1
