"""Metadata in files, read by other libraries."""

import io
import json
import struct
import zlib
from fractions import Fraction
from typing import Any

import exifread
import numpy as np
import pytest
import simplejpeg
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image

from camera_ws.camera.base import Frame
from camera_ws.encoding.masters.formats import encode_master
from camera_ws.encoding.masters.ifd import rational
from camera_ws.encoding.masters.jpeg import with_exif
from camera_ws.protocol.camera.optics import Calibration
from camera_ws.protocol.camera.settings import CaptureFormat
from camera_ws.protocol.messages import CaptureParams
from camera_ws.protocol.primitives import Person
from support.data.facts import facts_for
from support.data.pictures import frame, gradient, jpeg
from support.data.words import labels, texts

TEXTS: dict[str, Any] = {
    "label": "gland",
    "notes": "näher am Gefäß",
    "tags": ["IHC", "größer"],
    "user": Person(id="u1", name="Ana Müller"),
    "calibration": Calibration(objective="Plan Apo 20×", um_per_pixel=0.172),
}


def file_of(format: CaptureFormat, picture: Frame | None = None, **params: Any) -> bytes:
    picture = picture or frame(gradient())
    return encode_master(picture, format, facts_for(picture, **params)).data


def read_with_exifread(data: bytes) -> dict[str, Any]:
    return exifread.process_file(io.BytesIO(data), details=False)


def test_jpeg_has_time_camera_and_author() -> None:
    tags = read_with_exifread(file_of("jpg", **TEXTS))
    values = {name: str(value) for name, value in tags.items()}
    assert values["Image Make"] == "PixeLINK"
    assert values["Image Model"] == "PL-D755CU"
    assert values["Image Artist"] == "Ana Müller"
    assert values["Image ImageDescription"] == "gland\nnäher am Gefäß"
    assert values["Image Software"].startswith("Eyepiece camera-ws ")
    assert values["EXIF DateTimeOriginal"] == "2027:01:15 08:00:00"
    assert values["EXIF SubSecTimeOriginal"] == "123456"
    assert values["EXIF OffsetTimeOriginal"] == "+00:00"
    assert values["EXIF BodySerialNumber"] == "1234567"
    assert values["EXIF LensModel"] == "Plan Apo 20×"
    assert (values["EXIF ExifImageWidth"], values["EXIF ExifImageLength"]) == ("160", "120")
    assert Fraction(str(tags["EXIF ExposureTime"])) == Fraction(8, 1000)
    assert not [name for name in tags if "ISO" in name]


@pytest.mark.parametrize("format", ["jpg", "png", "png8"])
def test_pillow_reads_the_same(format: CaptureFormat) -> None:
    with Image.open(io.BytesIO(file_of(format, **TEXTS))) as picture:
        exif = picture.getexif()
        photo = exif.get_ifd(ExifTags.IFD.Exif)
    assert exif[ExifTags.Base.Make] == "PixeLINK"
    assert exif[ExifTags.Base.XPKeywords].decode("utf-16-le").rstrip("\0") == "IHC;größer"
    assert float(photo[ExifTags.Base.ExposureTime]) == 0.008
    comment = photo[ExifTags.Base.UserComment]
    assert comment.startswith(b"ASCII\0\0\0")
    description = json.loads(comment[8:])
    assert (description["gainDb"], description["umPerPixel"], description["user"]["name"]) == (0, 0.172, "Ana Müller")
    assert "notes" not in description


def test_unknown_values_are_absent() -> None:
    tags = read_with_exifread(file_of("jpg"))
    assert not {"Image Artist", "Image ImageDescription", "EXIF LensModel", "Image XPKeywords"} & set(tags)


