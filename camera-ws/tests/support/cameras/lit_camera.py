"""A camera whose picture the test sets by the light."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from camera_ws.camera.base import Frame
from support.cameras.fake_camera import FakeCamera

SHAPE = (96, 128, 3)
OFFSET = 10
SHADE: NDArray[np.float64] = np.linspace(0.5, 1.0, SHAPE[1])[None, :, None] * np.ones(SHAPE)


class LitCamera(FakeCamera):
    """8-bit frames: an offset plus light that varies across the field."""

    def __init__(self, light: float = 120.0, **options: Any) -> None:
        super().__init__(**options)
        self.light = light

    @property
    def scene(self) -> NDArray[np.uint8]:
        return np.clip(np.rint(OFFSET + self.light * SHADE), 0, 255).astype(np.uint8)

    def next_frame(self, timeout_s: float) -> Frame:
        frame = super().next_frame(timeout_s)
        return Frame(frame.descriptor, self.scene) if frame.pixels.shape == SHAPE else frame
