"""Properties of a Micro-Manager camera, and the features that they make."""

import math
from dataclasses import dataclass
from typing import Literal

from camera_ws.camera.micromanager.core import Core
from camera_ws.camera.pictures.described import RATE_MAX_FPS
from camera_ws.protocol.camera.settings import (
    ChoiceFeature,
    Component,
    Feature,
    NumberFeature,
    RoiFeature,
    SettingName,
    VectorFeature,
)

BINNING, PIXEL_TYPE, BIT_DEPTH, EXPOSURE = "Binning", "PixelType", "BitDepth", "Exposure"
TEMPERATURES = ("CCDTemperature RO", "CCDTemperature", "SensorTemperature")
SERIALS = ("SerialNumber", "Serial Number", "CameraSerialNumber", "CameraID")
PIXEL_FORMATS = {"8bit": "MONO8", "16bit": "MONO16", "32bitRGB": "RGB24", "64bitRGB": "RGB48"}
"""By the names that adapters share. Other types, such as 32-bit floats, cannot be shown."""
EXPOSURE_MIN_MS, EXPOSURE_MAX_MS = 0.001, 60_000.0
"""For adapters that report no limits."""
_GAMMA_MIN = 0.01
_INTEGER = 3


@dataclass(frozen=True, slots=True)
class Scalar:
    """A number among the properties of the camera."""

    property: str
    field: str
    wire: SettingName
    label: str
    digits: int = 2


SCALARS = (
    Scalar("Gain", "gain", "gain", "Gain (units of the camera)"),
    Scalar("Gamma", "gamma", "gamma", "Gamma"),
    Scalar("Brightness", "brightness", "brightness", "Brightness"),
    Scalar("Sharpness", "sharpness", "sharpness", "Sharpness"),
    Scalar("Saturation", "saturation", "saturation", "Saturation"),
)


@dataclass(frozen=True, slots=True)
class Range:
    low: float
    high: float
    whole: bool

    def text(self, value: float) -> str:
        """The value as the core takes it."""
        return str(round(value)) if self.whole else repr(value)


class Properties:
    """What the camera has, read once after opening."""

    def __init__(self, core: Core, label: str) -> None:
        self.core = core
        self._label = label
        self._names = frozenset(core.getDevicePropertyNames(label))
        self.ranges = {scalar: found for scalar in SCALARS if (found := self._range(scalar.property)) is not None}
        self.exposure = self._exposure()
        self.binnings = sorted({int(value) for value in self._options(BINNING) if value.isdecimal() and int(value) > 0})
        types = self._options(PIXEL_TYPE)
        self.types = {PIXEL_FORMATS[type]: type for type in PIXEL_FORMATS if type in types}
        """By the names of our pixel formats."""
        self.depths = sorted(int(value) for value in self._options(BIT_DEPTH) if value.isdecimal())

    def read(self, name: str) -> str | None:
        return self.core.getProperty(self._label, name) if name in self._names else None

    def write(self, name: str, value: str) -> None:
        self.core.setProperty(self._label, name, value)

    def number(self, name: str) -> float | None:
        try:
            value = float(self.read(name) or "")
        except ValueError:
            return None
        return value if math.isfinite(value) else None

    @property
    def binning(self) -> int:
        """1 for adapters that write it in another form, such as 1x1."""
        text = self.read(BINNING) or "1"
        return int(text) if text.isdecimal() and int(text) > 0 else 1

    def _range(self, name: str) -> Range | None:
        """None if the number cannot be set, or has no limits: a slider without true limits would mislead."""
        core, label = self.core, self._label
        if name not in self._names or not core.hasPropertyLimits(label, name):
            return None
        if core.isPropertyReadOnly(label, name) or core.isPropertyPreInit(label, name):
            return None
        low, high = core.getPropertyLowerLimit(label, name), core.getPropertyUpperLimit(label, name)
        low = max(low, _GAMMA_MIN) if name == "Gamma" else low
        usable = math.isfinite(low) and math.isfinite(high) and low < high and self.number(name) is not None
        return Range(low, high, core.getPropertyType(label, name) == _INTEGER) if usable else None

    def _exposure(self) -> Range:
        found = self._range(EXPOSURE)
        if found is None:
            return Range(EXPOSURE_MIN_MS, EXPOSURE_MAX_MS, whole=False)
        return Range(max(found.low, EXPOSURE_MIN_MS), found.high, whole=False)

    def _options(self, name: str) -> tuple[str, ...]:
        if name not in self._names or self.core.isPropertyReadOnly(self._label, name):
            return ()
        return tuple(self.core.getAllowedPropertyValues(self._label, name))


def features(properties: Properties, sensor: tuple[int, int]) -> dict[SettingName, Feature]:
    """sensor: width and height without binning, px."""
    width, height = sensor
    binning = properties.binning
    exposure = properties.exposure
    made: dict[SettingName, Feature] = {
        "exposure": _number("Exposure", exposure, "ms", 3, "log"),
        "gain": NumberFeature(label="Gain", min=0, max=0, default=0, read_only=True),
        "frameRate": NumberFeature(label="Frame rate", unit="fps", min=0.1, max=RATE_MAX_FPS, digits=1),
        "roi": RoiFeature(
            label="Region of interest",
            unit="px",
            min_width=binning,
            min_height=binning,
            max_width=width,
            max_height=height,
            step=binning,
        ),
    }
    for scalar, limits in properties.ranges.items():
        made[scalar.wire] = _number(scalar.label, limits, "", 0 if limits.whole else scalar.digits)
    if len(properties.types) > 1:
        made["pixelFormat"] = ChoiceFeature(label="Pixel format", options=tuple(properties.types))
    if len(properties.binnings) > 1:
        sides = tuple(Component(name=name, min=1, max=properties.binnings[-1], step=1) for name in ("x", "y"))
        made["pixelAddressing"] = VectorFeature(label="Binning", components=sides)
    return made


def _number(
    label: str, limits: Range, unit: str, digits: int, scale: Literal["linear", "log"] = "linear"
) -> NumberFeature:
    step = 1.0 if limits.whole else None
    return NumberFeature(label=label, unit=unit, min=limits.low, max=limits.high, step=step, digits=digits, scale=scale)