def test_png_has_its_texts_and_is_well_formed() -> None:
    data = file_of("png", frame(np.zeros((20, 30), np.uint16), 12), **TEXTS)
    with Image.open(io.BytesIO(data)) as picture:
        texts = dict(picture.text)  # type: ignore[attr-defined]  # only PNG images have it
    assert texts["Author"] == "Ana Müller"
    assert texts["Title"] == "gland"
    assert texts["Creation Time"] == "2027-01-15T08:00:00.123Z"
    assert json.loads(texts["Description"])["notes"] == "näher am Gefäß"
    kinds = [kind for kind, _ in png_chunks(data)]
    assert kinds[0] == b"IHDR"
    assert kinds.index(b"eXIf") < kinds.index(b"IDAT")
    assert kinds[-1] == b"IEND"


def png_chunks(data: bytes) -> list[tuple[bytes, bytes]]:
    chunks, position = [], 8
    while position < len(data):
        size, kind = struct.unpack_from(">I4s", data, position)
        body = data[position + 8 : position + 8 + size]
        (checksum,) = struct.unpack_from(">I", data, position + 8 + size)
        assert checksum == zlib.crc32(kind + body)
        chunks.append((kind, body))
        position += 12 + size
    return chunks


@given(label=labels(120), notes=texts(300), name=texts(120))
def test_any_texts_make_readable_files(label: str, notes: str, name: str) -> None:
    texts_given = {"label": label, "notes": notes, "user": Person(id="u1", name=name)}
    with Image.open(io.BytesIO(file_of("jpg", **texts_given))) as picture:
        description = picture.getexif().get(ExifTags.Base.ImageDescription, "")
    kept = CaptureParams(capture_id="00000000-0000-0000-0000-000000000000", **texts_given)
    wanted = "\n".join(part for part in (kept.label, kept.notes) if part).replace("\0", "")
    # Pillow returns the bytes as Latin-1 and ends a text at its last NUL.
    assert description.encode("latin-1").decode() == wanted
    file_of("png", **texts_given)


def test_the_longest_texts_fit_into_a_jpeg_segment() -> None:
    longest = {
        "label": "\U0001f52c" * 120,
        "notes": "\U0001f52c" * 4000,
        "tags": ["\U0001f52c" * 64] * 32,
        "user": Person(id="\U0001f52c" * 64, name="\U0001f52c" * 120),
        "calibration": Calibration(objective="\U0001f52c" * 80),
    }
    assert simplejpeg.decode_jpeg(file_of("jpg", **longest)).shape == (120, 160, 3)


@given(st.floats(min_value=1e-6, max_value=4e9))
def test_rational_is_close_to_the_value(seconds: float) -> None:
    tag, kind, count, data = rational(0x829A, seconds)
    numerator, denominator = struct.unpack("<II", data)
    assert (tag, kind, count) == (0x829A, 5, 1)
    assert abs(numerator / denominator - seconds) <= max(1e-6, seconds * 1e-6)


def test_existing_exif_is_replaced_and_the_rest_is_kept() -> None:
    original = jpeg(gradient())
    comment = b"\xff\xfe\x00\x07hello"
    profile = b"\xff\xe2\x00\x06prof"
    first = b"".join(with_exif(original[:20] + profile + comment + original[20:], b"first"))
    second = b"".join(with_exif(first, b"second"))
    assert b"Exif\0\0first" not in second
    assert second.count(b"Exif\0\0second") == 1
    assert second.startswith(original[:20])  # SOI and JFIF's APP0 come first
    assert profile in second
    assert comment in second
    assert second.endswith(original[20:])


@pytest.mark.parametrize("tail", [b"", b"\xff", b"\xff\xe0", b"\xff\xe0\x00", b"\xff\xdb\x00\x43"])
def test_a_truncated_jpeg_keeps_its_bytes(tail: bytes) -> None:
    parts = with_exif(b"\xff\xd8" + tail, b"x")
    assert b"".join(parts).replace(b"\xff\xe1\x00\x09Exif\0\0x", b"") == b"\xff\xd8" + tail


def test_too_large_exif_is_refused() -> None:
    with pytest.raises(ValueError, match="65527"):
        with_exif(jpeg(gradient()), bytes(65528))
