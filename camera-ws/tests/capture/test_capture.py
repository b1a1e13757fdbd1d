"""Captures from the request to the spool."""

import asyncio
import hashlib
import io
import json
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import tifffile

from camera_ws.camera.base import Frame
from camera_ws.capture import captures as captures_module
from camera_ws.capture.finished_clip import FinishedClip
from camera_ws.encoding.masters.formats import EXTENSION
from camera_ws.errors import NoSpace
from camera_ws.protocol.camera.corrections import AppliedCorrections, AppliedReference
from camera_ws.protocol.camera.jobs import ClipFacts
from camera_ws.protocol.camera.optics import Calibration
from camera_ws.protocol.camera.settings import CAPTURE_FORMATS, CameraSettings, CaptureFormat, PixelAddressing
from camera_ws.protocol.messages import CaptureMetadata
from camera_ws.uploads.spool import Spool
from support.cameras.fake_camera import SMALL, FakeCamera
from support.data.pictures import frame, gradient
from support.rigs.capture_rig import capturing, deep, params_for
from support.waiting import run_pending

SAVED = AppliedCorrections(dark=AppliedReference(taken_at_us=7, frames=16))


JOB = "0f8fad5b-d9cb-469f-a165-70867728950e"


@pytest.mark.parametrize("format", CAPTURE_FORMATS)
async def test_every_format_is_complete_in_the_spool(tmp_path: Path, format: CaptureFormat) -> None:
    async with capturing(tmp_path) as (captures, _):
        entry = await captures.take(params_for(format=format), "hub")
    data, metadata = entry.master.read_bytes(), entry.metadata
    assert (metadata.format, metadata.size_bytes) == (format, len(data))
    assert metadata.sha256 == hashlib.sha256(data).hexdigest()
    assert (metadata.width, metadata.height, metadata.bit_depth, metadata.channels) == (128, 96, 8, 3)
    assert metadata.filename.endswith("." + EXTENSION[format])
    assert (entry.preview is not None) == (format == "raw")
    sidecar = json.loads((entry.master.parent / "metadata.json").read_text())
    assert CaptureMetadata.from_wire(sidecar) == metadata


async def test_keeps_an_existing_frame_with_its_index_in_the_job(tmp_path: Path) -> None:
    async with capturing(tmp_path) as (captures, _):
        entry = await captures.keep(deep(5), params_for(format="ome-tiff"), "hub", job_id=JOB, job_index=3)
    assert (tifffile.imread(io.BytesIO(entry.master.read_bytes())) == deep(5).pixels).all()
    metadata = entry.metadata
    assert (metadata.job_id, metadata.job_index, metadata.seq, metadata.bit_depth) == (JOB, 3, 5, 12)


async def test_keeping_twice_gives_one_capture(tmp_path: Path) -> None:
    async with capturing(tmp_path) as (captures, box):
        params = params_for(format="png")
        first, second = await asyncio.gather(
            captures.keep(deep(1), params, "hub"), captures.keep(deep(2), params, "hub")
        )
        assert first == second == await captures.keep(deep(3), params, "hub")
        assert (box.count, first.metadata.seq) == (1, 1)


async def test_a_failed_capture_may_be_repeated(tmp_path: Path) -> None:
    free = [0]
    async with capturing(tmp_path, reserve_bytes=0, free_bytes=lambda _: free[0]) as (captures, box):
        params = params_for()
        with pytest.raises(NoSpace):
            await captures.keep(deep(), params, "hub")
        free[0] = 1 << 40
        entry = await captures.keep(deep(), params, "hub")
        assert (box.count, entry.metadata.filename) == (1, "capture_20270115_080000_123.jpg")


async def test_captures_of_the_same_time_have_different_names(tmp_path: Path) -> None:
    async with capturing(tmp_path) as (captures, _):
        entries = [await captures.keep(deep(), params_for(format=format), "hub") for format in ("png", "png8", "raw")]
    assert [entry.metadata.filename for entry in entries] == [
        "capture_20270115_080000_123.png",
        "capture_20270115_080000_123_2.png",
        "capture_20270115_080000_123.npy",
    ]


