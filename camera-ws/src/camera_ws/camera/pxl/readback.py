"""Our settings from the camera's own answers, and the other way round."""

from collections.abc import Mapping
from typing import Any, cast

from camera_ws.camera.pxl import features as pxl
from camera_ws.camera.pxl.device import Device
from camera_ws.camera.pxl.features import Limits
from camera_ws.camera.pxl.pixels import BY_NAME, format_of
from camera_ws.protocol.settings import CameraSettings, Flip, Roi, Rotation, WhiteBalance

Write = tuple[int, int, tuple[float, ...]]
"""Feature id, mode flag, parameters in SDK units."""


def read_settings(device: Device, limits: Mapping[int, Limits]) -> CameraSettings:
    """Everything the camera has, as it reports it now."""
    values: dict[str, Any] = {}
    for scalar in pxl.SCALARS:
        if (limit := limits.get(scalar.id)) is not None and limit.present:
            values[scalar.field] = device.read(scalar.id).params[0] * scalar.factor
    for auto in pxl.AUTOS:
        limit = limits.get(auto.id)
        if limit is not None and limit.present and limit.flags & (pxl.AUTO | pxl.ONE_PUSH):
            values[auto.field] = _mode(device.read(auto.id).flags)
    left, top, width, height = (round(value) for value in device.read(pxl.ROI).params[:4])
    values["roi"] = Roi(left=left, top=top, width=width, height=height)
    values["pixel_format"] = format_of(round(device.read(pxl.PIXEL_FORMAT).params[0])).name
    if (limit := limits.get(pxl.FLIP)) is not None and limit.present:
        horizontal, vertical = device.read(pxl.FLIP).params[:2]
        values["flip"] = Flip(horizontal=bool(horizontal), vertical=bool(vertical))
    if (limit := limits.get(pxl.ROTATE)) is not None and limit.present:
        values["rotate"] = cast("Rotation", round(device.read(pxl.ROTATE).params[0]))
    if (limit := limits.get(pxl.WHITE_BALANCE)) is not None and limit.present and len(limit.ranges) >= 3:
        red, green, blue = device.read(pxl.WHITE_BALANCE).params[:3]
        values["white_balance"] = WhiteBalance(red=red, green=green, blue=blue)
    values.setdefault("gain", 0.0)
    return CameraSettings(**values)


def writes_for(changes: Mapping[str, Any], device: Device) -> list[Write]:
    """The SDK calls that make these changes; automatics last, as setting a value ends its automatic."""
    writes: list[Write] = [
        (scalar.id, pxl.MANUAL, (changes[scalar.field] / scalar.factor,))
        for scalar in pxl.SCALARS
        if scalar.field in changes
    ]
    if "roi" in changes:
        roi: Roi = changes["roi"]
        writes.append((pxl.ROI, pxl.MANUAL, (roi.left, roi.top, roi.width, roi.height)))
    if "pixel_format" in changes:
        writes.append((pxl.PIXEL_FORMAT, pxl.MANUAL, (BY_NAME[changes["pixel_format"]].id,)))
    if "flip" in changes:
        flip: Flip = changes["flip"]
        writes.append((pxl.FLIP, pxl.MANUAL, (float(flip.horizontal), float(flip.vertical))))
    if "rotate" in changes:
        writes.append((pxl.ROTATE, pxl.MANUAL, (changes["rotate"],)))
    if "white_balance" in changes:
        balance: WhiteBalance = changes["white_balance"]
        writes.append((pxl.WHITE_BALANCE, pxl.MANUAL, (balance.red, balance.green, balance.blue)))
    return writes + [_auto_write(auto, changes, device) for auto in pxl.AUTOS if auto.field in changes]


def _auto_write(auto: pxl.AutoOf, changes: Mapping[str, Any], device: Device) -> Write:
    flags = {"off": pxl.MANUAL, "once": pxl.ONE_PUSH, "continuous": pxl.AUTO}[changes[auto.field]]
    params = device.read(auto.id).params
    scalar = next((scalar for scalar in pxl.SCALARS if scalar.id == auto.id), None)
    if scalar is not None and scalar.field in changes:
        params = (changes[scalar.field] / scalar.factor, *params[1:])
    elif auto.id == pxl.WHITE_BALANCE and "white_balance" in changes:
        balance: WhiteBalance = changes["white_balance"]
        params = (balance.red, balance.green, balance.blue)
    return auto.id, flags, params


def _mode(flags: int) -> str:
    if flags & pxl.ONE_PUSH:
        return "once"
    return "continuous" if flags & pxl.AUTO else "off"
