"""Histogram and sharpness of a frame, and samples along a line. Mirrors analysis in shared-types."""

from typing import Annotated, Literal

from pydantic import Field

from camera_ws.protocol.camera.lab_step import LabResult
from camera_ws.protocol.camera.settings import Roi
from camera_ws.protocol.primitives import Natural
from camera_ws.protocol.wire import Int, StrictWire, Wire

ANALYSIS_MAX_HZ = 5.0
HISTOGRAM_BINS = 256
AREAS_MAX = 24
PROFILE_SAMPLES = 2048

_Share = Annotated[float, Field(ge=0, le=1)]


_Coordinate = Annotated[Int, Field(ge=0, le=65_535)]


class ProfileLine(StrictWire):
    """A line between the centres of two pixels, px of the picture."""

    x1: _Coordinate
    y1: _Coordinate
    x2: _Coordinate
    y2: _Coordinate


class AnalysisArea(Wire):
    """A region or a line; its results carry its id."""

    id: Annotated[str, Field(min_length=1, max_length=64)]
    histogram: bool = False
    focus: bool = False
    region: Roi | None = None
    line: ProfileLine | None = None


class AnalysisRequest(Wire):
    """A request of the hub; the last one counts. region: in px of the picture; None for the whole picture.

    areas: analysed besides that, each with a result of its own.
    """

    histogram: bool = False
    focus: bool = False
    lab_step: bool = False
    region: Roi | None = None
    areas: Annotated[list[AnalysisArea], Field(default_factory=list, max_length=AREAS_MAX)]


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


class ProfileChannel(Wire):
    name: Literal["L", "R", "G", "B"]
    values: Annotated[list[Natural], Field(min_length=1, max_length=PROFILE_SAMPLES)]


class Profile(Wire):
    """Samples along a line, step_px apart; only L for monochrome, R, G and B for colour."""

    line: ProfileLine
    step_px: Annotated[float, Field(ge=0)]
    channels: Annotated[list[ProfileChannel], Field(min_length=1, max_length=3)]


class Analysis(Wire):
    """area: the id of the analysed area; None for the whole picture."""

    seq: Natural
    captured_at_us: Natural
    bit_depth: Annotated[Int, Field(ge=1, le=16)]
    histogram: Annotated[list[ChannelHistogram], Field(max_length=4)] | None = None
    focus: FocusScore | None = None
    region: Roi | None = None
    profile: Profile | None = None
    area: str | None = None
    lab_step: LabResult | None = None
