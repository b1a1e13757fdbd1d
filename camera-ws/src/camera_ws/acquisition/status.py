"""The status of the camera, written by its thread and read by everything else."""

import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

from camera_ws.camera.base import Camera, FrameDescriptor
from camera_ws.protocol.camera.settings import CAPTURE_FORMATS, CameraSettings, Capabilities, Roi, Sensor
from camera_ws.protocol.messages import CameraInfo, LinkFault, Retry
from camera_ws.protocol.text import cut


@dataclass(frozen=True, slots=True)
class KnownCamera:
    """Known since the first successful open; stays known while the camera is disconnected."""

    info: CameraInfo
    capabilities: Capabilities
    settings: CameraSettings


def unseen_camera(info: CameraInfo) -> KnownCamera:
    """A placeholder for a camera that was never open: the link needs one. Without features nothing can be set."""
    pixel = Roi(left=0, top=0, width=1, height=1)
    return KnownCamera(
        info,
        Capabilities(
            sensor=Sensor(width=1, height=1, color=False, bit_depth=8),
            features={},
            resolutions=(),
            capture_formats=CAPTURE_FORMATS,
        ),
        CameraSettings(exposure=1.0, gain=0.0, roi=pixel),
    )


@dataclass(frozen=True, slots=True)
class CameraStatus:
    info: CameraInfo
    """Before the first successful open: the configured values only."""
    connected: bool = False
    streaming: bool = False
    camera: KnownCamera | None = None
    temperature: float | None = None
    fps: float = 0.0
    dropped: int = 0
    fault: LinkFault | None = None
    retry_attempt: int = 0
    retry_at_s: float = 0.0
    """On the monotonic clock."""
    preserve_kept: bool = False
    """The settings on disk were not applied: they are not overwritten until a person changes a setting."""

    def retry(self) -> Retry | None:
        if self.connected or self.retry_attempt == 0:
            return None
        return Retry(attempt=self.retry_attempt, next_in_ms=max(0.0, (self.retry_at_s - time.monotonic()) * 1000))


def with_camera(status: CameraStatus, camera: Camera, differences: Sequence[str]) -> CameraStatus:
    """The status with what the open camera reports. Call it on the camera's thread."""
    return replace(
        status,
        info=camera.info,
        camera=KnownCamera(camera.info, camera.capabilities, camera.settings),
        temperature=camera.temperature,
        fault=attention(differences, camera.warnings),
    )


def attention(differences: Sequence[str], warnings: Sequence[str]) -> LinkFault | None:
    """The notice about a working camera: settings that a restart changed, or else its warnings."""
    if differences:
        message = "the camera came back with other settings: " + "; ".join(differences)
        return LinkFault(code="settings_differ", message=cut(message, 2000))
    return LinkFault(code="camera_warning", message=cut("; ".join(warnings), 2000)) if warnings else None


_FPS_WINDOW_US = 2_000_000


class StreamMeter:
    """Measured frame rate and count of lost frames since the stream started."""

    def __init__(self) -> None:
        self._times_us: deque[int] = deque()
        self._last_seq: int | None = None
        self.dropped = 0

    def restart(self) -> None:
        self._times_us.clear()
        self._last_seq = None
        self.dropped = 0

    def count(self, descriptor: FrameDescriptor) -> None:
        if self._last_seq is not None:
            self.dropped += max(0, ((descriptor.seq - self._last_seq) & 0xFFFF_FFFF) - 1)
        self._last_seq = descriptor.seq
        self._times_us.append(descriptor.captured_at_us)
        # Keep two frames, so that exposures longer than the window have a rate too.
        while len(self._times_us) > 2 and self._times_us[-1] - self._times_us[0] > _FPS_WINDOW_US:
            self._times_us.popleft()

    @property
    def fps(self) -> float:
        if len(self._times_us) < 2 or self._times_us[-1] <= self._times_us[0]:
            return 0.0
        return round((len(self._times_us) - 1) * 1e6 / (self._times_us[-1] - self._times_us[0]), 2)
