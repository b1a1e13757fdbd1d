"""The SDK calls for a change of settings: one per feature."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from camera_ws.camera.pixelink import features as pxl
from camera_ws.camera.pixelink.device import Device, FeatureState
from camera_ws.camera.pixelink.features import Limits
from camera_ws.camera.pixelink.pixels import BY_NAME
from camera_ws.errors import SettingRejected
from camera_ws.protocol.camera.settings import Flip, PixelAddressing, Roi, WhiteBalance
from camera_ws.protocol.rpc import FieldIssue


@dataclass(frozen=True, slots=True)
class Write:
    """Feature id, mode flag, parameters in SDK units; path is the name of the setting."""

    id: int
    flags: int
    params: tuple[float, ...]
    path: str


@dataclass(slots=True)
class _Plan:
    """The state of a feature with changes applied."""

    state: FeatureState
    path: str
    mode: int | None = None
    changed: dict[int, float] = field(default_factory=dict[int, float])

    def write(self, id: int) -> Write:
        mode = self.state.mode if self.mode is None else self.mode
        params = list(self.state.params)
        for index, value in self.changed.items():
            params[index] = value
        # A manual value is written alone. An automatic needs all its parameters, or it loses its limits. A trigger
        # needs all of them too.
        alone = bool(self.changed) and mode == pxl.MANUAL and id != pxl.TRIGGER
        length = max(self.changed) + 1 if alone else len(params)
        return Write(id, mode, tuple(params[:length]), self.path)


# The format of the picture first: limits of exposure and rate depend on it.
_FIRST = (
    *(pxl.FLIP, pxl.ROTATE, pxl.PIXEL_FORMAT, pxl.PIXEL_ADDRESSING, pxl.ROI, pxl.AUTO_ROI, pxl.SHARPNESS_SCORE),
    *(pxl.TRIGGER, pxl.EXPOSURE),
)
_MODES = {"off": pxl.MANUAL, "once": pxl.ONE_PUSH, "continuous": pxl.AUTO}


def writes_for(changes: Mapping[str, Any], device: Device, limits: Mapping[int, Limits]) -> list[Write]:
    """In the order in which the camera needs them."""
    plans: dict[int, _Plan] = {}

    def plan(id: int, path: str) -> _Plan:
        return plans.setdefault(id, _Plan(device.read(id), path))

    _plan_trigger(changes, plan, limits)
    for scalar in pxl.SCALARS:
        if scalar.field in changes:
            one = plan(scalar.id, scalar.wire)
            one.changed[scalar.param] = changes[scalar.field] / scalar.factor
            one.mode = pxl.MANUAL if scalar.param == 0 else one.mode
    if "white_balance" in changes:
        balance: WhiteBalance = changes["white_balance"]
        one = plan(pxl.WHITE_BALANCE, "whiteBalance")
        one.changed, one.mode = {0: balance.red, 1: balance.green, 2: balance.blue}, pxl.MANUAL
    for auto in pxl.AUTOS:
        if auto.field in changes:
            plan(auto.id, auto.wire).mode = _MODES[changes[auto.field]]
    writes = _whole_writes(changes, device, limits) + [one.write(id) for id, one in plans.items()]
    return sorted(writes, key=lambda write: _FIRST.index(write.id) if write.id in _FIRST else len(_FIRST))


def _plan_trigger(changes: Mapping[str, Any], plan: Callable[[int, str], _Plan], limits: Mapping[int, Limits]) -> None:
    value = changes.get("trigger")
    if value == "free" and limits[pxl.TRIGGER].flags & pxl.OFF:
        plan(pxl.TRIGGER, "trigger").mode = pxl.OFF
    elif value is not None:
        one = plan(pxl.TRIGGER, "trigger")
        one.changed[pxl.TYPE], one.mode = float(pxl.TRIGGER_TYPES.index(value)), pxl.MANUAL
    if "trigger_polarity" in changes:
        edge = float(pxl.POLARITIES.index(changes["trigger_polarity"]))
        plan(pxl.TRIGGER, "triggerPolarity").changed[pxl.POLARITY] = edge


def _whole_writes(changes: Mapping[str, Any], device: Device, limits: Mapping[int, Limits]) -> list[Write]:
    """Features for which all parameters are written."""
    writes: list[Write] = []
    if "flip" in changes:
        flip: Flip = changes["flip"]
        writes.append(Write(pxl.FLIP, pxl.MANUAL, (float(flip.horizontal), float(flip.vertical)), "flip"))
    if "rotate" in changes:
        writes.append(Write(pxl.ROTATE, pxl.MANUAL, (float(changes["rotate"]),), "rotate"))
    if "pixel_format" in changes:
        format = BY_NAME[changes["pixel_format"]]
        writes.append(Write(pxl.PIXEL_FORMAT, pxl.MANUAL, (float(format.id),), "pixelFormat"))
    if "pixel_addressing" in changes:
        params = _addressing(changes["pixel_addressing"], limits[pxl.PIXEL_ADDRESSING])
        writes.append(Write(pxl.PIXEL_ADDRESSING, pxl.MANUAL, params, "pixelAddressing"))
    if "roi" in changes:
        roi: Roi = changes["roi"]
        writes.append(Write(pxl.ROI, pxl.MANUAL, (roi.left, roi.top, roi.width, roi.height), "roi"))
    if "auto_roi" in changes:
        region: Roi = changes["auto_roi"]
        params = (region.left, region.top, region.width, region.height)
        writes.append(Write(pxl.AUTO_ROI, pxl.MANUAL, params, "autoRoi"))
    return writes + _score(changes, device, limits)


def _score(changes: Mapping[str, Any], device: Device, limits: Mapping[int, Limits]) -> list[Write]:
    """The score measures the region of interest and follows its changes. transaction fills in the region."""
    limit = limits.get(pxl.SHARPNESS_SCORE)
    if not pxl.has_score(limit) or not {"sharpness_score", "roi"} & set(changes):
        return []
    state = device.read(pxl.SHARPNESS_SCORE)
    value = changes.get("sharpness_score", "off" if state.flags & pxl.OFF else "on")
    if value == "on":
        params = (0.0, 0.0, 0.0, 0.0, limit.ranges[4][1])
        return [Write(pxl.SHARPNESS_SCORE, pxl.MANUAL, params, "sharpnessScore")]
    return [Write(pxl.SHARPNESS_SCORE, pxl.OFF, state.params, "sharpnessScore")]


def _addressing(addressing: PixelAddressing, limit: Limits) -> tuple[float, ...]:
    mode = float(pxl.ADDRESSING_MODES.index(addressing.mode))
    if len(limit.ranges) >= 4:
        return (addressing.x, mode, addressing.x, addressing.y)
    if addressing.x != addressing.y:
        message = (
            f"pixelAddressing.y {addressing.y} is not x {addressing.x}: this camera has one factor for both directions"
        )
        raise SettingRejected([FieldIssue(path="pixelAddressing.y", message=message, value=addressing.y)])
    return (addressing.x, mode)
