"""The metadata of a picture, from which every file format and the sidecar are written."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Literal

from camera_ws.camera.base import FrameDescriptor
from camera_ws.protocol.camera.corrections import AppliedCorrections
from camera_ws.protocol.camera.rewind import FromLive
from camera_ws.protocol.camera.settings import CameraSettings
from camera_ws.protocol.messages import CameraInfo, CaptureParams

_MAKERS = {"pixelink": "PixeLINK", "simulated": "Eyepiece"}

Source = Literal["hub", "http"]


@dataclass(frozen=True, slots=True)
class CameraIdentity:
    id: str
    name: str


@dataclass(frozen=True, slots=True)
class Facts:
    """params: as requested. descriptor, settings and corrections: as they actually were.

    The descriptor's captured_at_us is a date here, by the wall clock.
    """

    identity: CameraIdentity
    camera: CameraInfo
    descriptor: FrameDescriptor
    settings: CameraSettings
    params: CaptureParams
    source: Source
    corrections: AppliedCorrections | None = None
    job_id: str | None = None
    job_index: int | None = None
    from_live: FromLive | None = None

    @property
    def maker(self) -> str | None:
        """None for replayed pictures: their camera is unknown."""
        return _MAKERS.get(self.camera.driver)

    @property
    def pixel_size_um(self) -> tuple[float, float] | None:
        """Width and height of one pixel in the specimen; None without calibration."""
        calibration = self.params.calibration
        if calibration is None or calibration.um_per_pixel is None:
            return None
        x, y = self._sensor_pixels()
        return calibration.um_per_pixel * x, calibration.um_per_pixel * y

    @property
    def um_per_pixel(self) -> float | None:
        """The same for both directions; None when pixel addressing makes them differ."""
        size = self.pixel_size_um
        return size[0] if size is not None and size[0] == size[1] else None

    def with_corrections(self, corrections: AppliedCorrections | None) -> "Facts":
        return replace(self, corrections=corrections)

    def description(self) -> dict[str, Any]:
        """For the description inside a file, with the names of the protocol; without unknown values."""
        descriptor, params = self.descriptor, self.params
        known: dict[str, Any] = {
            "id": params.capture_id,
            "camera": self.identity.name,
            "capturedAt": timestamp(descriptor.captured_at_us),
            "exposureMs": descriptor.exposure_ms,
            "gainDb": descriptor.gain_db,
            "roi": descriptor.roi.to_json(),
            "pixelFormat": descriptor.pixel_format,
            "significantBits": descriptor.bit_depth,
            "seq": descriptor.seq,
            "temperature": descriptor.temperature,
            "average": params.average,
            "calibration": params.calibration.to_json() if params.calibration else None,
            "umPerPixel": self.um_per_pixel,
            "corrections": self.corrections.to_json() if self.corrections else None,
            "fromLive": self.from_live.to_json() if self.from_live else None,
            "jobId": self.job_id,
            "jobIndex": self.job_index,
            "sessionId": params.session_id,
            "shotId": params.shot.id if params.shot else None,
            "user": params.user.to_json() if params.user else None,
            "label": params.label,
            "tags": params.tags or None,
            "notes": params.notes,
        }
        return {name: value for name, value in known.items() if value is not None}

    def _sensor_pixels(self) -> tuple[int, int]:
        """Sensor pixels per picture pixel, along width and height."""
        addressing = self.settings.pixel_addressing
        if addressing is None:
            return 1, 1
        turned = self.settings.rotate in (90, 270)
        return (addressing.y, addressing.x) if turned else (addressing.x, addressing.y)


def moment(captured_at_us: int) -> datetime:
    """UTC, exact to the µs because no float is involved."""
    seconds, micros = divmod(captured_at_us, 1_000_000)
    return datetime.fromtimestamp(seconds, UTC).replace(microsecond=micros)


def timestamp(captured_at_us: int) -> str:
    """ISO 8601 in UTC with milliseconds."""
    return moment(captured_at_us).isoformat(timespec="milliseconds").replace("+00:00", "Z")
