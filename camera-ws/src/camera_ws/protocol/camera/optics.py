"""The objective in use, as the hub knows it. Mirrors optics in shared-types."""

from typing import Annotated, Literal

from pydantic import Field

from camera_ws.protocol.wire import Wire

Immersion = Literal["air", "water", "oil", "glycerol", "other"]


class Calibration(Wire):
    """um_per_pixel is the width of one sensor pixel in the specimen, µm, without binning; None until calibrated."""

    objective: Annotated[str, Field(min_length=1, max_length=80)]
    magnification: Annotated[float, Field(gt=0, le=1000)] | None = None
    numerical_aperture: Annotated[float, Field(gt=0, le=2)] | None = None
    immersion: Immersion | None = None
    um_per_pixel: Annotated[float, Field(gt=0, le=10_000)] | None = None
