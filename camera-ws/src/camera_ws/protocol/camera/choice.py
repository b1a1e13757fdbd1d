"""The choice of the driver by an administrator. Mirrors camera/choice in shared-types."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from camera_ws.protocol.wire import Int, StrictWire, Wire

REPLAY_SOURCES_MAX = 200
SOURCE_NAME_MAX = 255
REASON_MAX = 500
DEVICES_MAX = 32
CONFIGURATIONS_MAX = 16

Serial = Annotated[Int, Field(ge=1, le=2**32 - 1)]
SourceName = Annotated[str, Field(min_length=1, max_length=SOURCE_NAME_MAX)]
Device = Annotated[str, Field(pattern=r"^usb:[A-Za-z0-9_./:+-]{1,250}$")]


ConfigurationName = Annotated[str, Field(min_length=1, max_length=255)]
_FIELDS = (("source", "replay"), ("serial", "pixelink"), ("device", "video"), ("configuration", "micromanager"))


class CameraChoice(StrictWire):
    driver: Literal["simulated", "replay", "pixelink", "video", "micromanager"]
    source: SourceName | None = Field(default=None, description="For replay: a name in the folder of recordings")
    serial: Serial | None = Field(default=None, description="For pixelink: the serial number of the camera")
    device: Device | None = Field(default=None, description="For video: a USB camera")
    configuration: ConfigurationName | None = Field(default=None, description="For micromanager: a listed name")

    @model_validator(mode="after")
    def _check_together(self) -> Self:
        for name, driver in _FIELDS:
            if (getattr(self, name) is not None) != (self.driver == driver):
                verb = "needs" if self.driver == driver else "takes no"
                raise PydanticCustomError("choice", "the driver {driver} {verb} {path}", {
                    "driver": self.driver, "verb": verb, "path": name
                })  # fmt: skip
        return self


class ChoicesRequest(Wire):
    """Asks for the cameras that can be chosen. Searches USB, which takes a moment."""


class UsbDevice(Wire):
    device: Device
    name: Annotated[str, Field(max_length=120)]


class CameraChoices(Wire):
    """fixed: why nothing can be chosen here. pixelink_problem: why no PixeLINK camera can be chosen, and what to do."""

    driver: Annotated[str, Field(max_length=32)]
    source: SourceName | None = None
    serial: Serial | None = None
    device: Device | None = None
    configuration: ConfigurationName | None = None
    fixed: Annotated[str, Field(max_length=REASON_MAX)] | None = None
    folder: Annotated[str, Field(max_length=4096)] = Field(description="Of recordings, on the camera's machine")
    sources: Annotated[list[SourceName], Field(max_length=REPLAY_SOURCES_MAX)]
    pixelink: Annotated[list[Serial], Field(max_length=64)]
    devices: Annotated[list[UsbDevice], Field(max_length=DEVICES_MAX)] = Field(description="USB cameras")
    configurations: Annotated[list[ConfigurationName], Field(max_length=CONFIGURATIONS_MAX)] = Field(
        default_factory=list[str], description="Of Micro-Manager"
    )
    pixelink_problem: Annotated[str, Field(max_length=REASON_MAX)] | None = None
