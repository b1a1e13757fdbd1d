"""PixeLINK features: ids, flags, units and limits, and their description in our settings."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, TypeGuard

from camera_ws.protocol.camera.settings import (
    AddressingMode,
    ChoiceFeature,
    Component,
    Feature,
    FlagsFeature,
    NumberFeature,
    RoiFeature,
    SettingName,
    TriggerMode,
    VectorFeature,
)

EXPOSURE, GAIN, ROI, FLIP, PIXEL_FORMAT, PIXEL_ADDRESSING = 7, 8, 19, 20, 22, 21
WHITE_BALANCE, ROTATE, MAX_PIXEL_SIZE, TEMPERATURE, TRIGGER = 27, 28, 31, 11, 12
FRAME_RATE, BANDWIDTH_LIMIT, ACTUAL_FRAME_RATE = 18, 34, 35
AUTO_ROI, SHARPNESS_SCORE = 24, 36

PRESENCE, MANUAL, AUTO, ONE_PUSH, OFF, READ_ONLY, WHILE_STREAMING, VOLATILE = 1, 2, 4, 8, 16, 64, 128, 1024

TYPE, POLARITY, DELAY = 1, 2, 3
"""Parameters of the trigger."""
POLARITIES = ("falling", "rising")
TRIGGER_TYPES: tuple[TriggerMode, ...] = ("free", "software", "hardware")
ADDRESSING_MODES: tuple[AddressingMode, ...] = ("decimate", "average", "bin", "resample")


@dataclass(frozen=True, slots=True)
class Limits:
    """One feature as getCameraFeatures describes it; ranges holds (min, max) of each parameter, in SDK units."""

    flags: int
    ranges: tuple[tuple[float, float], ...]

    @property
    def present(self) -> bool:
        return bool(self.flags & PRESENCE) and bool(self.ranges)

    @property
    def writable(self) -> bool:
        return self.present and not self.flags & READ_ONLY

    @property
    def while_streaming(self) -> bool:
        return bool(self.flags & WHILE_STREAMING)


@dataclass(frozen=True, slots=True)
class Scalar:
    """A number among a feature's parameters; our value = SDK value × factor."""

    id: int
    field: str
    wire: SettingName
    label: str
    unit: str = ""
    factor: float = 1.0
    scale: Literal["linear", "log"] = "linear"
    digits: int = 1
    param: int = 0


SCALARS = (
    Scalar(EXPOSURE, "exposure", "exposure", "Exposure", "ms", 1000.0, "log", 3),
    Scalar(GAIN, "gain", "gain", "Gain", "dB"),
    Scalar(FRAME_RATE, "frame_rate", "frameRate", "Frame rate", "fps"),
    Scalar(ACTUAL_FRAME_RATE, "frame_rate_actual", "frameRateActual", "Actual frame rate", "fps"),
    Scalar(6, "gamma", "gamma", "Gamma", digits=2),
    Scalar(0, "brightness", "brightness", "Black level", "%"),
    Scalar(2, "sharpness", "sharpness", "Sharpness", "%"),
    Scalar(5, "saturation", "saturation", "Saturation", "%"),
    Scalar(3, "color_temperature", "colorTemperature", "Colour temperature", "K", digits=0),
    Scalar(EXPOSURE, "exposure_auto_min", "exposureAutoMin", "Auto exposure from", "ms", 1000.0, "log", 3, param=1),
    Scalar(EXPOSURE, "exposure_auto_max", "exposureAutoMax", "Auto exposure to", "ms", 1000.0, "log", 3, param=2),
    Scalar(TRIGGER, "trigger_delay", "triggerDelay", "Trigger delay", "ms", 1000.0, digits=3, param=DELAY),
    Scalar(BANDWIDTH_LIMIT, "bandwidth_limit", "bandwidthLimit", "Bandwidth limit", "Mbit/s", digits=0),
)


@dataclass(frozen=True, slots=True)
class AutoOf:
    """The automatic of a feature: a mode of the feature in the SDK, a separate setting here."""

    id: int
    field: str
    wire: SettingName
    label: str


AUTOS = (
    AutoOf(EXPOSURE, "exposure_auto", "exposureAuto", "Auto exposure"),
    AutoOf(GAIN, "gain_auto", "gainAuto", "Auto gain"),
    AutoOf(WHITE_BALANCE, "white_balance_auto", "whiteBalanceAuto", "Auto white balance"),
)

_SMALLEST_EXPOSURE_MS = 0.001


def read_limits(camera_features: Any) -> dict[int, Limits]:
    """Converts the structure of getCameraFeatures."""
    limits: dict[int, Limits] = {}
    for index in range(int(camera_features.uNumberOfFeatures)):
        feature = camera_features.Features[index]
        count = int(feature.uNumberOfParameters)
        ranges = tuple(
            (float(feature.Params[number].fMinValue), float(feature.Params[number].fMaxValue))
            for number in range(count)
        )
        limits[int(feature.uFeatureId)] = Limits(int(feature.uFlags), ranges)
    return limits


def from_sdk(value: float, factor: float = 1.0) -> float:
    """Converts to our unit and removes the noise of 32-bit floats: 0.008 s are 8 ms, not 8.00000038."""
    return float(f"{value * factor:.7g}")


