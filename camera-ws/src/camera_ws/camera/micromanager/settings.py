"""Settings of a Micro-Manager camera: read back, and written completely or not at all."""

import logging
from collections.abc import Callable
from contextlib import nullcontext, suppress
from typing import Any

from pydantic.alias_generators import to_camel

from camera_ws.camera.micromanager.core import Core, core_errors
from camera_ws.camera.micromanager.properties import BINNING, BIT_DEPTH, PIXEL_TYPE, Properties
from camera_ws.camera.update_check import snap_roi
from camera_ws.errors import CameraError, SettingRejected
from camera_ws.protocol.camera.settings import CameraSettings, PixelAddressing, Roi, RoiFeature
from camera_ws.protocol.rpc import FieldIssue
from camera_ws.protocol.text import cut

log = logging.getLogger(__name__)

_BITS_MAX = 16
_ORDER = ("pixel_format", "pixel_addressing", "roi", "exposure")
"""Before all others: the pixel format and binning change what the region means."""


class CameraValues:
    """Writes to a camera that does not stream. sensor: width and height without binning, px."""

    def __init__(self, core: Core, properties: Properties, sensor: tuple[int, int]) -> None:
        self._core = core
        self._properties = properties
        self._sensor = sensor

    def read(self, fps: float) -> CameraSettings:
        properties, core = self._properties, self._core
        binning = properties.binning
        left, top, width, height = (side * binning for side in core.getROI())
        values: dict[str, Any] = {
            scalar.field: min(max(properties.number(scalar.property) or 0.0, limits.low), limits.high)
            for scalar, limits in properties.ranges.items()
        }
        exposure = properties.exposure
        settings = CameraSettings(
            gain=0.0,
            exposure=min(max(core.getExposure(), exposure.low), exposure.high),
            frame_rate=fps,
            roi=Roi(left=left, top=top, width=width, height=height),
            pixel_format=self.pixel_format(),
            pixel_addressing=PixelAddressing(mode="bin", x=binning, y=binning) if properties.binnings else None,
        )
        return settings.with_changes(**values)

    def pixel_format(self) -> str:
        """CameraError for samples that cannot be shown."""
        kind = self._core.getNumberOfComponents(), self._core.getBytesPerPixel()
        known = {(1, 1): "MONO8", (1, 2): "MONO16", (4, 4): "RGB24", (4, 8): "RGB48"}.get(kind)
        if known is None:
            raise CameraError(
                f"pixels of {kind[1]} bytes and {kind[0]} channels cannot be shown: set another {PIXEL_TYPE}"
            )
        return known

    def check(self, changes: dict[str, Any]) -> None:
        """SettingRejected for what the limits of the features do not say."""
        binning: PixelAddressing | None = changes.get("pixel_addressing")
        if binning is None:
            return
        allowed = self._properties.binnings
        if binning.mode != "bin":
            raise _refused("pixelAddressing.mode", f"pixelAddressing.mode {binning.mode} is not bin")
        if binning.x != binning.y:
            raise _refused("pixelAddressing.y", "this camera has one factor for both directions")
        if binning.x not in allowed:
            options = ", ".join(map(str, allowed))
            raise _refused("pixelAddressing.x", f"pixelAddressing.x {binning.x} is not one of {options}")

    def write(self, changes: dict[str, Any], before: CameraSettings) -> None:
        """SettingRejected when the camera refuses a value; the earlier values are written back then."""
        changes = self._with_region(changes, before)
        touched: dict[str, Any] = {}
        for name in _in_order(changes):
            touched[name] = changes[name]
            try:
                self._write_one(name, changes[name])
            except (RuntimeError, OSError) as error:
                self._write_back(self._with_region(touched, before), before, refused=name)
                raise _refused(
                    to_camel(name), f"the camera refuses {to_camel(name)}: {cut(str(error), 300)}"
                ) from error

    def _with_region(self, changes: dict[str, Any], before: CameraSettings) -> dict[str, Any]:
        """Adapters reset the region when the pixel format or binning changes."""
        return {"roi": before.roi} | changes if {"pixel_format", "pixel_addressing"} & set(changes) else changes

    def _write_back(self, touched: dict[str, Any], before: CameraSettings, refused: str) -> None:
        values = before.changes()
        with core_errors("restore the settings"):
            for name in _in_order(touched):
                # The refused one may be half written, or be refused again.
                with suppress(RuntimeError, OSError) if name == refused else nullcontext():
                    self._write_one(name, values[name])

    def _write_one(self, name: str, value: Any) -> None:
        properties = self._properties
        special: dict[str, Callable[[Any], None]] = {
            "exposure": self._core.setExposure,
            "roi": self._write_roi,
            "pixel_format": self._write_format,
            "pixel_addressing": lambda binning: (
                properties.write(BINNING, str(binning.x)) if properties.binnings else None
            ),
        }
        if name in special:
            special[name](value)
            return
        for scalar, limits in properties.ranges.items():
            if scalar.field == name:
                properties.write(scalar.property, limits.text(value))

    def _write_format(self, name: str) -> None:
        properties = self._properties
        type = properties.types.get(name)
        if type is None:
            return
        properties.write(PIXEL_TYPE, type)
        depths = [depth for depth in properties.depths if depth <= (_BITS_MAX if name == "MONO16" else 8)]
        if depths and name in ("MONO8", "MONO16"):
            properties.write(BIT_DEPTH, str(depths[-1]))

    def _write_roi(self, roi: Roi) -> None:
        binning = self._properties.binning
        width, height = self._sensor
        limits = RoiFeature(
            label="", min_width=binning, min_height=binning, max_width=width, max_height=height, step=binning
        )
        inside = snap_roi(roi, limits)
        if (inside.width, inside.height) == (width - width % binning, height - height % binning):
            self._core.clearROI()
            return
        self._core.setROI(
            inside.left // binning, inside.top // binning, inside.width // binning, inside.height // binning
        )


def _in_order(changes: dict[str, Any]) -> list[str]:
    return [name for name in _ORDER if name in changes] + [name for name in changes if name not in _ORDER]


def _refused(path: str, message: str) -> SettingRejected:
    return SettingRejected([FieldIssue(path=path, message=message)])
