"""Converts validation errors to field issues: field, value and allowed range."""

import math
from collections.abc import Sequence
from typing import Any

from pydantic import ValidationError

from camera_ws.protocol.rpc import FieldIssue
from camera_ws.protocol.text import cut, storable

_UNITS = {
    "exposure": "ms",
    "gain": "dB",
    "frameRate": "fps",
    "focus": "µm",
    "colorTemperature": "K",
    "exposureAutoMin": "ms",
    "exposureAutoMax": "ms",
    "bandwidthLimit": "Mbit/s",
    "triggerDelay": "ms",
}


def issues_from(error: ValidationError | Sequence[Any], skip: int = 0) -> list[FieldIssue]:
    """Field issues of a pydantic error; `skip` leading parts of each location are left out of the path."""
    details = error.errors(include_url=False) if isinstance(error, ValidationError) else error
    return [_issue(detail, skip) for detail in details]


def json_safe(value: Any) -> Any:
    """The wrong value in JSON: NaN and infinities become text, long texts are cut."""
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if value is None or isinstance(value, (bool, int, float)):
        return value
    text = storable(value) if isinstance(value, str) else _shown(value)
    return text if len(text) <= 200 else text[:200] + "…"


def _shown(value: object) -> str:
    try:
        return storable(repr(value))
    except RecursionError:
        return f"{type(value).__name__}, nested too deeply to show"


def _issue(detail: Any, skip: int) -> FieldIssue:
    location = [str(part) for part in detail["loc"][skip:]] if detail["type"] != "json_invalid" else []
    context: dict[str, Any] = detail.get("ctx") or {}
    if "path" in context:
        location.append(str(context["path"]))
    path = cut(storable(".".join(location)), 200)
    return FieldIssue(
        path=path or "body",
        message=_message(detail, path),
        value=json_safe(detail.get("input")),
        min=_number(context, "ge", "gt"),
        max=_number(context, "le", "lt"),
        unit=_UNITS.get(path),
    )


def _message(detail: Any, path: str) -> str:
    if detail["type"] == "extra_forbidden":
        return f"unknown field {path}"
    if detail["type"] == "json_invalid":
        return f"not JSON: {detail['ctx']['error']}"
    return cut(storable(str(detail["msg"])), 500)


def _number(context: dict[str, Any], *names: str) -> float | None:
    return next((float(context[name]) for name in names if name in context), None)
