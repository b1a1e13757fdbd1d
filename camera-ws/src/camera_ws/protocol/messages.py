"""Parameters and results of the camera link's methods, and the metadata of a capture. Mirrors the contract."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from camera_ws.protocol.settings import CameraSettings, Capabilities, CaptureFormat, Positive, Roi, SettingsUpdate
from camera_ws.protocol.wire import Int, StrictWire, Uuid, Wire

LINK_PATH = "/ingest/v1"
LINK_MAX_TEXT_BYTES = 1024 * 1024
CLOSE_REPLACED = 4001
CLOSE_NOT_JSON = 4002
METADATA_HEADER = "Eyepiece-Metadata"

LABEL_MAX = 120
NOTES_MAX = 4000
TAGS_MAX = 32

CAMERA_ID_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,63}$"
CameraId = Annotated[str, StringConstraints(pattern=CAMERA_ID_PATTERN)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LABEL_MAX)]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Notes = Annotated[str, StringConstraints(max_length=NOTES_MAX)]
Natural = Annotated[Int, Field(ge=0)]
Size = Annotated[Int, Field(ge=1, le=65535)]


class CameraInfo(Wire):
    driver: Annotated[str, Field(max_length=32)]
    model: Annotated[str, Field(max_length=128)]
    serial: Annotated[str, Field(max_length=64)]
    firmware: Annotated[str, Field(max_length=64)] | None = None


class LinkFault(Wire):
    code: Annotated[str, Field(max_length=64)]
    message: Annotated[str, Field(max_length=2000)]


class Retry(Wire):
    attempt: Annotated[Int, Field(ge=1)]
    next_in_ms: Annotated[float, Field(ge=0)]


class State(Wire):
    """Changes as the camera runs. Sent at once after a change and every second while it streams."""

    connected: bool
    streaming: bool
    settings: CameraSettings
    capabilities: Capabilities | None = None
    temperature: float | None = None
    fps: Annotated[float, Field(ge=0)]
    dropped: Natural
    spooled: Natural
    fault: LinkFault | None = None
    retry: Retry | None = None


class Hello(State, CameraInfo):
    camera_id: CameraId
    name: Annotated[str, Field(min_length=1, max_length=120)]
    capabilities: Capabilities  # pyright: ignore[reportIncompatibleVariableOverride, reportGeneralTypeIssues]
    version: Annotated[str, Field(max_length=32)] | None = None


class HelloResult(Wire):
    hub_time_us: Int
    ping_interval_ms: float


class Time(Wire):
    camera_time_us: Int


class Ping(Wire):
    hub_time_us: Int


class RetryNow(Wire):
    """Open a lost camera now; it has nothing more to say."""


class Demand(Wire):
    """What the hub wants of the stream; the last one counts."""

    streaming: bool
    max_width: Annotated[Int, Field(ge=16)] | None = None
    max_fps: Positive | None = None


class SettingsUpdateParams(Wire):
    settings: SettingsUpdate


class _CaptureWish(Wire):
    exposure: Positive | None = Field(default=None, description="ms, for this capture and after")
    gain: float | None = Field(default=None, description="dB, for this capture and after")
    format: CaptureFormat | None = None
    label: Label | None = None
    tags: Annotated[list[Tag], Field(max_length=TAGS_MAX)] | None = None
    notes: Notes | None = None


class CaptureRequest(_CaptureWish, StrictWire):
    """What a person may say about a capture when taking it."""


class Person(Wire):
    id: Annotated[str, Field(max_length=64)]
    name: Annotated[str, Field(max_length=120)]


class CaptureParams(_CaptureWish):
    capture_id: Uuid
    user: Person | None = None
    session_id: Uuid | None = None


class CaptureMetadata(Wire):
    """A capture as this service made it: the sidecar, the upload's metadata and the hub's row all carry this."""

    id: Uuid
    camera_id: CameraId
    camera_name: Annotated[str, Field(max_length=120)]
    camera: CameraInfo
    filename: Annotated[str, Field(max_length=200, pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$")]
    format: CaptureFormat
    size_bytes: Annotated[Int, Field(ge=1)]
    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    width: Size
    height: Size
    bit_depth: Annotated[Int, Field(ge=1, le=16)]
    channels: Literal[1, 3]
    captured_at_us: Natural
    seq: Natural
    exposure_ms: Annotated[float, Field(ge=0)]
    gain_db: float
    roi: Roi
    pixel_format: Annotated[str, Field(max_length=32)]
    temperature: float | None = None
    settings: CameraSettings
    label: Annotated[str, Field(max_length=LABEL_MAX)] | None = None
    tags: Annotated[list[Annotated[str, Field(max_length=64)]], Field(max_length=TAGS_MAX)] = Field(
        default_factory=list[str]
    )
    notes: Notes | None = None
    user: Person | None = None
    session_id: Uuid | None = None
    source: Literal["hub", "http"]
