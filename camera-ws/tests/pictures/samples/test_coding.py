"""The coding of samples: the vectors that it shares with TypeScript, and any picture there and back."""

import json
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from camera_ws.pictures.samples.coding import deflate, to_planes
from camera_ws.protocol.sample_fields import MOSAICS, SampleFields
from support.decoding.sample_decoder import decoded

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[4] / "shared-types" / "vectors" / "samples.json").read_text()
)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda v: v["name"])
def test_vectors(vector: dict[str, Any]) -> None:
    told = vector["samples"]
    fields = SampleFields(told["bits"], told["channels"], told.get("mosaic"))
    shape = (vector["height"], vector["width"], *((3,) if fields.channels == 3 else ()))
    samples = np.array(vector["values"], np.uint16).reshape(shape)
    planes = to_planes(samples, fields)
    assert planes.tobytes().hex() == vector["planes"]
    assert zlib.decompress(deflate(planes), -15) == planes.tobytes()
    assert np.array_equal(decoded(bytes.fromhex(vector["deflated"]), *shape[:2], fields), samples)


@given(
    st.integers(1, 9),
    st.integers(1, 9),
    st.sampled_from([SampleFields(16, 1), SampleFields(16, 3), *(SampleFields(16, 1, order) for order in MOSAICS)]),
    st.integers(0, 2**32 - 1),
    st.sampled_from([1, 200, 65_535]),
)
def test_there_and_back(height: int, width: int, fields: SampleFields, seed: int, top: int) -> None:
    shape = (height, width, 3) if fields.channels == 3 else (height, width)
    samples = np.random.default_rng(seed).integers(0, top, shape, np.uint16, endpoint=True)
    assert np.array_equal(decoded(deflate(to_planes(samples, fields)), height, width, fields), samples)
    # A view with gaps between its rows.
    wide = np.repeat(samples, 2, axis=1)[:, ::2]
    assert np.array_equal(decoded(deflate(to_planes(wide, fields)), height, width, fields), samples)


@pytest.mark.parametrize("fields", [SampleFields(16, 1), SampleFields(16, 3), SampleFields(16, 1, MOSAICS[0])])
@pytest.mark.parametrize(("height", "width"), [(400, 500), (5, 150_001)], ids=["several bands", "rows above a band"])
def test_pictures_of_several_bands(height: int, width: int, fields: SampleFields) -> None:
    shape = (height, width, 3) if fields.channels == 3 else (height, width)
    samples = np.random.default_rng(7).integers(0, 65_535, shape, np.uint16, endpoint=True)
    assert np.array_equal(decoded(deflate(to_planes(samples, fields)), height, width, fields), samples)
