"""Means are exact at every depth."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from numpy.typing import NDArray

from camera_ws.camera.base import Frame
from camera_ws.encoding.masters.mean import Mean
from camera_ws.errors import CameraError
from support.data.pictures import frame, gradient


def mean_of(*pictures: NDArray[np.unsignedinteger], bits: int = 16) -> Frame:
    mean = Mean()
    for seq, picture in enumerate(pictures):
        mean.add(frame(picture, bits, seq=seq))
    return mean.frame()


@given(
    st.sampled_from([np.uint8, np.uint16]).flatmap(
        lambda kind: st.lists(arrays.arrays(kind, (3, 5)), min_size=2, max_size=9)
    )
)
def test_rounds_to_the_nearest_without_overflow(pictures: list[NDArray[np.unsignedinteger]]) -> None:
    result = mean_of(*pictures).pixels
    assert result.dtype == pictures[0].dtype
    exact = np.stack([picture.astype(float) for picture in pictures]).mean(axis=0)
    assert (np.abs(result - exact) <= 0.5).all()


def test_the_maximum_number_of_the_brightest_frames() -> None:
    white = np.full((2, 2), 65535, np.uint16)
    assert (mean_of(*[white] * 256).pixels == white).all()


def test_has_the_last_descriptor_and_no_jpeg_of_one_frame() -> None:
    mean = Mean()
    for seq in range(3):
        mean.add(frame(gradient(phase=seq), jpeg=b"jpeg of one frame", seq=seq))
    result = mean.frame()
    assert (result.descriptor.seq, result.jpeg) == (2, None)


def test_does_not_change_the_frames() -> None:
    first = np.array([[7, 9]], np.uint16)
    mean_of(first, np.array([[1, 1]], np.uint16))
    assert first.tolist() == [[7, 9]]


def test_raw_data_is_averaged_too() -> None:
    mean = Mean()
    for value in (10, 13):
        mosaic = np.full((120, 160), value, np.uint16)
        mean.add(Frame(frame(gradient()).descriptor, gradient(), raw=lambda mosaic=mosaic: mosaic))
    raw = mean.frame().raw
    assert raw is not None
    assert (raw == 12).all()


def test_a_change_of_size_is_refused() -> None:
    mean = Mean()
    mean.add(frame(gradient(160, 120)))
    with pytest.raises(CameraError, match="changed from 160×120 RGB24 to 80×60 RGB24"):
        mean.add(frame(gradient(80, 60)))
