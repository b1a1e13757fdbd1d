"""Where the pixels of a frame lie on the sensor: the camera reads its region, bins, mirrors, then rotates clockwise."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camera_ws.camera.base import Orientation
from camera_ws.protocol.camera.lab_step import LabBox, LabPoint
from camera_ws.protocol.camera.settings import Roi

Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Placement:
    """width and height: of the frame, px."""

    width: int
    height: int
    roi: Roi
    orientation: Orientation

    @property
    def step(self) -> tuple[int, int]:
        """Sensor pixels per pixel of the frame before it was rotated, along x and y."""
        addressing = self.orientation.addressing
        return (addressing.x, addressing.y) if addressing else (1, 1)

    def point(self, x: float, y: float, label: str | None) -> LabPoint:
        sensor_x, sensor_y = self._to_sensor(x, y)
        return LabPoint(x=sensor_x, y=sensor_y, label=label)

    def box(self, left: float, top: float, width: float, height: float, label: str | None) -> LabBox:
        x1, y1 = self._to_sensor(left, top)
        x2, y2 = self._to_sensor(left + width, top + height)
        return LabBox(left=min(x1, x2), top=min(y1, y2), width=abs(x2 - x1), height=abs(y2 - y1), label=label)

    def mask(self, mask: Mask) -> Mask:
        """As the sensor was read: neither rotated nor mirrored."""
        # rot90 turns counter-clockwise.
        read = np.rot90(mask, self.orientation.rotate // 90)
        flip = self.orientation.flip
        if flip and flip.vertical:
            read = read[::-1]
        return read[:, ::-1] if flip and flip.horizontal else read

    def _to_sensor(self, x: float, y: float) -> tuple[float, float]:
        width, height = self.width, self.height
        match self.orientation.rotate:
            case 90:
                x, y, width, height = y, width - x, height, width
            case 180:
                x, y = width - x, height - y
            case 270:
                x, y, width, height = height - y, x, height, width
            case _:
                pass
        flip = self.orientation.flip
        if flip and flip.horizontal:
            x = width - x
        if flip and flip.vertical:
            y = height - y
        step_x, step_y = self.step
        return x * step_x + self.roi.left, y * step_y + self.roi.top
