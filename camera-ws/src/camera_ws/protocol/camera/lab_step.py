"""Results of a laboratory's own step. Mirrors lab-step in shared-types. Coordinates are those of the sensor, px."""

from typing import Annotated

from pydantic import Field, model_validator

from camera_ws.protocol.primitives import Natural
from camera_ws.protocol.wire import Int, Wire

NUMBERS_MAX = 24
BOXES_MAX = 256
POINTS_MAX = 1024
MASK_SIDE_MAX = 480
MASK_RUNS_MAX = 4096
NAME_MAX = 40
UNIT_MAX = 16
ERROR_MAX = 500
COORDINATE_MAX = 100_000

_Coordinate = Annotated[float, Field(ge=-COORDINATE_MAX, le=COORDINATE_MAX)]
_Length = Annotated[float, Field(gt=0, le=COORDINATE_MAX)]
_Cell = Annotated[Int, Field(ge=1, le=65535)]
_Cells = Annotated[Int, Field(ge=1, le=MASK_SIDE_MAX)]
LabName = Annotated[str, Field(min_length=1, max_length=NAME_MAX)]


class LabNumber(Wire):
    name: LabName
    value: float
    unit: Annotated[str, Field(max_length=UNIT_MAX)] | None = None


class LabBox(Wire):
    left: _Coordinate
    top: _Coordinate
    width: _Length
    height: _Length
    label: LabName | None = None


class LabPoint(Wire):
    x: _Coordinate
    y: _Coordinate
    label: LabName | None = None


class LabMask(Wire):
    """Cells of cell_width × cell_height px from (left, top), row by row.

    runs: lengths that alternate between cells outside and inside the mask; the first is outside and may be 0.
    """

    left: Natural
    top: Natural
    cell_width: _Cell
    cell_height: _Cell
    columns: _Cells
    rows: _Cells
    runs: Annotated[list[Natural], Field(min_length=1, max_length=MASK_RUNS_MAX)]

    @model_validator(mode="after")
    def _check_runs(self) -> "LabMask":
        if sum(self.runs) != self.columns * self.rows:
            raise ValueError(f"runs cover {sum(self.runs)} cells, not {self.columns} × {self.rows}")
        return self


class LabResult(Wire):
    """Of one frame. error: why there is no result; then everything else but the step's identity is absent."""

    name: LabName
    digest: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = Field(
        default=None, description="SHA-256 of the step's file"
    )
    version: LabName | None = Field(default=None, description="As the step states it")
    numbers: Annotated[list[LabNumber], Field(max_length=NUMBERS_MAX)] | None = None
    boxes: Annotated[list[LabBox], Field(max_length=BOXES_MAX)] | None = None
    points: Annotated[list[LabPoint], Field(max_length=POINTS_MAX)] | None = None
    mask: LabMask | None = None
    duration_ms: Annotated[float, Field(ge=0)] | None = None
    error: Annotated[str, Field(min_length=1, max_length=ERROR_MAX)] | None = None


class LabStepOffer(Wire):
    """The step of this service. In hello and state; absent without one."""

    name: LabName
