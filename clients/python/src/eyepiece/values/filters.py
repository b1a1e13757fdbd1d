"""Filters of the library."""

import difflib
from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypedDict

from eyepiece.errors import InvalidRequest, Issue


class CaptureFilter(TypedDict, total=False):
    """Each narrows the search. `query` has words that must begin words in label, notes, tags, name or session."""

    camera: str
    user: str
    session: str
    job: str
    shot: str
    format: str
    tag: str
    label: str
    rating_min: int
    exposure_min_ms: float
    exposure_max_ms: float
    gain_min_db: float
    gain_max_db: float
    since: datetime | str
    until: datetime | str
    q: str
    deleted: bool


_WIRE = {
    "camera": "cameraId",
    "user": "userId",
    "session": "sessionId",
    "job": "jobId",
    "shot": "shotId",
    "format": "format",
    "tag": "tag",
    "label": "label",
    "rating_min": "ratingMin",
    "exposure_min_ms": "exposureMin",
    "exposure_max_ms": "exposureMax",
    "gain_min_db": "gainMin",
    "gain_max_db": "gainMax",
    "since": "from",
    "until": "to",
    "q": "q",
    "deleted": "deleted",
}


def filter_to_wire(given: Mapping[str, Any]) -> dict[str, str]:
    """The query of a request. Raises InvalidRequest for an unknown filter or a time without a zone."""
    query: dict[str, str] = {}
    for name, value in given.items():
        if name not in _WIRE:
            near = difflib.get_close_matches(name, _WIRE, 1)
            raise _invalid(name, f"there is no filter {name}" + (f"; did you mean {near[0]}?" if near else ""))
        if value is not None:
            query[_WIRE[name]] = _text(name, value)
    return query


def _text(name: str, value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise _invalid(name, f"{name} has no time zone: use datetime(…, tzinfo=UTC), or value.astimezone()")
        return value.isoformat()
    return str(value)


def _invalid(name: str, message: str) -> InvalidRequest:
    return InvalidRequest("validation_failed", message, issues=(Issue(name, message),))
