"""From a request to files in the spool."""

import asyncio
import hashlib
import io
import json
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.base import Camera, Frame
from camera_ws.camera.pixelink.camera import PixelinkCamera
from camera_ws.capture.captures import Captures, Correct, Courier, FinishedClip, uncorrected
from camera_ws.encoding.encoder import Encoder
from camera_ws.encoding.masters.facts import CameraIdentity
from camera_ws.encoding.masters.formats import EXTENSION
from camera_ws.errors import NoSpace
from camera_ws.protocol.corrections import AppliedCorrections, AppliedReference
from camera_ws.protocol.jobs import ClipFacts
from camera_ws.protocol.messages import CaptureMetadata, CaptureParams
from camera_ws.protocol.optics import Calibration
from camera_ws.protocol.settings import CAPTURE_FORMATS, CameraSettings, CaptureFormat, PixelAddressing, SettingsUpdate
from camera_ws.uploads.spool import Spool
from support.cameras.fake_camera import SMALL, FakeCamera
from support.cameras.pxl_double import COLOR, MONO, Double, color_pattern, mono_pattern, mosaic_of
from support.data.pictures import frame, gradient
from support.waiting import status_where

SAVED = AppliedCorrections(dark=AppliedReference(taken_at_us=7, frames=16))
JOB = "0f8fad5b-d9cb-469f-a165-70867728950e"


@asynccontextmanager
async def capturing(
    folder: Path,
    correct: Correct = uncorrected,
    *,
    camera: Camera | None = None,
    update: SettingsUpdate | None = None,
    stored: asyncio.Event | None = None,
    courier: Courier | None = None,
    **spool: Any,
) -> AsyncIterator[tuple[Captures, Spool]]:
    box = Spool(folder / "spool", **spool)
    box.recover()
    acquisition = Acquisition(camera or FakeCamera())
    encoder = Encoder(80)
    acquisition.start()
    captures = Captures(
        CameraIdentity("camera-1", "Camera 1"),
        acquisition,
        encoder,
        box,
        correct,
        data_dir=folder,
        stored=stored,
        courier=courier,
    )
    try:
        await status_where(acquisition, lambda status: status.connected)
        if update is not None:
            await acquisition.apply(update)
        yield captures, box
    finally:
        await acquisition.close()
        await captures.close()
        await encoder.close()


def wish(**fields: Any) -> CaptureParams:
    return CaptureParams(capture_id=str(uuid.uuid4()), **fields)


def deep(seq: int = 0) -> Frame:
    return frame(np.arange(seq, seq + 48 * 64, dtype=np.uint16).reshape(48, 64), 12, seq=seq)


@pytest.mark.parametrize("format", CAPTURE_FORMATS)
async def test_every_format_is_whole_in_the_spool_and_says_what_it_is(tmp_path: Path, format: CaptureFormat) -> None:
    async with capturing(tmp_path) as (captures, _):
        entry = await captures.take(wish(format=format), "hub")
    data, metadata = entry.master.read_bytes(), entry.metadata
    assert (metadata.format, metadata.size_bytes) == (format, len(data))
    assert metadata.sha256 == hashlib.sha256(data).hexdigest()
    assert (metadata.width, metadata.height, metadata.bit_depth, metadata.channels) == (128, 96, 8, 3)
    assert metadata.filename.endswith("." + EXTENSION[format])
    assert (entry.preview is not None) == (format == "raw")
    sidecar = json.loads((entry.master.parent / "metadata.json").read_text())
    assert CaptureMetadata.from_wire(sidecar) == metadata


async def test_a_frame_that_somebody_has_is_kept_as_it_is_with_its_place_in_the_job(tmp_path: Path) -> None:
    async with capturing(tmp_path) as (captures, _):
        entry = await captures.keep(deep(5), wish(format="ome-tiff"), "hub", job_id=JOB, job_index=3)
    assert (tifffile.imread(io.BytesIO(entry.master.read_bytes())) == deep(5).pixels).all()
    metadata = entry.metadata
    assert (metadata.job_id, metadata.job_index, metadata.seq, metadata.bit_depth) == (JOB, 3, 5, 12)


async def test_kept_twice_is_one_capture(tmp_path: Path) -> None:
    async with capturing(tmp_path) as (captures, box):
        params = wish(format="png")
        first, second = await asyncio.gather(
            captures.keep(deep(1), params, "hub"), captures.keep(deep(2), params, "hub")
        )
        assert first == second == await captures.keep(deep(3), params, "hub")
        assert (box.count, first.metadata.seq) == (1, 1)


async def test_a_capture_that_failed_may_be_asked_again(tmp_path: Path) -> None:
    free = [0]
    async with capturing(tmp_path, reserve_bytes=0, free_bytes=lambda _: free[0]) as (captures, box):
        params = wish()
        with pytest.raises(NoSpace):
            await captures.keep(deep(), params, "hub")
        free[0] = 1 << 40
        entry = await captures.keep(deep(), params, "hub")
        assert (box.count, entry.metadata.filename) == (1, "capture_20270115_080000_123.jpg")


