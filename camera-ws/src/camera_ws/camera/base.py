"""The contract of all camera drivers."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from camera_ws.errors import SettingRejected
from camera_ws.protocol.camera.settings import (
    CameraSettings,
    Capabilities,
    Flip,
    PixelAddressing,
    Roi,
    Rotation,
    SettingsUpdate,
    TriggerMode,
)
from camera_ws.protocol.messages import CameraInfo
from camera_ws.protocol.rpc import FieldIssue

Pixels = NDArray[np.unsignedinteger[Any]]
"""uint8, or uint16 with the significant bits in the least significant positions."""


@dataclass(frozen=True, slots=True)
class FrameDescriptor:
    """Values that the camera reports for one frame. They may differ from the requested settings.

    captured_at_us is the end of the exposure by Clock.now_us; Clock.date_us makes a date of it. bit_depth counts the
    significant bits of each sample, least significant bit aligned. settings_changed marks the first frame after a
    change. sharpness_score is the camera's own measure, if it has one that is on.
    """

    seq: int
    captured_at_us: int
    exposure_ms: float
    gain_db: float
    roi: Roi
    width: int
    height: int
    channels: int
    pixel_format: str
    bit_depth: int
    temperature: float | None = None
    settings_changed: bool = False
    sharpness_score: float | None = None

    @property
    def exposure_began_us(self) -> int:
        return self.captured_at_us - round(self.exposure_ms * 1000)


@dataclass(frozen=True, slots=True)
class Orientation:
    """How the pixels of a frame were read from its region: binned, mirrored, then rotated clockwise."""

    flip: Flip | None = None
    rotate: Rotation = 0
    addressing: PixelAddressing | None = None

    @staticmethod
    def of(settings: CameraSettings) -> "Orientation":
        return Orientation(settings.flip, settings.rotate or 0, settings.pixel_addressing)


class Frame:
    """A picture and its descriptor.

    pixels is (height, width) for monochrome and (height, width, 3) in RGB order for colour, uint8 or uint16. A driver
    that has a finished JPEG passes it as `jpeg`; its pixels are then decoded on first use. A driver that computes the
    picture from sensor data passes that as `raw`.
    """

    def __init__(
        self,
        descriptor: FrameDescriptor,
        pixels: Pixels | Callable[[], Pixels],
        jpeg: bytes | None = None,
        raw: Callable[[], Pixels] | None = None,
    ) -> None:
        self.descriptor = descriptor
        self.jpeg = jpeg
        self.changes = 0
        """Count of settings changes up to this frame, for readers that skipped the frame with settings_changed."""
        self.epoch = 0
        """Equal for frames of one stream with the same size, pixel format and orientation."""
        self.orientation = Orientation()
        """Set for frames of the stream."""
        self._source = pixels
        self._raw_source = raw

    @cached_property
    def pixels(self) -> Pixels:
        return self._source() if callable(self._source) else self._source

    @cached_property
    def raw(self) -> Pixels | None:
        """The sensor's samples if the pixels are computed from them; None if the pixels are the samples.

        A Bayer mosaic is (height, width), as Pixels; its order is part of the name of the pixel format. YUV 4:2:2 is
        (height, width, 2) uint8: first Cb and Cr in turn, then Y.
        """
        return self._raw_source() if self._raw_source is not None else None


MemoryChannel = Literal["factory", "user"]


def _no_memory() -> SettingRejected:
    return SettingRejected([FieldIssue(path="channel", message="this camera has no memory for settings")])


def no_software_trigger(trigger: TriggerMode | None) -> SettingRejected:
    """The error of fire without a software trigger."""
    has = f"it is {trigger}: set the trigger to software first" if trigger else "this camera has none"
    return SettingRejected([FieldIssue(path="trigger", message=f"only a software trigger can be fired, {has}")])


class Camera(ABC):
    """One camera. Every method is called on the one thread that owns it.

    Lifecycle: open → (start → next_frame… → stop)* → close. open may be called again after close. stop and close may
    be called in any state and twice. All methods raise CameraDisconnected when the device is gone.
    """

    @property
    @abstractmethod
    def info(self) -> CameraInfo:
        """Driver, model and serial; before the first open the configured values only."""

    @property
    @abstractmethod
    def capabilities(self) -> Capabilities:
        """Features with their limits; known after open."""

    @property
    @abstractmethod
    def settings(self) -> CameraSettings:
        """The settings read back from the camera; known after open."""

    @property
    @abstractmethod
    def temperature(self) -> float | None:
        """Sensor temperature, °C; None when the camera has no sensor for it."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """Present warnings of the camera, as text for people."""
        return ()

    @abstractmethod
    def open(self) -> None:
        """Finds the camera and opens it."""

    @abstractmethod
    def start(self) -> None:
        """Starts the stream; sequence numbers begin at 0."""

    @abstractmethod
    def next_frame(self, timeout_s: float) -> Frame:
        """The next frame, within timeout_s; CameraTimeout when none has arrived; no frame is lost by that."""

    @abstractmethod
    def apply(self, update: SettingsUpdate) -> CameraSettings:
        """All of the update or, with SettingRejected, none of it; returns the settings read back."""

    def abort_exposure(self) -> None:
        """Ends the running exposure without a frame and starts the next one at once.

        Its software trigger counts as taken. Does nothing on a camera that cannot do it, or that does not stream.
        """
        return

    def save_settings(self) -> None:
        """Into the camera's own memory; load_settings("user") restores them, also after a loss of power."""
        raise _no_memory()

    def load_settings(self, channel: MemoryChannel) -> CameraSettings:  # noqa: ARG002
        """From the camera's own memory; the settings read back. SettingRejected when there is none of this channel."""
        raise _no_memory()

    def fire(self) -> None:
        """With the trigger `software`: exposes one more frame, after the pending ones.

        The stream need not run yet. CameraBusy when too many are pending; SettingRejected with another trigger.
        """
        raise no_software_trigger(None)

    @property
    def pending_triggers(self) -> int:
        """Triggers whose frame was not read yet."""
        return 0

    def check_connection(self) -> None:
        """Raises CameraDisconnected when an idle camera is gone; does nothing while it streams."""
        return

    @abstractmethod
    def stop(self) -> None:
        """Stops the stream."""

    @abstractmethod
    def close(self) -> None:
        """Stops the stream and closes the camera."""

    def __enter__(self) -> "Camera":
        self.open()
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
