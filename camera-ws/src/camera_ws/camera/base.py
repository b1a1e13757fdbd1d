"""The contract every camera driver keeps."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from camera_ws.errors import SettingRejected
from camera_ws.protocol.messages import CameraInfo
from camera_ws.protocol.rpc import FieldIssue
from camera_ws.protocol.settings import CameraSettings, Capabilities, Roi, SettingsUpdate

Pixels = NDArray[np.unsignedinteger[Any]]
"""uint8, or uint16 with the significant bits at the low end."""


@dataclass(frozen=True, slots=True)
class FrameDescriptor:
    """What the camera says about one frame: never what somebody asked for.

    captured_at_us is the end of the exposure, µs since the Unix epoch. bit_depth counts the significant bits of each
    sample, least significant bit aligned. settings_changed marks the first frame after a change.
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

    @property
    def exposure_began_us(self) -> int:
        return self.captured_at_us - round(self.exposure_ms * 1000)


class Frame:
    """A picture and its descriptor.

    pixels is (height, width) for monochrome and (height, width, 3) in RGB order for colour, uint8 or uint16. A driver
    that holds a finished JPEG passes it as `jpeg`; its pixels are then decoded only when somebody needs them.
    """

    def __init__(self, descriptor: FrameDescriptor, pixels: Pixels | Callable[[], Pixels], jpeg: bytes | None = None):
        self.descriptor = descriptor
        self.jpeg = jpeg
        self._source = pixels

    @cached_property
    def pixels(self) -> Pixels:
        return self._source() if callable(self._source) else self._source


MemoryChannel = Literal["factory", "user"]


def _no_memory() -> SettingRejected:
    return SettingRejected([FieldIssue(path="channel", message="this camera has no memory for settings")])


class Camera(ABC):
    """One camera. Every method is called on the one thread that owns it.

    Lifecycle: open → (start → next_frame… → stop)* → close. open may be called again after close. stop and close may
    be called in any state and twice. Whatever fails because the device is gone raises CameraDisconnected.
    """

    @property
    @abstractmethod
    def info(self) -> CameraInfo:
        """Driver, model and serial; before the first open only what is configured."""

    @property
    @abstractmethod
    def capabilities(self) -> Capabilities:
        """Features with their limits; known after open."""

    @property
    @abstractmethod
    def settings(self) -> CameraSettings:
        """What the camera reports, read back; known after open."""

    @property
    @abstractmethod
    def temperature(self) -> float | None:
        """Sensor temperature, °C; None when the camera has no sensor for it."""

    @property
    def warnings(self) -> tuple[str, ...]:
        """What the camera warns of now, in words for people; empty when all is well."""
        return ()

    @abstractmethod
    def open(self) -> None:
        """Finds and takes the camera."""

    @abstractmethod
    def start(self) -> None:
        """Starts the stream; sequence numbers begin at 0."""

    @abstractmethod
    def next_frame(self, timeout_s: float) -> Frame:
        """The next frame, within timeout_s; CameraTimeout when none has arrived by then, which loses nothing."""

    @abstractmethod
    def apply(self, update: SettingsUpdate) -> CameraSettings:
        """All of the update or, with SettingRejected, none of it; returns the settings read back."""

    def save_settings(self) -> None:
        """Into the camera's own memory, from where load_settings("user") has them back after a loss of power."""
        raise _no_memory()

    def load_settings(self, channel: MemoryChannel) -> CameraSettings:  # noqa: ARG002
        """From the camera's own memory; the settings read back. SettingRejected when there is none of this channel."""
        raise _no_memory()

    @abstractmethod
    def stop(self) -> None:
        """Stops the stream."""

    @abstractmethod
    def close(self) -> None:
        """Stops and lets the camera go."""

    def __enter__(self) -> "Camera":
        self.open()
        return self

    def __exit__(self, *_: Any) -> None:
        self.close()