async def test_pictures_of_one_moment_have_names_of_their_own(tmp_path: Path) -> None:
    async with capturing(tmp_path) as (captures, _):
        entries = [await captures.keep(deep(), wish(format=format), "hub") for format in ("png", "png8", "raw")]
    assert [entry.metadata.filename for entry in entries] == [
        "capture_20270115_080000_123.png",
        "capture_20270115_080000_123_2.png",
        "capture_20270115_080000_123.npy",
    ]


async def test_means_and_the_whole_sensor_are_said(tmp_path: Path) -> None:
    async with capturing(tmp_path) as (captures, _):
        mean = (await captures.take(wish(average=3, format="tiff"), "hub")).metadata
        wide = (await captures.take(wish(full_frame=True), "hub")).metadata
        after = (await captures.take(wish(), "hub")).metadata
    assert (mean.average, mean.roi) == (3, SMALL)
    assert (wide.average, wide.roi, wide.settings.roi) == (None, wide.roi, wide.roi)
    assert (wide.width, wide.height) == (wide.roi.width, wide.roi.height) != (SMALL.width, SMALL.height)
    assert (after.roi, after.settings.roi) == (SMALL, SMALL)


@pytest.mark.parametrize(
    ("factor_x", "factor_y", "scale", "told"),
    [(None, None, 0.5, 0.5), (2, 2, 0.5, 1.0), (2, 4, 0.5, None), (2, 2, None, None)],
)
async def test_the_scale_is_that_of_the_picture(
    tmp_path: Path, factor_x: int | None, factor_y: int | None, scale: float | None, told: float | None
) -> None:
    calibration = Calibration(objective="20×", magnification=20, um_per_pixel=scale)
    addressing = PixelAddressing(mode="bin", x=factor_x, y=factor_y) if factor_x and factor_y else None
    settings = CameraSettings(exposure=8, gain=0, roi=SMALL, pixel_addressing=addressing)
    async with capturing(tmp_path) as (captures, _):
        entry = await captures.keep(deep(), wish(calibration=calibration), "hub", settings=settings)
    assert (entry.metadata.calibration, entry.metadata.um_per_pixel) == (calibration, told)


def inverted(picture: Frame) -> tuple[Frame, AppliedCorrections]:
    return Frame(picture.descriptor, 4095 - picture.pixels), SAVED


@pytest.mark.parametrize("format", ["png", "tiff", "ome-tiff"])
async def test_corrections_are_made_and_said(tmp_path: Path, format: CaptureFormat) -> None:
    async with capturing(tmp_path, inverted) as (captures, _):
        entry = await captures.keep(deep(), wish(format=format), "hub")
    assert entry.metadata.corrections == SAVED
    if format != "png":
        assert (tifffile.imread(entry.master) == 4095 - deep().pixels).all()


class Told:
    """A courier that only remembers; begun has what the spool held at that moment."""

    def __init__(self, box: Callable[[], int]) -> None:
        self._box = box
        self.begun: list[tuple[str, bytes, int]] = []
        self.forgotten: list[str] = []

    def begin(self, metadata: CaptureMetadata, parts: Sequence[bytes | memoryview]) -> None:
        self.begun.append((metadata.id, b"".join(parts), self._box()))

    def forget(self, capture_id: str) -> None:
        self.forgotten.append(capture_id)


async def test_the_courier_has_a_capture_before_the_spool_has(tmp_path: Path) -> None:
    boxes: list[Spool] = []
    courier = Told(lambda: boxes[0].count)
    async with capturing(tmp_path, courier=courier) as (captures, box):
        boxes.append(box)
        entry = await captures.take(wish(), "hub")
    assert courier.begun == [(entry.metadata.id, entry.master.read_bytes(), 0)]
    assert courier.forgotten == []


async def test_a_picture_of_a_job_is_in_the_spool_before_the_courier_may_take_it(tmp_path: Path) -> None:
    courier = Told(lambda: 0)
    async with capturing(tmp_path, courier=courier) as (captures, box):
        params = wish()
        frame = (await captures.expose(params)).frame
        noted: list[tuple[int | None, int]] = []
        entry = await captures.keep(
            frame, params, "hub", job_id=JOB, job_index=7, noted=lambda it: noted.append((it.job_index, box.count))
        )
        assert box.entries() == [entry]
    assert courier.begun == []
    assert noted == [(7, 0)]


async def test_the_courier_is_not_asked_when_the_disk_has_no_room(tmp_path: Path) -> None:
    courier = Told(lambda: 0)
    async with capturing(tmp_path, courier=courier, free_bytes=lambda _: 0) as (captures, _):
        with pytest.raises(NoSpace):
            await captures.take(wish(), "hub")
    assert courier.begun == []


