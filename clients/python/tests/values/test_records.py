"""Captures, filters and errors as the hub sends them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from eyepiece.errors import (
    AuthenticationFailed,
    CameraUnavailable,
    ControlHeld,
    InvalidRequest,
    Issue,
    NotFound,
    Refused,
    UnexpectedAnswer,
    refused,
)
from eyepiece.values.capture import CaptureFields
from eyepiece.values.filters import filter_to_wire


@pytest.mark.parametrize(
    "name",
    ["../a.jpg", "/etc/passwd", "a/../../b", "C:\\x", "a\\b", "con.jpg", "a/", "a//b", "", ".", "a\0b", "x:y", "a /b"],
)
def test_a_name_never_leaves_the_folder(name: str) -> None:
    with pytest.raises(UnexpectedAnswer):
        _ = CaptureFields({"id": "1", "name": name}).file_path


def test_a_usual_name_is_a_path() -> None:
    capture = CaptureFields({"id": "1", "name": "Slides/2026-11-30/cam_0001.ome.tif"})
    assert capture.file_path.parts == ("Slides", "2026-11-30", "cam_0001.ome.tif")


def test_a_missing_or_wrong_field_is_named() -> None:
    capture = CaptureFields({"width": "12"})
    with pytest.raises(UnexpectedAnswer, match="no sha256"):
        _ = capture.sha256
    with pytest.raises(UnexpectedAnswer, match="width"):
        _ = capture.width


def test_filters_have_the_names_of_the_hub() -> None:
    since = datetime(2026, 11, 30, tzinfo=UTC)
    query = filter_to_wire({"camera": "a", "since": since, "exposure_min_ms": 5, "deleted": True, "tag": None})
    assert query == {
        "cameraId": "a",
        "from": "2026-11-30T00:00:00+00:00",
        "exposureMin": "5",
        "deleted": "true",
    }


@pytest.mark.parametrize("given", [{"since": datetime(2026, 1, 1)}, {"cameras": "a"}])  # noqa: DTZ001
def test_a_wrong_filter_is_named(given: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest) as caught:
        filter_to_wire(given)
    assert caught.value.issues[0].field in given


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("session_expired", AuthenticationFailed),
        ("camera_not_found", NotFound),
        ("control_held", ControlHeld),
        ("camera_offline", CameraUnavailable),
        ("a_code_of_a_later_version", Refused),
    ],
)
def test_each_code_has_its_error(code: str, kind: type[Refused]) -> None:
    error = refused({"code": code, "message": "No", "holder": "Ana"}, 409)
    assert type(error) is kind
    assert (error.code, error.status, error.holder) == (code, 409, "Ana")


def test_an_issue_names_field_and_limits() -> None:
    issue = {
        "path": "exposure",
        "message": "must be at most 2000",
        "max": 2000,
        "min": 0.02,
        "unit": "ms",
        "value": 9e9,
    }
    error = refused({"code": "setting_rejected", "message": "exposure is out of range", "issues": [issue, "x"]})
    assert error.issues == (Issue("exposure", "must be at most 2000", 0.02, 2000.0, "ms"),)
    assert "exposure: must be at most 2000" in str(error)


def test_a_damaged_error_is_still_an_error() -> None:
    error = refused({"code": None, "issues": {"a": 1}, "holder": 5, "message": None})
    assert error.issues == ()
    assert error.holder is None
