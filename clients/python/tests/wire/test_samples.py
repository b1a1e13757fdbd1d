import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from eyepiece.wire.header import BadFrame, SampleFields
from eyepiece.wire.samples import decode_samples

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[4] / "shared-types" / "vectors" / "samples.json").read_text(encoding="utf-8")
)
GREY = SampleFields(bits=12, channels=1, mosaic=None)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["name"])
def test_decodes_the_vectors(vector: dict[str, Any]) -> None:
    given = vector["samples"]
    fields = SampleFields(given["bits"], given["channels"], given.get("mosaic"))
    picture = decode_samples(bytes.fromhex(vector["deflated"]), vector["height"], vector["width"], fields)
    assert picture.dtype == np.uint16
    assert picture.shape[:2] == (vector["height"], vector["width"])
    assert picture.reshape(-1).tolist() == vector["values"]


def deflate(data: bytes) -> bytes:
    compressor = zlib.compressobj(1, zlib.DEFLATED, -15)
    return compressor.compress(data) + compressor.flush()


@pytest.mark.parametrize(
    "payload",
    [deflate(bytes(15)), deflate(bytes(17)), deflate(bytes(16))[:-1], deflate(bytes(16)) + b"x", b"\xff\xff"],
    ids=["too short", "too long", "cut off", "more bytes", "no deflate"],
)
def test_refuses_a_payload_of_another_size(payload: bytes) -> None:
    with pytest.raises(BadFrame, match="samples"):
        decode_samples(payload, 2, 4, GREY)


def test_a_payload_does_not_grow_beyond_the_picture() -> None:
    with pytest.raises(BadFrame):
        decode_samples(deflate(bytes(100_000_000)), 2, 4, GREY)