def describe(limits: Mapping[int, Limits], pixel_formats: tuple[str, ...]) -> dict[SettingName, Feature]:
    """The features of the camera by our names and in our units."""
    features: dict[SettingName, Feature] = {}
    for scalar in SCALARS:
        limit = limits.get(scalar.id)
        if limit is not None and has(scalar, limit):
            features[scalar.wire] = _number(scalar, limit)
    for auto in AUTOS:
        limit = limits.get(auto.id)
        options = _auto_options(limit.flags) if limit is not None and limit.present else ()
        if len(options) > 1:
            features[auto.wire] = ChoiceFeature(label=auto.label, options=options)
    features["roi"] = _roi(limits[ROI], "Region of interest")
    if has_region(limits.get(AUTO_ROI)):
        features["autoRoi"] = _roi(limits[AUTO_ROI], "Region of the automatics")
    if has_score(limits.get(SHARPNESS_SCORE)):
        features["sharpnessScore"] = ChoiceFeature(
            label="Sharpness score",
            options=("off", "on"),
            while_streaming=limits[SHARPNESS_SCORE].while_streaming,
        )
    features["pixelFormat"] = ChoiceFeature(
        label="Pixel format", options=pixel_formats, while_streaming=False, read_only=len(pixel_formats) < 2
    )
    features.update(_orientation(limits))
    features.update(_addressing(limits.get(PIXEL_ADDRESSING)))
    features.update(_trigger(limits.get(TRIGGER)))
    balance = limits.get(WHITE_BALANCE)
    if balance is not None and balance.present and len(balance.ranges) >= 3:
        features["whiteBalance"] = _white_balance(balance)
    return features


def has(scalar: Scalar, limit: Limits) -> bool:
    """Whether the camera has this number; limits of the automatic count only with the automatic."""
    if not limit.present or len(limit.ranges) <= scalar.param:
        return False
    if scalar.id == TRIGGER:
        low, high = limit.ranges[scalar.param]
        return has_trigger(limit) and low < high
    return scalar.param == 0 or bool(limit.flags & (AUTO | ONE_PUSH))


def has_trigger(limit: Limits | None) -> TypeGuard[Limits]:
    return limit is not None and limit.writable and len(limit.ranges) > TYPE


def has_polarity(limit: Limits | None) -> TypeGuard[Limits]:
    return has_trigger(limit) and len(limit.ranges) > POLARITY and limit.ranges[POLARITY][1] >= 1


def has_region(limit: Limits | None) -> TypeGuard[Limits]:
    return limit is not None and limit.writable and len(limit.ranges) >= 4


def has_score(limit: Limits | None) -> TypeGuard[Limits]:
    """Only if it can be switched off again."""
    return has_region(limit) and len(limit.ranges) >= 5 and bool(limit.flags & OFF)


def _number(scalar: Scalar, limit: Limits) -> NumberFeature:
    low, high = (from_sdk(bound, scalar.factor) for bound in limit.ranges[scalar.param])
    if scalar.id == EXPOSURE:
        low = max(low, _SMALLEST_EXPOSURE_MS)
    return NumberFeature(
        label=scalar.label,
        unit=scalar.unit,
        min=low,
        max=high,
        scale=scalar.scale,
        digits=scalar.digits,
        read_only=bool(limit.flags & READ_ONLY),
        while_streaming=limit.while_streaming,
    )


def _auto_options(flags: int) -> tuple[str, ...]:
    once = ("once",) if flags & ONE_PUSH else ()
    continuous = ("continuous",) if flags & AUTO else ()
    return ("off", *once, *continuous)


def _roi(limit: Limits, label: str) -> RoiFeature:
    _, _, (min_width, max_width), (min_height, max_height) = limit.ranges[:4]
    return RoiFeature(
        label=label,
        unit="px",
        while_streaming=limit.while_streaming,
        min_width=max(1, int(min_width)),
        min_height=max(1, int(min_height)),
        max_width=int(max_width),
        max_height=int(max_height),
    )


def _addressing(limit: Limits | None) -> dict[SettingName, Feature]:
    if limit is None or not limit.writable:
        return {}
    # Older cameras have one factor for both directions.
    across = limit.ranges[2 if len(limit.ranges) >= 4 else 0]
    down = limit.ranges[3] if len(limit.ranges) >= 4 else across
    components = tuple(
        Component(name=name, min=low, max=high, step=1) for name, (low, high) in (("x", across), ("y", down))
    )
    return {
        "pixelAddressing": VectorFeature(
            label="Pixel addressing", while_streaming=limit.while_streaming, components=components
        )
    }


def _trigger(limit: Limits | None) -> dict[SettingName, Feature]:
    if not has_trigger(limit):
        return {}
    options = TRIGGER_TYPES[: round(limit.ranges[TYPE][1]) + 1]
    streaming = limit.while_streaming
    features: dict[SettingName, Feature] = {
        "trigger": ChoiceFeature(label="Trigger", options=options, while_streaming=streaming)
    }
    if has_polarity(limit):
        features["triggerPolarity"] = ChoiceFeature(label="Trigger edge", options=POLARITIES, while_streaming=streaming)
    return features


def _orientation(limits: Mapping[int, Limits]) -> dict[SettingName, Feature]:
    features: dict[SettingName, Feature] = {}
    flip, rotate = limits.get(FLIP), limits.get(ROTATE)
    if flip is not None and flip.present:
        names = ("horizontal", "vertical")
        features["flip"] = FlagsFeature(label="Flip", names=names, while_streaming=flip.while_streaming)
    if rotate is not None and rotate.present:
        features["rotate"] = ChoiceFeature(
            label="Rotate", unit="°", options=(0, 90, 180, 270), while_streaming=rotate.while_streaming
        )
    return features


def _white_balance(limit: Limits) -> VectorFeature:
    names = ("red", "green", "blue")
    return VectorFeature(
        label="White balance",
        while_streaming=limit.while_streaming,
        components=tuple(
            Component(name=name, min=low, max=high) for name, (low, high) in zip(names, limit.ranges, strict=False)
        ),
    )