async def test_the_metadata_has_average_and_region(tmp_path: Path) -> None:
    async with capturing(tmp_path) as (captures, _):
        mean = (await captures.take(params_for(average=3, format="tiff"), "hub")).metadata
        wide = (await captures.take(params_for(full_frame=True), "hub")).metadata
        after = (await captures.take(params_for(), "hub")).metadata
    assert (mean.average, mean.roi) == (3, SMALL)
    assert (wide.average, wide.roi, wide.settings.roi) == (None, wide.roi, wide.roi)
    assert (wide.width, wide.height) == (wide.roi.width, wide.roi.height) != (SMALL.width, SMALL.height)
    assert (after.roi, after.settings.roi) == (SMALL, SMALL)


@pytest.mark.parametrize(
    ("factor_x", "factor_y", "scale", "expected"),
    [(None, None, 0.5, 0.5), (2, 2, 0.5, 1.0), (2, 4, 0.5, None), (2, 2, None, None)],
)
async def test_the_scale_is_for_pixels_of_the_picture(
    tmp_path: Path, factor_x: int | None, factor_y: int | None, scale: float | None, expected: float | None
) -> None:
    calibration = Calibration(objective="20×", magnification=20, um_per_pixel=scale)
    addressing = PixelAddressing(mode="bin", x=factor_x, y=factor_y) if factor_x and factor_y else None
    settings = CameraSettings(exposure=8, gain=0, roi=SMALL, pixel_addressing=addressing)
    async with capturing(tmp_path) as (captures, _):
        entry = await captures.keep(deep(), params_for(calibration=calibration), "hub", settings=settings)
    assert (entry.metadata.calibration, entry.metadata.um_per_pixel) == (calibration, expected)


def inverted(picture: Frame) -> tuple[Frame, AppliedCorrections]:
    return Frame(picture.descriptor, 4095 - picture.pixels), SAVED


@pytest.mark.parametrize("format", ["png", "tiff", "ome-tiff"])
async def test_corrections_are_applied_and_in_the_metadata(tmp_path: Path, format: CaptureFormat) -> None:
    async with capturing(tmp_path, inverted) as (captures, _):
        entry = await captures.keep(deep(), params_for(format=format), "hub")
    assert entry.metadata.corrections == SAVED
    if format != "png":
        assert (tifffile.imread(entry.master) == 4095 - deep().pixels).all()


class RecordingUploader:
    """Records its calls, with the number of captures in the spool at that time."""

    def __init__(self, box: Callable[[], int]) -> None:
        self._box = box
        self.begun: list[tuple[str, bytes, int]] = []
        self.forgotten: list[str] = []

    def begin(self, metadata: CaptureMetadata, parts: Sequence[bytes | memoryview]) -> None:
        self.begun.append((metadata.id, b"".join(parts), self._box()))

    def forget(self, capture_id: str) -> None:
        self.forgotten.append(capture_id)


async def test_an_early_upload_begins_before_the_spool_has_the_capture(tmp_path: Path) -> None:
    boxes: list[Spool] = []
    uploader = RecordingUploader(lambda: boxes[0].count)
    async with capturing(tmp_path, uploader=uploader) as (captures, box):
        boxes.append(box)
        entry = await captures.take(params_for(), "hub")
    assert uploader.begun == [(entry.metadata.id, entry.master.read_bytes(), 0)]
    assert uploader.forgotten == []


async def test_a_capture_of_a_job_is_not_uploaded_early(tmp_path: Path) -> None:
    uploader = RecordingUploader(lambda: 0)
    async with capturing(tmp_path, uploader=uploader) as (captures, box):
        params = params_for()
        frame = (await captures.expose(params)).frame
        stored: list[tuple[int | None, int]] = []
        entry = await captures.keep(
            frame, params, "hub", job_id=JOB, job_index=7, on_stored=lambda it: stored.append((it.job_index, box.count))
        )
        assert box.entries() == [entry]
    assert uploader.begun == []
    assert stored == [(7, 0)]


