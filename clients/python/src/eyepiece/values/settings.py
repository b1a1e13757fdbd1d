"""Settings under their Python names, which contain the unit where there is one."""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypedDict

from eyepiece.errors import InvalidRequest, Issue
from eyepiece.json_types import json_object

Auto = Literal["off", "once", "continuous"]


class Roi(TypedDict):
    """Region of the sensor, px."""

    left: int
    top: int
    width: int
    height: int


class SettingsUpdate(TypedDict, total=False):
    """All settings that a camera can have. `camera.state().features` lists those of one camera, with limits."""

    exposure_ms: float
    exposure_auto: Auto
    gain_db: float
    gain_auto: Auto
    frame_rate: float
    gamma: float
    brightness: float
    sharpness: float
    saturation: float
    color_temperature: float
    white_balance: dict[str, float]
    white_balance_auto: Auto
    focus: float
    roi: Roi
    flip: dict[str, bool]
    rotate: Literal[0, 90, 180, 270]
    pixel_format: str
    pixel_addressing: dict[str, Any]
    trigger: Literal["free", "software", "hardware"]
    exposure_auto_min: float
    exposure_auto_max: float
    frame_rate_actual: float
    bandwidth_limit: float
    trigger_polarity: Literal["falling", "rising"]
    trigger_delay: float
    auto_roi: Roi
    sharpness_score: Literal["off", "on"]
    hold_still: Literal["off", "on"]


_WITH_UNIT = {"exposure_ms": "exposure", "gain_db": "gain"}
_NAMES = tuple(SettingsUpdate.__annotations__)


def _wire_name(name: str) -> str:
    first, *rest = name.split("_")
    return _WITH_UNIT.get(name) or first + "".join(part.capitalize() for part in rest)


_TO_WIRE = {name: _wire_name(name) for name in _NAMES}
_FROM_WIRE = {wire: name for name, wire in _TO_WIRE.items()}


def to_wire(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The names of the protocol. Raises InvalidRequest for an unknown name, and suggests one."""
    unknown = next((name for name in settings if name not in _TO_WIRE), None)
    if unknown is not None:
        near = difflib.get_close_matches(unknown, _NAMES, 1) or [n for n in _NAMES if n.startswith(unknown)][:1]
        message = f"there is no setting {unknown}" + (f"; did you mean {near[0]}?" if near else "")
        raise InvalidRequest("validation_failed", message, issues=(Issue(unknown, message),))
    return {_TO_WIRE[name]: value for name, value in settings.items()}


def from_wire(settings: Mapping[str, Any]) -> dict[str, Any]:
    """The names of this package. Settings of later versions keep theirs."""
    return {_FROM_WIRE.get(wire, wire): value for wire, value in settings.items()}


@dataclass(frozen=True)
class Correction:
    """A value that the camera has set differently from what was asked."""

    asked: Any
    actual: Any


@dataclass(frozen=True)
class SettingsResult:
    """settings: all, as the camera read them back. corrected: those that differ from what was asked."""

    settings: dict[str, Any]
    corrected: dict[str, Correction]


def result(asked: Mapping[str, Any], answer: Mapping[str, Any]) -> SettingsResult:
    settings = from_wire(answer)
    corrected = {
        name: Correction(value, settings.get(name))
        for name, value in asked.items()
        if not _equal(value, settings.get(name))
    }
    return SettingsResult(settings, corrected)


def _equal(asked: Any, actual: Any) -> bool:
    wanted, found = json_object(asked), json_object(actual)
    if wanted is not None and found is not None:
        return all(_equal(value, found.get(name)) for name, value in wanted.items())
    return bool(asked == actual)
