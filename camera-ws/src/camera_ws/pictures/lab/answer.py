"""Checks the answer of a step's process and turns it into a result with coordinates of the sensor."""

from collections.abc import Mapping
from typing import Annotated, Any

import numpy as np
from pydantic import Field, ValidationError

from camera_ws.pictures.lab.mask_runs import mask_runs
from camera_ws.pictures.lab.placement import Mask, Placement
from camera_ws.pictures.lab.texts import shown
from camera_ws.protocol.camera.lab_step import (
    BOXES_MAX,
    COORDINATE_MAX,
    POINTS_MAX,
    LabBox,
    LabNumber,
    LabPoint,
    LabResult,
)
from camera_ws.protocol.wire import Wire


class _Answer(Wire):
    """Coordinates are those of the frame."""

    numbers: list[LabNumber] | None = None
    boxes: Annotated[list[LabBox], Field(max_length=BOXES_MAX)] | None = None
    points: Annotated[list[LabPoint], Field(max_length=POINTS_MAX)] | None = None
    ms: Annotated[float, Field(ge=0)] | None = None
    error: str | None = None


def result_of(identity: Mapping[str, Any], message: object, mask: bytes, placement: Placement) -> LabResult:
    """ValidationError or ValueError when the process did not keep to the protocol."""
    answer = _Answer.from_wire(message)
    if answer.error is not None:
        return LabResult(**identity, error=shown(answer.error))
    try:
        boxes = answer.boxes and [
            placement.box(box.left, box.top, box.width, box.height, box.label) for box in answer.boxes
        ]
        points = answer.points and [placement.point(point.x, point.y, point.label) for point in answer.points]
    except ValidationError:
        # Binning enlarges coordinates. The process has kept to the protocol, so it goes on.
        return LabResult(
            **identity, error=f"a box or a point lies more than {COORDINATE_MAX} px from the sensor's corner"
        )
    return LabResult(
        **identity,
        numbers=answer.numbers,
        boxes=boxes,
        points=points,
        mask=mask_runs(_unpacked(mask, placement), placement) if mask else None,
        duration_ms=answer.ms,
    )


def _unpacked(mask: bytes, placement: Placement) -> Mask:
    pixels = placement.width * placement.height
    if len(mask) != -(-pixels // 8):
        raise ValueError(f"the mask has {len(mask)} bytes for {pixels} pixels")
    bits = np.unpackbits(np.frombuffer(mask, np.uint8), count=pixels)
    return bits.reshape(placement.height, placement.width).astype(np.bool_)
