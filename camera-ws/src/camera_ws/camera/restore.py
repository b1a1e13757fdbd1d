"""Restores the settings of a camera that was reconnected, which may have its factory settings."""

import math
from typing import Any, cast

from pydantic.alias_generators import to_camel

from camera_ws.camera.base import Camera
from camera_ws.errors import SettingRejected
from camera_ws.protocol.camera.settings import CameraSettings, Feature, SettingsUpdate

_TOLERANCE = 1e-3
_AUTOMATICS = {"exposure": "exposureAuto", "gain": "gainAuto", "whiteBalance": "whiteBalanceAuto"}


def restore(camera: Camera, settings: CameraSettings) -> list[str]:
    """Sets all settings that the camera accepts; returns the differences as text for people."""
    wanted = _settable(camera, settings)
    refused = _apply_accepted(camera, wanted)
    now = camera.settings.to_json()
    different = [name for name, value in wanted.items() if not _same(name, value, now, wanted)]
    return [_describe(camera, name, now.get(name), wanted[name]) for name in wanted if name in {*different, *refused}]


def lasting(settings: CameraSettings) -> dict[str, Any]:
    """The settings without the values that a running automatic changes all the time."""
    wire = settings.to_json()
    moving = {name for name, automatic in _AUTOMATICS.items() if wire.get(automatic) == "continuous"}
    return {name: value for name, value in wire.items() if name not in moving}


def without_one_push(name: str, value: Any) -> Any:
    """Replaces `once` by `off`: the result of a one-push automatic is among the values already."""
    return "off" if name in _AUTOMATICS.values() and value == "once" else value


def _settable(camera: Camera, settings: CameraSettings) -> dict[str, Any]:
    features = cast("dict[str, Feature]", camera.capabilities.features)
    wire = settings.to_json()
    keep = {name: value for name, value in wire.items() if name in features and not features[name].read_only}
    return {name: without_one_push(name, value) for name, value in keep.items()}


def _apply_accepted(camera: Camera, wanted: dict[str, Any]) -> set[str]:
    """Returns the names of refused settings."""
    pending = dict(wanted)
    while pending:
        try:
            camera.apply(SettingsUpdate.from_wire(pending))
        except SettingRejected as error:
            refused = {to_camel(issue.path.split(".")[0]) for issue in error.issues} & set(pending)
            if not refused:
                raise
            pending = {name: value for name, value in pending.items() if name not in refused}
        else:
            break
    return set(wanted) - set(pending)


def _same(name: str, value: Any, now: dict[str, Any], wanted: dict[str, Any]) -> bool:
    automatic = _AUTOMATICS.get(name)
    if automatic is not None and wanted.get(automatic) == "continuous":
        return True
    return _equal(value, now.get(name))


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, dict) and isinstance(other, dict):
        first, second = cast("dict[str, Any]", one), cast("dict[str, Any]", other)
        return first.keys() == second.keys() and all(_equal(value, second[key]) for key, value in first.items())
    if isinstance(one, float | int) and isinstance(other, float | int):
        return math.isclose(one, other, rel_tol=_TOLERANCE)
    return one == other


def _describe(camera: Camera, name: str, now: Any, wanted: Any) -> str:
    feature = cast("dict[str, Feature]", camera.capabilities.features)[name]
    unit = f" {feature.unit}" if feature.unit else ""
    return f"{feature.label} is {_plain(now)}{unit}, was {_plain(wanted)}{unit}"


def _plain(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_plain(part)}" for name, part in cast("dict[str, Any]", value).items())
    return f"{value:g}" if isinstance(value, float) else str(value)
