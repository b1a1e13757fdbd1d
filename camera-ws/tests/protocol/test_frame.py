"""The codec with the test vectors that it shares with TypeScript."""

import json
import math
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from camera_ws.protocol.frame import (
    FrameFields,
    encode_frame,
    encode_sample_frame,
    encode_video_frame,
    frame_payload,
    read_frame_header,
)
from camera_ws.protocol.frame_error import FrameError
from camera_ws.protocol.sample_fields import SampleFields
from camera_ws.protocol.video_fields import VIDEO_TIERS, VideoFields, VideoTier

VECTORS = Path(__file__).parents[3] / "shared-types" / "vectors"
VALID: list[dict[str, Any]] = json.loads((VECTORS / "frames.valid.json").read_text())
INVALID: list[dict[str, Any]] = json.loads((VECTORS / "frames.invalid.json").read_text())
NAMES = {
    "seq": "seq",
    "flags": "flags",
    "capturedAtUs": "captured_at_us",
    "width": "width",
    "height": "height",
    "exposureMs": "exposure_ms",
    "gainDb": "gain_db",
}


def fields_of(vector: dict[str, Any]) -> FrameFields:
    return FrameFields(**{ours: vector["fields"][theirs] for theirs, ours in NAMES.items()})


def video_of(vector: dict[str, Any]) -> VideoFields | None:
    video = vector["fields"].get("video")
    return VideoFields(video["tier"], video["key"], video["dependsOn"]) if video else None


def samples_of(vector: dict[str, Any]) -> SampleFields | None:
    samples = vector["fields"].get("samples")
    return SampleFields(samples["bits"], samples["channels"], samples.get("mosaic")) if samples else None


@pytest.mark.parametrize("vector", VALID, ids=lambda v: v["name"])
def test_reads_valid(vector: dict[str, Any]) -> None:
    message = bytes.fromhex(vector["hex"])
    header = read_frame_header(message)
    assert header.kind == vector["fields"].get("kind", 1)
    assert header.fields == fields_of(vector)
    assert header.video == video_of(vector)
    assert header.samples == samples_of(vector)
    assert header.header_bytes == vector["fields"]["headerBytes"]
    assert header.payload_bytes == vector["fields"]["payloadBytes"]
    assert frame_payload(message, header).hex() == vector["payload"]


@pytest.mark.parametrize("vector", [v for v in VALID if not v.get("readOnly")], ids=lambda v: v["name"])
def test_writes_valid(vector: dict[str, Any]) -> None:
    fields, video, payload = fields_of(vector), video_of(vector), bytes.fromhex(vector["payload"])
    samples = samples_of(vector)
    if samples is not None:
        message = encode_sample_frame(fields, samples, payload)
    else:
        message = encode_video_frame(fields, video, payload) if video else encode_frame(fields, payload)
    assert message.hex() == vector["hex"]


@pytest.mark.parametrize("vector", INVALID, ids=lambda v: v["name"])
def test_refuses_invalid(vector: dict[str, Any]) -> None:
    with pytest.raises(FrameError) as caught:
        read_frame_header(bytes.fromhex(vector["hex"]))
    assert caught.value.code == vector["error"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("seq", -1),
        ("seq", 2**32),
        ("width", 65536),
        ("height", 1.5),
        ("captured_at_us", 2**53),
        ("exposure_ms", math.nan),
        ("exposure_ms", -1.0),
        ("gain_db", math.inf),
    ],
)
def test_refuses_to_write(field: str, value: float) -> None:
    good: dict[str, Any] = {
        "seq": 0,
        "flags": 0,
        "captured_at_us": 0,
        "width": 1,
        "height": 1,
        "exposure_ms": 1.0,
        "gain_db": 0.0,
    }
    with pytest.raises(FrameError) as caught:
        encode_frame(FrameFields(**{**good, field: value}), b"")
    assert caught.value.code == "bad_value"


@pytest.mark.parametrize(("key", "depends_on"), [(True, 6), (False, 7), (False, -1), (False, 2**32)])
def test_refuses_to_write_a_reference(key: bool, depends_on: int) -> None:
    fields = FrameFields(7, 0, 0, 1, 1, 1.0, 0.0)
    with pytest.raises(FrameError) as caught:
        encode_video_frame(fields, VideoFields("lean", key, depends_on), b"")
    assert caught.value.code == "bad_value"


@given(
    st.sampled_from(VIDEO_TIERS),
    st.integers(0, 2**32 - 1),
    st.none() | st.integers(1, 2**32 - 1),
    st.binary(max_size=64),
)
def test_reads_the_video_that_it_writes(tier: VideoTier, seq: int, distance: int | None, access_unit: bytes) -> None:
    """distance: from the frame to the one that it depends on; None for a key frame."""
    fields = FrameFields(seq, 0, 0, 1280, 1024, 8.0, 6.0)
    video = VideoFields(tier, distance is None, (seq - (distance or 0)) % 2**32)
    message = encode_video_frame(fields, video, access_unit)
    header = read_frame_header(message)
    assert (header.fields, header.video) == (fields, video)
    assert bytes(frame_payload(message, header)) == access_unit


@given(
    st.builds(
        FrameFields,
        seq=st.integers(0, 2**32 - 1),
        flags=st.integers(0, 2**32 - 1),
        captured_at_us=st.integers(0, 2**53 - 1),
        width=st.integers(0, 65535),
        height=st.integers(0, 65535),
        exposure_ms=st.floats(0, 2.0**100, width=32),
        gain_db=st.floats(-(2.0**100), 2.0**100, width=32),
    ),
    st.binary(max_size=64),
)
def test_reads_what_it_writes(fields: FrameFields, jpeg: bytes) -> None:
    message = encode_frame(fields, jpeg)
    header = read_frame_header(message)
    assert header.fields == fields
    assert bytes(frame_payload(message, header)) == jpeg


@given(st.binary(max_size=200))
def test_random_bytes_are_refused(noise: bytes) -> None:
    with pytest.raises(FrameError):
        read_frame_header(noise)
