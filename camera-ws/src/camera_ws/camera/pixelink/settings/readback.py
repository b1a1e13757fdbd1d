"""Reads the camera's settings."""

from collections.abc import Mapping
from typing import Any, cast

from camera_ws.camera.pixelink import features as pxl
from camera_ws.camera.pixelink.device import Device, FeatureState
from camera_ws.camera.pixelink.features import Limits, from_sdk
from camera_ws.camera.pixelink.pixels import format_of
from camera_ws.protocol.camera.settings import CameraSettings, Flip, PixelAddressing, Roi, Rotation, WhiteBalance


def read_settings(device: Device, limits: Mapping[int, Limits]) -> CameraSettings:
    """All settings, as the camera reports them now."""
    states = {id: device.read(id) for id in sorted(_READ) if (limit := limits.get(id)) is not None and limit.present}
    values: dict[str, Any] = {}
    for scalar in pxl.SCALARS:
        if scalar.id in states and pxl.has(scalar, limits[scalar.id]):
            values[scalar.field] = from_sdk(states[scalar.id].params[scalar.param], scalar.factor)
    for auto in pxl.AUTOS:
        if auto.id in states and limits[auto.id].flags & (pxl.AUTO | pxl.ONE_PUSH):
            values[auto.field] = _mode(states[auto.id].flags)
    values["roi"] = roi_of(states[pxl.ROI].params)
    if pxl.has_region(limits.get(pxl.AUTO_ROI)):
        values["auto_roi"] = _auto_roi(states[pxl.AUTO_ROI], values["roi"])
    values["pixel_format"] = format_of(round(states[pxl.PIXEL_FORMAT].params[0])).name
    values.update(_rest(states))
    values.update(_trigger(states, limits))
    values.setdefault("gain", 0.0)
    return CameraSettings(**values)


def roi_of(params: tuple[float, ...]) -> Roi:
    left, top, width, height = (round(value) for value in params[:4])
    return Roi(left=left, top=top, width=width, height=height)


def _rest(states: Mapping[int, FeatureState]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if (state := states.get(pxl.FLIP)) is not None:
        values["flip"] = Flip(horizontal=bool(state.params[0]), vertical=bool(state.params[1]))
    if (state := states.get(pxl.ROTATE)) is not None:
        values["rotate"] = cast("Rotation", round(state.params[0]))
    if (state := states.get(pxl.WHITE_BALANCE)) is not None and len(state.params) >= 3:
        red, green, blue = (from_sdk(gain) for gain in state.params[:3])
        values["white_balance"] = WhiteBalance(red=red, green=green, blue=blue)
    if (state := states.get(pxl.PIXEL_ADDRESSING)) is not None:
        values["pixel_addressing"] = _addressing(state)
    if (state := states.get(pxl.SHARPNESS_SCORE)) is not None and len(state.params) >= 5:
        values["sharpness_score"] = "off" if state.flags & pxl.OFF else "on"
    return values


def _addressing(state: FeatureState) -> PixelAddressing:
    value, mode, *each = state.params
    x, y = each[:2] if len(each) >= 2 else (value, value)
    return PixelAddressing(mode=pxl.ADDRESSING_MODES[round(mode)], x=round(x), y=round(y))


def _trigger(states: Mapping[int, FeatureState], limits: Mapping[int, Limits]) -> dict[str, Any]:
    limit = limits.get(pxl.TRIGGER)
    if not pxl.has_trigger(limit):
        return {}
    state = states[pxl.TRIGGER]
    free = bool(state.flags & pxl.OFF)
    values: dict[str, Any] = {"trigger": "free" if free else pxl.TRIGGER_TYPES[round(state.params[pxl.TYPE])]}
    if pxl.has_polarity(limit):
        values["trigger_polarity"] = pxl.POLARITIES[round(state.params[pxl.POLARITY])]
    return values


def _auto_roi(state: FeatureState, roi: Roi) -> Roi:
    """When it is off, the automatics measure the whole region of interest."""
    return Roi(left=0, top=0, width=roi.width, height=roi.height) if state.flags & pxl.OFF else roi_of(state.params)


def _mode(flags: int) -> str:
    if flags & pxl.ONE_PUSH:
        return "once"
    return "continuous" if flags & pxl.AUTO else "off"


_READ = {one.id for one in (*pxl.SCALARS, *pxl.AUTOS)} | {
    pxl.ROI,
    pxl.PIXEL_FORMAT,
    pxl.FLIP,
    pxl.ROTATE,
    pxl.PIXEL_ADDRESSING,
    pxl.TRIGGER,
    pxl.AUTO_ROI,
    pxl.SHARPNESS_SCORE,
}
