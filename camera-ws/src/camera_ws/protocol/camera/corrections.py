"""Dark frame, flat field and display window. Mirrors corrections in shared-types."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from camera_ws.protocol.primitives import Count, Natural
from camera_ws.protocol.wire import Int, StrictWire, Wire

REFERENCE_FRAMES_MAX = 256

ReferenceFrames = Annotated[Int, Field(ge=1, le=REFERENCE_FRAMES_MAX)]
ReferenceOrder = Literal["on", "off", "take", "clear"]
_Share = Annotated[float, Field(ge=0, le=1)]


class DisplayWindow(StrictWire):
    """Shares of the full range; 0, 1 and gamma 1 change nothing."""

    black: _Share
    white: _Share
    gamma: Annotated[float, Field(ge=0.1, le=10)]

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.black >= self.white:
            raise PydanticCustomError("order", "white must be above black")
        return self


class ReferenceState(Wire):
    """none: no reference was taken yet. mismatch: the reason why an active reference cannot be used now."""

    state: Literal["none", "off", "on"]
    taken_at_us: Natural | None = None
    frames: ReferenceFrames | None = None
    mismatch: Annotated[str, Field(max_length=300)] | None = None


class Corrections(Wire):
    dark: ReferenceState
    flat: ReferenceState
    display: DisplayWindow | None = None


class CorrectionsUpdate(StrictWire):
    """take measures a new reference now (dark: light off; flat: empty bright field) and switches it on."""

    dark: ReferenceOrder | None = None
    flat: ReferenceOrder | None = None
    frames: ReferenceFrames | None = None
    display: DisplayWindow | None = None


class CorrectionsParams(Wire):
    corrections: CorrectionsUpdate


class AppliedReference(Wire):
    taken_at_us: Natural
    frames: Count


class AppliedCorrections(Wire):
    """What was done to the samples of a master."""

    dark: AppliedReference | None = None
    flat: AppliedReference | None = None
