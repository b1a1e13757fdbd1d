"""Histogram and sharpness of a frame. Mirrors analysis in shared-types."""

from typing import Annotated, Literal

from pydantic import Field

from camera_ws.protocol.camera.settings import Roi
from camera_ws.protocol.primitives import Natural
from camera_ws.protocol.wire import Int, Wire

ANALYSIS_MAX_HZ = 5.0
HISTOGRAM_BINS = 256

_Share = Annotated[float, Field(ge=0, le=1)]


class AnalysisRequest(Wire):
    """A request of the hub; the last one counts. region: in px of the picture; None for the whole picture."""

    histogram: bool = False
    focus: bool = False
    region: Roi | None = None


class ChannelHistogram(Wire):
    """The bins divide 0 to 2^bit_depth equally; saturated and black are shares of the pixels."""

    name: Literal["L", "R", "G", "B"]
    bins: Annotated[list[Natural], Field(min_length=HISTOGRAM_BINS, max_length=HISTOGRAM_BINS)]
    min: Natural
    max: Natural
    mean: float
    deviation: float
    saturated: _Share
    black: _Share


class FocusScore(Wire):
    """Higher is sharper; comparable at the same exposure and specimen. camera: the camera's own score."""

    score: Annotated[float, Field(ge=0)]
    camera: float | None = None


class Analysis(Wire):
    seq: Natural
    captured_at_us: Natural
    bit_depth: Annotated[Int, Field(ge=1, le=16)]
    histogram: Annotated[list[ChannelHistogram], Field(max_length=4)] | None = None
    focus: FocusScore | None = None
    region: Roi | None = None
