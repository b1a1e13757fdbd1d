"""The formats of a capture: extension, media type and encoder."""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from camera_ws.camera.base import Frame, Pixels
from camera_ws.encoding.display_jpeg import eight_bit, to_jpeg
from camera_ws.encoding.masters.exif import exif
from camera_ws.encoding.masters.facts import Facts
from camera_ws.encoding.masters.jpeg import with_exif
from camera_ws.encoding.masters.master import Bytes, Master
from camera_ws.encoding.masters.png import to_png
from camera_ws.encoding.masters.preview import preview_jpeg
from camera_ws.encoding.masters.raw import to_npy
from camera_ws.encoding.masters.tiff import to_ome_tiff, to_tiff
from camera_ws.protocol.camera.settings import CaptureFormat, MasterFormat

MASTER_JPEG_QUALITY = 95
EXTENSION: Mapping[MasterFormat, str] = {
    "jpg": "jpg",
    "png": "png",
    "png8": "png",
    "tiff": "tif",
    "ome-tiff": "ome.tif",
    "raw": "npy",
    "mp4": "mp4",
}
MEDIA_TYPE: Mapping[MasterFormat, str] = {
    "jpg": "image/jpeg",
    "png": "image/png",
    "png8": "image/png",
    "tiff": "image/tiff",
    "ome-tiff": "image/tiff",
    "raw": "application/octet-stream",
    "mp4": "video/mp4",
}


ToJpeg = Callable[[NDArray[np.uint8], int], bytes]
"""Pixels and quality to a JPEG without subsampling."""


def on_one_thread(pixels: NDArray[np.uint8], quality: int) -> bytes:
    return to_jpeg(pixels, quality, "444")


def encode_master(frame: Frame, format: CaptureFormat, facts: Facts, to_jpeg: ToJpeg = on_one_thread) -> Master:
    """The frame as a file at full depth (8 bits for jpg and png8), with its metadata if the format can hold it."""
    if format == "raw":
        return _raw(frame)
    descriptor = frame.descriptor
    depth = 8 if format in ("jpg", "png8") else descriptor.bit_depth
    if format == "jpg":
        parts = _jpg(frame, facts, to_jpeg)
    else:
        parts = _lossless(frame.pixels, format, descriptor.bit_depth, facts)
    return Master(parts, descriptor.width, descriptor.height, depth, descriptor.channels)


def live_master(jpeg: bytes, facts: Facts) -> Master:
    """A JPEG of the live stream with its metadata; its picture data is unchanged."""
    descriptor = facts.descriptor
    parts = with_exif(jpeg, exif(facts, descriptor.width, descriptor.height))
    return Master(parts, descriptor.width, descriptor.height, 8, descriptor.channels)


def _jpg(frame: Frame, facts: Facts, to_jpeg: ToJpeg) -> tuple[Bytes, ...]:
    descriptor = frame.descriptor
    # A driver's own JPEG is the original: encoding it again would lose quality.
    jpeg = frame.jpeg or to_jpeg(eight_bit(frame.pixels, descriptor.bit_depth), MASTER_JPEG_QUALITY)
    return with_exif(jpeg, exif(facts, descriptor.width, descriptor.height))


def _lossless(pixels: Pixels, format: CaptureFormat, bit_depth: int, facts: Facts) -> tuple[Bytes, ...]:
    match format:
        case "png8":
            return to_png(eight_bit(pixels, bit_depth), facts)
        case "tiff":
            return to_tiff(pixels, bit_depth, facts)
        case "ome-tiff":
            return to_ome_tiff(pixels, bit_depth, facts)
        case _:
            return to_png(pixels, facts)


def _raw(frame: Frame) -> Master:
    samples = frame.pixels if frame.raw is None else frame.raw
    channels = 3 if samples.ndim == 3 and samples.shape[2] == 3 else 1
    height, width = samples.shape[:2]
    return Master(to_npy(samples), width, height, frame.descriptor.bit_depth, channels, preview_jpeg(frame))
