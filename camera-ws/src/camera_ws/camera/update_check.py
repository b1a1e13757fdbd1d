"""Checks an update against a camera's capabilities before any setting is changed."""

from collections.abc import Iterator
from collections.abc import Set as AbstractSet
from typing import Any, cast

from pydantic.alias_generators import to_camel

from camera_ws.errors import SettingRejected
from camera_ws.protocol.camera.settings import (
    Capabilities,
    ChoiceFeature,
    Feature,
    NumberFeature,
    Roi,
    RoiFeature,
    SettingsUpdate,
    VectorFeature,
)
from camera_ws.protocol.rpc import FieldIssue


def check_update(
    update: SettingsUpdate, capabilities: Capabilities, moving: AbstractSet[str] = frozenset[str]()
) -> None:
    """Raises SettingRejected with one issue per field that the camera does not have or does not accept.

    The limits of numbers in `moving` depend on other changes of this update: the camera itself checks those.
    """
    issues = [
        issue
        for name, value in update.changes().items()
        for issue in _check(to_camel(name), value, capabilities)
        if issue.path not in moving or issue.min is None
    ]
    if issues:
        raise SettingRejected(issues)


def with_limits(issue: FieldIssue, capabilities: Capabilities) -> FieldIssue:
    """Adds the limits of the feature, if it is a number."""
    feature = _feature(issue.path, capabilities)
    if not isinstance(feature, NumberFeature):
        return issue
    return issue.model_copy(update={"min": feature.min, "max": feature.max, "unit": feature.unit or None})


def snap_roi(roi: Roi, feature: RoiFeature) -> Roi:
    """Rounds the region down to the feature's step and keeps it inside the sensor."""
    step = feature.step
    width = max(feature.min_width, roi.width - roi.width % step)
    height = max(feature.min_height, roi.height - roi.height % step)
    return Roi(
        left=min(roi.left - roi.left % step, feature.max_width - width),
        top=min(roi.top - roi.top % step, feature.max_height - height),
        width=width,
        height=height,
    )


def _check(path: str, value: Any, capabilities: Capabilities) -> Iterator[FieldIssue]:
    feature = _feature(path, capabilities)
    if feature is None:
        yield FieldIssue(path=path, message=f"this camera has no {path}", value=_plain(value))
    elif feature.read_only:
        yield FieldIssue(path=path, message=f"{path} is fixed on this camera", value=_plain(value))
    elif isinstance(feature, NumberFeature):
        yield from _check_range(path, value, feature.min, feature.max, feature.unit)
    elif isinstance(feature, ChoiceFeature):
        yield from _check_choice(path, value, feature)
    elif isinstance(feature, RoiFeature):
        yield from _check_roi(path, value, feature)
    elif isinstance(feature, VectorFeature):
        yield from _check_vector(path, value, feature)


def _feature(path: str, capabilities: Capabilities) -> Feature | None:
    return cast("dict[str, Feature]", capabilities.features).get(path)


def _check_range(path: str, value: float, low: float, high: float, unit: str) -> Iterator[FieldIssue]:
    if low <= value <= high:
        return
    side, limit = ("below", low) if value < low else ("above", high)
    suffix = f" {unit}" if unit else ""
    message = f"{path} {value:g}{suffix} is {side} the camera's {limit:g}{suffix}"
    yield FieldIssue(path=path, message=message, value=value, min=low, max=high, unit=unit or None)


def _check_choice(path: str, value: Any, feature: ChoiceFeature) -> Iterator[FieldIssue]:
    if value not in feature.options:
        options = ", ".join(str(option) for option in feature.options)
        yield FieldIssue(path=path, message=f"{path} {value} is not one of {options}", value=_plain(value))


def _check_vector(path: str, value: Any, feature: VectorFeature) -> Iterator[FieldIssue]:
    for component in feature.components:
        part = getattr(value, component.name)
        yield from _check_range(f"{path}.{component.name}", part, component.min, component.max, feature.unit)


def _check_roi(path: str, roi: Roi, feature: RoiFeature) -> Iterator[FieldIssue]:
    yield from _check_range(f"{path}.width", roi.width, feature.min_width, feature.max_width, "px")
    yield from _check_range(f"{path}.height", roi.height, feature.min_height, feature.max_height, "px")
    yield from _check_range(f"{path}.left", roi.left, 0, max(0, feature.max_width - roi.width), "px")
    yield from _check_range(f"{path}.top", roi.top, 0, max(0, feature.max_height - roi.height), "px")


def _plain(value: Any) -> Any:
    return value.to_json() if hasattr(value, "to_json") else value
