"""Uncompressed TIFF, plain and with OME-XML (OME-TIFF specification, 2016-06)."""

import io
import json

import tifffile

from camera_ws.camera.base import Pixels
from camera_ws.encoding.masters.exif import SOFTWARE
from camera_ws.encoding.masters.facts import Facts, moment
from camera_ws.encoding.masters.master import Bytes
from camera_ws.encoding.masters.ome import ome_xml

_MAX_SAMPLE_VALUE = 281  # TIFF 6.0, section 8


def to_tiff(pixels: Pixels, bit_depth: int, facts: Facts) -> tuple[Bytes, ...]:
    """(h, w) grey or (h, w, 3) RGB; the description is a JSON object, MaxSampleValue tells the bit depth."""
    return _write(pixels, bit_depth, json.dumps(facts.description()).encode("ascii"), facts)


def to_ome_tiff(pixels: Pixels, bit_depth: int, facts: Facts) -> tuple[Bytes, ...]:
    return _write(pixels, bit_depth, ome_xml(pixels, bit_depth, facts), facts)


def _write(pixels: Pixels, bit_depth: int, description: bytes, facts: Facts) -> tuple[Bytes, ...]:
    buffer = io.BytesIO()
    channels = 3 if pixels.ndim == 3 else 1
    maximum = (_MAX_SAMPLE_VALUE, "H", channels, [(1 << bit_depth) - 1] * channels, False)
    tifffile.imwrite(
        buffer,
        pixels,
        byteorder="<",
        photometric="rgb" if channels == 3 else "minisblack",
        description=description,
        metadata=None,
        ome=False,
        software=SOFTWARE,
        datetime=moment(facts.descriptor.captured_at_us).replace(tzinfo=None),
        extratags=[maximum],
    )
    return (buffer.getbuffer(),)
