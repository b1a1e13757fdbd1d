"""Captures of a PixeLINK camera."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest
import tifffile
from numpy.typing import NDArray

from camera_ws.camera.pixelink.camera import PixelinkCamera
from camera_ws.capture.captures import Captures
from camera_ws.protocol.camera.settings import CaptureFormat, SettingsUpdate
from support.cameras.pxl_double import COLOR, MONO, Double, color_pattern, mono_pattern, mosaic_of
from support.rigs.capture_rig import capturing, params_for


@asynccontextmanager
async def pixelink(folder: Path, double: Double, model: int, pixel_format: str) -> AsyncIterator[Captures]:
    double[0].plug(1, model)
    camera = PixelinkCamera(double.sdk)
    async with capturing(folder, camera=camera, update=SettingsUpdate(pixel_format=pixel_format)) as (captures, _):
        yield captures


def number_of(written: NDArray[np.generic], pattern: Callable[[int], NDArray[np.uint16]]) -> int | None:
    """The number of the double's frame with exactly these samples."""
    return next((number for number in range(1000) if np.array_equal(written, pattern(number))), None)


@pytest.mark.parametrize("format", ["tiff", "ome-tiff", "raw"])
async def test_the_file_has_all_12_bits_of_a_pixelink_camera(
    tmp_path: Path, double: Double, format: CaptureFormat
) -> None:
    async with pixelink(tmp_path, double, MONO, "MONO16") as captures:
        entry = await captures.take(params_for(format=format), "hub")
    written = np.load(entry.master) if format == "raw" else tifffile.imread(entry.master)
    assert number_of(written, mono_pattern) is not None
    metadata = entry.metadata
    assert (metadata.bit_depth, metadata.channels, metadata.camera.driver) == (12, 1, "pixelink")


async def test_the_raw_file_has_the_mosaic_of_a_pixelink_camera(tmp_path: Path, double: Double) -> None:
    async with pixelink(tmp_path, double, COLOR, "BAYER12_GRBG_PACKED") as captures:
        raw = await captures.take(params_for(format="raw"), "hub")
        colour = await captures.take(params_for(format="tiff"), "hub")
    assert number_of(np.load(raw.master), lambda number: mosaic_of(color_pattern(number))) is not None
    assert (raw.metadata.channels, raw.metadata.bit_depth, raw.metadata.pixel_format) == (1, 12, "BAYER12_GRBG_PACKED")
    assert raw.preview is not None
    assert (colour.metadata.channels, tifffile.imread(colour.master).shape) == (3, (240, 320, 3))


async def test_a_mean_of_mosaics_is_a_mosaic(tmp_path: Path, double: Double) -> None:
    async with pixelink(tmp_path, double, COLOR, "BAYER16_GRBG") as captures:
        entry = await captures.take(params_for(format="raw", average=2), "hub")
    mean = np.load(entry.master)
    assert (mean.shape, mean.dtype, entry.metadata.average) == ((240, 320), np.uint16, 2)
    pairs = ((mosaic_of(color_pattern(number)), mosaic_of(color_pattern(number + 1))) for number in range(1000))
    assert any(np.array_equal(mean, (one.astype(int) + other + 1) // 2) for one, other in pairs)
