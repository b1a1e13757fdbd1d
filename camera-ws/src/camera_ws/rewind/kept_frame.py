"""One frame of the live stream as viewers saw it."""

import hashlib
import sys
from dataclasses import dataclass, replace

from camera_ws.camera.base import Frame, FrameDescriptor
from camera_ws.camera.pictures.picture import jpeg_picture
from camera_ws.encoding.display_jpeg import DisplayJpeg, Shown
from camera_ws.protocol.camera.rewind import FromLive
from camera_ws.protocol.camera.settings import CameraSettings
from camera_ws.protocol.messages import CameraInfo

OVERHEAD_BYTES = 2048
"""Memory of a frame besides its JPEG: the descriptor with its region, this object, and the entries of the ring."""

Key = tuple[int, int]
"""Time and sequence number."""


@dataclass(slots=True, eq=False)
class KeptFrame:
    """jpeg is the object that was sent, not a copy. holds and left belong to the ring."""

    descriptor: FrameDescriptor
    jpeg: bytes
    shown: Shown
    camera: CameraInfo
    settings: CameraSettings
    holds: int = 0
    left: bool = False

    @property
    def key(self) -> Key:
        return self.descriptor.captured_at_us, self.descriptor.seq

    @property
    def cost_bytes(self) -> int:
        return sys.getsizeof(self.jpeg) + OVERHEAD_BYTES

    def frame(self) -> Frame:
        """Decoded on first use: 8 bits, with corrections and display window."""
        return Frame(self.descriptor, lambda: jpeg_picture(self.jpeg, "the frame").load(), self.jpeg)

    def from_live(self) -> FromLive:
        """Reads the whole JPEG."""
        return FromLive(sha256=hashlib.sha256(self.jpeg).hexdigest(), display=self.shown.window)


def kept_frame(frame: Frame, jpeg: DisplayJpeg, camera: CameraInfo, settings: CameraSettings) -> KeptFrame:
    """Keeps no reference to the frame, so that its pixels are freed."""
    descriptor = frame.descriptor if frame.descriptor.bit_depth == 8 else replace(frame.descriptor, bit_depth=8)
    return KeptFrame(descriptor, jpeg.data, jpeg.shown, camera, settings)
