"""The messages with the test vectors that they share with TypeScript."""

import json
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from camera_ws.protocol.camera.analysis import Analysis, AnalysisRequest
from camera_ws.protocol.camera.choice import CameraChoice, ChoicesRequest
from camera_ws.protocol.camera.corrections import CorrectionsParams
from camera_ws.protocol.camera.jobs import JobReport, SequenceEstimate, SequenceJob, SequenceStart
from camera_ws.protocol.camera.rewind import RewindKey, RewindList
from camera_ws.protocol.messages import (
    CaptureCancel,
    CaptureMetadata,
    CaptureParams,
    Demand,
    Fire,
    Hello,
    HelloResult,
    Memory,
    Ping,
    RetryNow,
    SettingsExport,
    SettingsImport,
    SettingsUpdateParams,
    State,
    Time,
    VideoKey,
)
from camera_ws.protocol.wire import Wire

VECTORS: list[dict[str, Any]] = json.loads(
    (Path(__file__).parents[3] / "shared-types" / "vectors" / "messages.json").read_text(encoding="utf-8")
)
MODELS: dict[str, type[Wire]] = {
    "hello": Hello,
    "helloResult": HelloResult,
    "state": State,
    "time": Time,
    "demand": Demand,
    "video:key": VideoKey,
    "ping": Ping,
    "settings.update": SettingsUpdateParams,
    "capture": CaptureParams,
    "capture.cancel": CaptureCancel,
    "camera.retry": RetryNow,
    "camera.fire": Fire,
    "camera.choices": ChoicesRequest,
    "camera.choose": CameraChoice,
    "settings.save": Memory,
    "settings.load": Memory,
    "settings.export": SettingsExport,
    "settings.import": SettingsImport,
    "sequence.start": SequenceStart,
    "sequence.cancel": SequenceJob,
    "sequence.resume": SequenceJob,
    "sequence.estimate": SequenceEstimate,
    "rewind.list": RewindList,
    "rewind.frame": RewindKey,
    "corrections.update": CorrectionsParams,
    "analysis.watch": AnalysisRequest,
    "analysis": Analysis,
    "job": JobReport,
    "captureMetadata": CaptureMetadata,
}


@pytest.mark.parametrize("vector", [v for v in VECTORS if v["valid"]], ids=lambda v: v["name"])
def test_accepts_valid(vector: dict[str, Any]) -> None:
    model = MODELS[vector["schema"]]
    message = model.from_wire(vector["value"])
    assert model.from_wire(message.to_json()) == message


@pytest.mark.parametrize("vector", [v for v in VECTORS if not v["valid"]], ids=lambda v: v["name"])
def test_refuses_invalid(vector: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        MODELS[vector["schema"]].from_wire(vector["value"])


def test_every_message_has_valid_and_invalid_vectors() -> None:
    kinds = {(vector["schema"], vector["valid"]) for vector in VECTORS}
    assert kinds == {(name, valid) for name in MODELS for valid in (True, False)}


def test_ids_become_lower_case() -> None:
    params = CaptureParams.from_wire({"captureId": "0B8F9C1E-3C56-4A0E-9B1D-7F2F6A1F2B3C"})
    assert params.capture_id == "0b8f9c1e-3c56-4a0e-9b1d-7f2f6a1f2b3c"


def test_labels_and_tags_are_stripped() -> None:
    params = CaptureParams.from_wire(
        {"captureId": "0b8f9c1e-3c56-4a0e-9b1d-7f2f6a1f2b3c", "label": " a ", "tags": [" b "]}
    )
    assert (params.label, params.tags) == ("a", ["b"])
