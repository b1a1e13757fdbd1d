"""Camera features, their limits, and the settings a camera reports. Mirrors settings in shared-types."""

from typing import Annotated, Any, Literal

from pydantic import ConfigDict, Field

from camera_ws.protocol.wire import Int, StrictWire, Wire

AutoMode = Literal["off", "once", "continuous"]
CaptureFormat = Literal["jpg", "png", "png8", "tiff", "ome-tiff", "raw"]
CAPTURE_FORMATS: tuple[CaptureFormat, ...] = ("jpg", "png", "png8", "tiff", "ome-tiff", "raw")
"""The same for every camera: this service encodes the files."""
MasterFormat = Literal["jpg", "png", "png8", "tiff", "ome-tiff", "raw", "mp4"]
MemoryChannel = Literal["factory", "user"]
Rotation = Literal[0, 90, 180, 270]
TriggerMode = Literal["free", "software", "hardware"]
AddressingMode = Literal["decimate", "average", "bin", "resample"]

Positive = Annotated[float, Field(gt=0)]
NaturalInt = Annotated[Int, Field(ge=0)]
CountInt = Annotated[Int, Field(ge=1)]


class Roi(StrictWire):
    """Region of the sensor, px."""

    left: NaturalInt
    top: NaturalInt
    width: CountInt
    height: CountInt


class WhiteBalance(StrictWire):
    """Gain of each colour channel."""

    red: float
    green: float
    blue: float


class Flip(StrictWire):
    horizontal: bool
    vertical: bool


class PixelAddressing(StrictWire):
    mode: AddressingMode
    x: CountInt
    y: CountInt


class SettingsUpdate(StrictWire):
    """A change of settings: exposure in ms, gain in dB, frame rate in fps. Absent means unchanged."""

    exposure: Positive | None = Field(default=None, description="Exposure time, ms")
    exposure_auto: AutoMode | None = None
    gain: float | None = Field(default=None, description="Analogue gain, dB")
    gain_auto: AutoMode | None = None
    frame_rate: Positive | None = Field(default=None, description="Target frame rate, fps")
    gamma: Positive | None = None
    brightness: float | None = Field(default=None, description="Black level, %")
    sharpness: float | None = Field(default=None, description="%")
    saturation: float | None = Field(default=None, description="%")
    color_temperature: float | None = Field(default=None, description="K")
    white_balance: WhiteBalance | None = Field(default=None, description="Channel gains")
    white_balance_auto: AutoMode | None = None
    focus: float | None = Field(default=None, description="Distance of the specimen from focus, µm")
    roi: Roi | None = None
    flip: Flip | None = None
    rotate: Rotation | None = None
    pixel_format: Annotated[str, Field(min_length=1, max_length=32)] | None = None
    pixel_addressing: PixelAddressing | None = None
    trigger: TriggerMode | None = None
    exposure_auto_min: Positive | None = Field(default=None, description="Shortest exposure of the automatic, ms")
    exposure_auto_max: Positive | None = Field(default=None, description="Longest exposure of the automatic, ms")
    frame_rate_actual: float | None = Field(default=None, description="Rate that the camera achieves, fps; read-only")
    bandwidth_limit: Positive | None = Field(default=None, description="Of the camera's connection, Mbit/s")
    trigger_polarity: Literal["falling", "rising"] | None = Field(
        default=None, description="Edge of the hardware trigger"
    )
    trigger_delay: Annotated[float, Field(ge=0)] | None = Field(
        default=None, description="From trigger to exposure, ms"
    )
    auto_roi: Roi | None = Field(
        default=None, description="Region that the automatics measure, relative to the origin of the ROI"
    )
    sharpness_score: Literal["off", "on"] | None = Field(default=None, description="The camera's own sharpness measure")
    hold_still: Literal["off", "on"] | None = Field(default=None, description="Whether the simulator stands still")

    def changes(self) -> dict[str, Any]:
        """The given fields by their Python names; parts such as roi stay models."""
        return {name: value for name in type(self).model_fields if (value := getattr(self, name)) is not None}


class CameraSettings(SettingsUpdate):
    """The settings that a camera reports. Exposure, gain and ROI are always present, others if the camera has them."""

    # Ignores unknown fields: a newer camera may report more than an older reader knows.
    model_config = ConfigDict(extra="ignore")

    # Narrows optional fields of SettingsUpdate, which is safe because messages are frozen.
    exposure: Positive  # pyright: ignore[reportIncompatibleVariableOverride, reportGeneralTypeIssues]
    gain: float  # pyright: ignore[reportIncompatibleVariableOverride, reportGeneralTypeIssues]
    roi: Roi  # pyright: ignore[reportIncompatibleVariableOverride, reportGeneralTypeIssues]

    def with_changes(self, **changes: Any) -> "CameraSettings":
        return self.model_copy(update=changes)


SettingName = Literal[
    "exposure",
    "exposureAuto",
    "gain",
    "gainAuto",
    "frameRate",
    "gamma",
    "brightness",
    "sharpness",
    "saturation",
    "colorTemperature",
    "whiteBalance",
    "whiteBalanceAuto",
    "focus",
    "roi",
    "flip",
    "rotate",
    "pixelFormat",
    "pixelAddressing",
    "trigger",
    "exposureAutoMin",
    "exposureAutoMax",
    "frameRateActual",
    "bandwidthLimit",
    "triggerPolarity",
    "triggerDelay",
    "autoRoi",
    "sharpnessScore",
    "holdStill",
]


class FeatureBase(Wire):
    label: str
    unit: str = ""
    read_only: bool = False
    while_streaming: bool = True


class NumberFeature(FeatureBase):
    kind: Literal["number"] = "number"
    min: float
    max: float
    step: Positive | None = None
    default: float | None = None
    scale: Literal["linear", "log"] = "linear"
    digits: Annotated[Int, Field(ge=0, le=6)] | None = None


class ChoiceFeature(FeatureBase):
    kind: Literal["choice"] = "choice"
    options: Annotated[tuple[str | int | float, ...], Field(min_length=1, strict=False)]


class Component(Wire):
    name: str
    min: float
    max: float
    step: Positive | None = None


class VectorFeature(FeatureBase):
    kind: Literal["vector"] = "vector"
    components: Annotated[tuple[Component, ...], Field(min_length=1, strict=False)]


class FlagsFeature(FeatureBase):
    kind: Literal["flags"] = "flags"
    names: Annotated[tuple[str, ...], Field(min_length=1, strict=False)]


class RoiFeature(FeatureBase):
    kind: Literal["roi"] = "roi"
    min_width: CountInt
    min_height: CountInt
    max_width: CountInt
    max_height: CountInt
    step: CountInt = 1


Feature = Annotated[
    NumberFeature | ChoiceFeature | VectorFeature | FlagsFeature | RoiFeature, Field(discriminator="kind")
]


class Sensor(Wire):
    width: CountInt
    height: CountInt
    color: bool
    bit_depth: Annotated[Int, Field(ge=1, le=16)]


class Resolution(Wire):
    width: Int
    height: Int


class Capabilities(Wire):
    """The features of a camera. Their names are those of SettingsUpdate in the protocol."""

    sensor: Sensor
    features: dict[SettingName, Feature]
    resolutions: Annotated[tuple[Resolution, ...], Field(strict=False)]
    capture_formats: Annotated[tuple[CaptureFormat, ...], Field(min_length=1, strict=False)]
    memory: Annotated[tuple[MemoryChannel, ...], Field(strict=False)] | None = None
