"""Every format keeps all samples at full depth, read by other libraries."""

import io
import json
from collections.abc import Callable
from typing import Any, get_args

import cv2
import numpy as np
import pytest
import simplejpeg
import tifffile
from numpy.typing import NDArray
from PIL import Image

from camera_ws.camera.base import Frame
from camera_ws.encoding.masters.formats import EXTENSION, MEDIA_TYPE, encode_master
from camera_ws.encoding.masters.master import Master
from camera_ws.protocol.camera.settings import CAPTURE_FORMATS, CaptureFormat, MasterFormat
from support.data.facts import facts_for
from support.data.pictures import frame, gradient, jpeg

LOSSLESS: tuple[CaptureFormat, ...] = ("png", "tiff", "ome-tiff", "raw")


def deep(bits: int = 12) -> NDArray[np.uint16]:
    """Every 12-bit value once; for other depths, values over the whole range."""
    return (np.arange(64 * 64, dtype=np.uint32) * ((1 << bits) - 1) // 4095).astype(np.uint16).reshape(64, 64)


def colour(bits: int) -> NDArray[np.uint16]:
    return np.stack([deep(bits), deep(bits)[::-1], deep(bits).T], axis=-1)


def made(picture: Frame, format: CaptureFormat) -> Master:
    return encode_master(picture, format, facts_for(picture))


def with_tifffile(master: Master) -> NDArray[Any]:
    return tifffile.imread(io.BytesIO(master.data))


def with_opencv(master: Master) -> NDArray[Any]:
    decoded = cv2.imdecode(np.frombuffer(master.data, np.uint8), cv2.IMREAD_UNCHANGED)
    assert decoded is not None
    return decoded if decoded.ndim == 2 else decoded[..., ::-1]


def with_pillow(master: Master) -> NDArray[Any]:
    with Image.open(io.BytesIO(master.data)) as picture:
        return np.array(picture)


def with_numpy(master: Master) -> NDArray[Any]:
    return np.load(io.BytesIO(master.data), allow_pickle=False)


READERS = [
    ("png", with_opencv),
    ("png", with_pillow),
    ("tiff", with_opencv),
    ("tiff", with_tifffile),
    ("tiff", with_pillow),
    ("ome-tiff", with_opencv),
    ("ome-tiff", with_tifffile),
    ("ome-tiff", with_pillow),
    ("raw", with_numpy),
]


@pytest.mark.parametrize(("format", "read"), READERS)
@pytest.mark.parametrize("bits", [10, 12, 16])
def test_deep_grey_is_exact(format: CaptureFormat, read: Callable[[Master], NDArray[Any]], bits: int) -> None:
    master = made(frame(deep(bits), bits), format)
    decoded = read(master)
    assert decoded.dtype.itemsize >= 2
    assert (decoded == deep(bits)).all()
    assert (master.width, master.height, master.bit_depth, master.channels) == (64, 64, bits, 1)


@pytest.mark.parametrize(("format", "read"), [pair for pair in READERS if pair[1] is not with_pillow])
def test_deep_colour_is_exact(format: CaptureFormat, read: Callable[[Master], NDArray[Any]]) -> None:
    master = made(frame(colour(12), 12), format)
    decoded = read(master)
    assert decoded.dtype == np.uint16
    assert (decoded == colour(12)).all()
    assert (master.bit_depth, master.channels) == (12, 3)


@pytest.mark.parametrize(("format", "read"), READERS)
def test_eight_bit_colour_is_exact(format: CaptureFormat, read: Callable[[Master], NDArray[Any]]) -> None:
    decoded = read(made(frame(gradient()), format))
    assert decoded.dtype == np.uint8
    assert (decoded == gradient()).all()


@pytest.mark.parametrize("read", [with_opencv, with_pillow])
def test_png8_is_the_most_significant_eight_bits(read: Callable[[Master], NDArray[Any]]) -> None:
    master = made(frame(deep(), 12), "png8")
    decoded = read(master).astype(int)
    assert (np.abs(decoded - deep().astype(float) * 255 / 4095) <= 0.5).all()
    assert master.bit_depth == 8
    assert (read(made(frame(gradient()), "png8")) == gradient()).all()


def test_jpeg_has_eight_bits_and_full_colour() -> None:
    assert made(frame(deep(), 12), "jpg").bit_depth == 8
    assert simplejpeg.decode_jpeg_header(made(frame(gradient()), "jpg").data)[2:] == ("YCbCr", "444")


def test_the_picture_data_of_a_driver_s_jpeg_is_unchanged() -> None:
    original = jpeg(gradient())
    master = made(frame(gradient(), jpeg=original), "jpg")
    assert master.data.endswith(original[original.index(b"\xff\xdb") :])
    assert (simplejpeg.decode_jpeg(master.data) == simplejpeg.decode_jpeg(original)).all()


def test_raw_is_the_mosaic_and_has_a_preview() -> None:
    mosaic = deep()[:, ::-1].copy()
    picture = Frame(frame(colour(12), 12).descriptor, colour(12), raw=lambda: mosaic)
    master = made(picture, "raw")
    assert (with_numpy(master) == mosaic).all()
    assert (master.width, master.height, master.bit_depth, master.channels) == (64, 64, 12, 1)
    assert master.preview is not None
    assert simplejpeg.decode_jpeg(master.preview).shape == (64, 64, 3)


def test_raw_of_rows_that_are_not_contiguous() -> None:
    picture = frame(deep()[::2, ::-1], 12)
    assert (with_numpy(made(picture, "raw")) == deep()[::2, ::-1]).all()


@pytest.mark.parametrize("format", LOSSLESS)
def test_the_size_is_the_sum_of_the_parts(format: CaptureFormat) -> None:
    master = made(frame(deep(), 12), format)
    assert sum(len(part) for part in master.parts) == master.size_bytes == len(master.data)


def test_tiff_has_a_description() -> None:
    picture = frame(deep(), 12)
    master = encode_master(picture, "tiff", facts_for(picture, label="gland", notes="näher"))
    with tifffile.TiffFile(io.BytesIO(master.data)) as file:
        tags = file.pages[0].tags
        assert tags["MaxSampleValue"].value == 4095
        assert tags["DateTime"].value == "2027:01:15 08:00:00"
        description = json.loads(tags["ImageDescription"].value)
    assert (description["camera"], description["exposureMs"], description["label"], description["notes"]) == (
        "Kamera Öst",
        8,
        "gland",
        "näher",
    )
    assert (description["significantBits"], description["capturedAt"]) == (12, "2027-01-15T08:00:00.123Z")


def test_every_format_has_an_extension_and_a_media_type() -> None:
    assert get_args(CaptureFormat) == CAPTURE_FORMATS
    assert set(EXTENSION) == set(MEDIA_TYPE) == set(get_args(MasterFormat)) == {*CAPTURE_FORMATS, "mp4"}