@pytest.mark.parametrize(("delay_s", "begins"), [(3600.0, False), (0.0, True)])
async def test_the_upload_of_a_capture_that_is_answered_when_kept_begins_after_the_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, delay_s: float, begins: bool
) -> None:
    monkeypatch.setattr(captures_module, "ANSWER_FIRST_S", delay_s)
    uploader, stored = RecordingUploader(lambda: 0), asyncio.Event()
    async with capturing(tmp_path, uploader=uploader, stored=stored) as (captures, box):
        entry = await captures.take(params_for(answer_when="kept"), "hub")
        assert box.entries() == [entry]
        await run_pending()
        assert stored.is_set() == begins
        await captures.take(params_for(), "hub")
        assert stored.is_set()
    assert len(uploader.begun) == 1


async def test_no_early_upload_when_the_disk_is_full(tmp_path: Path) -> None:
    uploader = RecordingUploader(lambda: 0)
    async with capturing(tmp_path, uploader=uploader, free_bytes=lambda _: 0) as (captures, _):
        with pytest.raises(NoSpace):
            await captures.take(params_for(), "hub")
    assert uploader.begun == []


async def test_aborts_the_early_upload_when_the_spool_fails(tmp_path: Path) -> None:
    uploader, params = RecordingUploader(lambda: 0), params_for()
    async with capturing(tmp_path, uploader=uploader) as (captures, _):
        # A file in place of the capture's folder.
        (tmp_path / "spool" / f".tmp-{params.capture_id}").touch()
        with pytest.raises(OSError, match=params.capture_id):
            await captures.take(params, "hub")
    assert [capture_id for capture_id, _, _ in uploader.begun] == [params.capture_id]
    assert uploader.forgotten == [params.capture_id]


async def test_raw_is_never_corrected(tmp_path: Path) -> None:
    async with capturing(tmp_path, inverted) as (captures, _):
        entry = await captures.keep(deep(), params_for(format="raw"), "hub")
    assert entry.metadata.corrections is None
    assert (np.load(entry.master) == deep().pixels).all()


async def test_a_mean_is_corrected_once(tmp_path: Path) -> None:
    calls: list[int] = []

    def count_calls(picture: Frame) -> tuple[Frame, AppliedCorrections | None]:
        calls.append(picture.descriptor.seq)
        return picture, None

    async with capturing(tmp_path, count_calls) as (captures, _):
        await captures.take(params_for(average=4), "hub")
    assert len(calls) == 1


async def test_a_finished_clip_becomes_a_capture(tmp_path: Path) -> None:
    facts = ClipFacts(frames=30, duration_ms=1000, fps=30, missed=0)
    stored = asyncio.Event()
    async with capturing(tmp_path, stored=stored) as (captures, box):
        params = params_for(label="cells")
        file = box.begin(params.capture_id) / "clip.mp4"
        file.write_bytes(b"a clip" * 1000)
        clip = FinishedClip(
            file=file,
            width=160,
            height=120,
            first=frame(gradient()).descriptor,
            settings=CameraSettings(exposure=8, gain=0, roi=SMALL),
            camera=FakeCamera().info,
            clip=facts,
            preview=b"small",
        )
        entry = await captures.keep_file(clip, params, "hub", job_id=JOB, job_index=0)
        assert stored.is_set()
        assert await captures.keep_file(clip, params, "hub") == entry
    assert entry.master.read_bytes() == b"a clip" * 1000
    assert not file.exists()
    metadata = entry.metadata
    assert (metadata.format, metadata.clip, metadata.job_id, metadata.label) == ("mp4", facts, JOB, "cells")
    assert metadata.filename == "capture_20270115_080000_123.mp4"
    assert (metadata.size_bytes, metadata.sha256) == (6000, hashlib.sha256(b"a clip" * 1000).hexdigest())
    assert entry.preview is not None
    assert entry.preview.read_bytes() == b"small"


async def test_other_captures_wait_during_full_frame(tmp_path: Path) -> None:
    async with capturing(tmp_path) as (captures, _):
        async with captures.full_frame() as settings:
            assert settings.roi != SMALL
            waiting = asyncio.create_task(captures.take(params_for(), "hub"))
            await run_pending()
            assert not waiting.done()
        assert (await waiting).metadata.roi == SMALL