async def test_the_courier_forgets_what_the_spool_could_not_keep(tmp_path: Path) -> None:
    courier, params = Told(lambda: 0), wish()
    async with capturing(tmp_path, courier=courier) as (captures, _):
        # A file where the capture's folder has to go.
        (tmp_path / "spool" / f".tmp-{params.capture_id}").touch()
        with pytest.raises(OSError, match=params.capture_id):
            await captures.take(params, "hub")
    assert [capture_id for capture_id, _, _ in courier.begun] == [params.capture_id]
    assert courier.forgotten == [params.capture_id]


async def test_raw_is_never_corrected(tmp_path: Path) -> None:
    async with capturing(tmp_path, inverted) as (captures, _):
        entry = await captures.keep(deep(), wish(format="raw"), "hub")
    assert entry.metadata.corrections is None
    assert (np.load(entry.master) == deep().pixels).all()


async def test_a_mean_is_corrected_once(tmp_path: Path) -> None:
    calls: list[int] = []

    def counted(picture: Frame) -> tuple[Frame, AppliedCorrections | None]:
        calls.append(picture.descriptor.seq)
        return picture, None

    async with capturing(tmp_path, counted) as (captures, _):
        await captures.take(wish(average=4), "hub")
    assert len(calls) == 1


async def test_a_finished_clip_becomes_a_capture(tmp_path: Path) -> None:
    facts = ClipFacts(frames=30, duration_ms=1000, fps=30, missed=0)
    stored = asyncio.Event()
    async with capturing(tmp_path, stored=stored) as (captures, box):
        params = wish(label="cells")
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


async def test_frames_followed_by_somebody_else_are_of_the_whole_sensor_too(tmp_path: Path) -> None:
    async with capturing(tmp_path) as (captures, _):
        async with captures.full_frame() as settings:
            assert settings.roi != SMALL
            waiting = asyncio.create_task(captures.take(wish(), "hub"))
            await asyncio.sleep(0.05)
            assert not waiting.done()
        assert (await waiting).metadata.roi == SMALL


@asynccontextmanager
async def pixelink(folder: Path, double: Double, model: int, pixel_format: str) -> AsyncIterator[Captures]:
    double[0].plug(1, model)
    camera = PixelinkCamera(double.sdk)
    async with capturing(folder, camera=camera, update=SettingsUpdate(pixel_format=pixel_format)) as (captures, _):
        yield captures


def number_of(written: NDArray[np.generic], pattern: Callable[[int], NDArray[np.uint16]]) -> int | None:
    """Which frame of the double this is, bit by bit."""
    return next((number for number in range(1000) if np.array_equal(written, pattern(number))), None)


@pytest.mark.parametrize("format", ["tiff", "ome-tiff", "raw"])
async def test_twelve_bits_of_a_pixelink_camera_reach_the_file(
    tmp_path: Path, double: Double, format: CaptureFormat
) -> None:
    async with pixelink(tmp_path, double, MONO, "MONO16") as captures:
        entry = await captures.take(wish(format=format), "hub")
    written = np.load(entry.master) if format == "raw" else tifffile.imread(entry.master)
    assert number_of(written, mono_pattern) is not None
    metadata = entry.metadata
    assert (metadata.bit_depth, metadata.channels, metadata.camera.driver) == (12, 1, "pixelink")


async def test_the_mosaic_of_a_pixelink_camera_reaches_the_file(tmp_path: Path, double: Double) -> None:
    async with pixelink(tmp_path, double, COLOR, "BAYER12_GRBG_PACKED") as captures:
        raw = await captures.take(wish(format="raw"), "hub")
        colour = await captures.take(wish(format="tiff"), "hub")
    assert number_of(np.load(raw.master), lambda number: mosaic_of(color_pattern(number))) is not None
    assert (raw.metadata.channels, raw.metadata.bit_depth, raw.metadata.pixel_format) == (1, 12, "BAYER12_GRBG_PACKED")
    assert raw.preview is not None
    assert (colour.metadata.channels, tifffile.imread(colour.master).shape) == (3, (240, 320, 3))


async def test_a_mean_of_mosaics_is_a_mosaic(tmp_path: Path, double: Double) -> None:
    async with pixelink(tmp_path, double, COLOR, "BAYER16_GRBG") as captures:
        entry = await captures.take(wish(format="raw", average=2), "hub")
    mean = np.load(entry.master)
    assert (mean.shape, mean.dtype, entry.metadata.average) == ((240, 320), np.uint16, 2)
    pairs = ((mosaic_of(color_pattern(number)), mosaic_of(color_pattern(number + 1))) for number in range(1000))
    assert any(np.array_equal(mean, (one.astype(int) + other + 1) // 2) for one, other in pairs)
