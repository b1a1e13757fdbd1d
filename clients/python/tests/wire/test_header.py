"""The vectors that every implementation of the frame must pass."""

import json
from pathlib import Path
from typing import Any

import pytest

from eyepiece.errors import EyepieceError
from eyepiece.wire.clocks import Clocks
from eyepiece.wire.frame import Frame
from eyepiece.wire.header import JPEG, SAMPLES, BadFrame, read_header

VECTORS = Path(__file__).parents[4] / "shared-types" / "vectors"


def vectors(name: str) -> list[Any]:
    return [
        pytest.param(vector, id=vector["name"]) for vector in json.loads((VECTORS / name).read_text(encoding="utf-8"))
    ]


@pytest.mark.parametrize("vector", vectors("frames.valid.json"))
def test_reads_the_valid_frames(vector: dict[str, Any]) -> None:
    message = bytes.fromhex(vector["hex"])
    header = read_header(message)
    wanted = vector["fields"]
    assert {
        "seq": header.seq,
        "flags": header.flags,
        "capturedAtUs": header.captured_at_us,
        "width": header.width,
        "height": header.height,
        "headerBytes": header.header_bytes,
        "payloadBytes": len(message) - header.header_bytes,
    }.items() <= wanted.items()
    assert header.exposure_ms == pytest.approx(wanted["exposureMs"])
    assert header.gain_db == pytest.approx(wanted["gainDb"])
    assert header.kind == wanted.get("kind", JPEG)
    assert message[header.header_bytes :].hex() == vector["payload"]
    if header.kind == SAMPLES:
        assert header.samples is not None
        assert header.samples.bits == wanted["samples"]["bits"]
        assert header.samples.channels == wanted["samples"]["channels"]
        assert header.samples.mosaic == wanted["samples"].get("mosaic")


@pytest.mark.parametrize("vector", vectors("frames.invalid.json"))
def test_names_the_error_of_an_invalid_frame(vector: dict[str, Any]) -> None:
    with pytest.raises(BadFrame) as caught:
        read_header(bytes.fromhex(vector["hex"]))
    assert caught.value.code == vector["error"]


def frame(name: str) -> Frame:
    vector = next(one for one in json.loads((VECTORS / "frames.valid.json").read_text()) if one["name"] == name)
    return Frame("bench-3", bytes.fromhex(vector["hex"]), Clocks())


def test_a_frame_has_its_descriptor() -> None:
    plain = frame("plain")
    assert (plain.seq, plain.width, plain.height, plain.exposure_ms, plain.gain_db) == (7, 1280, 1024, 8.0, 6.0)
    assert plain.jpeg == bytes.fromhex("ffd8ffd9")
    assert (plain.reduced, plain.is_samples, plain.bits, plain.mosaic) == (False, False, 8, None)
    assert plain.captured_at.isoformat() == "2026-11-22T14:40:00.123456+00:00"


def test_a_damaged_jpeg_is_an_error_that_names_the_frame() -> None:
    with pytest.raises(EyepieceError, match="frame 7 of bench-3 cannot be decoded"):
        frame("plain").array()
