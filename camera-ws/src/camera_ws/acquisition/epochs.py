"""Numbers the uninterrupted sequences of frames, for readers that compare each frame with the one before."""

from camera_ws.camera.base import Frame, Orientation
from camera_ws.protocol.camera.settings import CameraSettings

_Kind = tuple[object, ...]


class Epochs:
    """Used on the camera's thread."""

    def __init__(self) -> None:
        self._number = 0
        self._kind: _Kind | None = None
        self.orientation = Orientation()
        """Of the last numbered frame."""

    def restart(self) -> None:
        """The stream starts: the next frame begins an epoch."""
        self._kind = None

    def number(self, frame: Frame, settings: CameraSettings) -> int:
        """The epoch of this frame. settings: those of the camera when the frame arrived."""
        descriptor = frame.descriptor
        if self._kind is None or descriptor.settings_changed:
            # Not for every frame: those exposed before a change may arrive after it.
            self.orientation = Orientation.of(settings)
        kind = (
            descriptor.width,
            descriptor.height,
            descriptor.channels,
            descriptor.pixel_format,
            self.orientation,
        )
        if kind != self._kind:
            self._number += 1
            self._kind = kind
        return self._number
