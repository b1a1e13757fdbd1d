"""The samples that the service can send, and the hub's request for them. Mirrors sampleOfferSchema in shared-types."""

from typing import Annotated, Literal

from pydantic import Field

from camera_ws.protocol.camera.settings import Positive
from camera_ws.protocol.primitives import Count
from camera_ws.protocol.wire import Int, Wire


class SampleOffer(Wire):
    """The samples that viewers can get. frame_bytes: of a compressed frame, about."""

    bits: Annotated[Int, Field(ge=9, le=16)]
    channels: Literal[1, 3]
    frame_bytes: Count
    max_fps: Positive


class SampleDemand(Wire):
    """Samples have a viewer. Absent max_fps: as fast as the service allows."""

    max_fps: Positive | None = None
