"""Parameters and results of the camera link's methods, and the metadata of a capture. Mirrors shared-types."""

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, AwareDatetime, Field

from camera_ws.protocol.camera.corrections import AppliedCorrections, Corrections
from camera_ws.protocol.camera.jobs import NAME_TEMPLATE_MAX, TIMELAPSE_COUNT_MAX, ClipFacts, Job, Ordered
from camera_ws.protocol.camera.lab_step import LabResult, LabStepOffer
from camera_ws.protocol.camera.optics import Calibration
from camera_ws.protocol.camera.rewind import FromLive, RewindKey, RewindState
from camera_ws.protocol.camera.sample_offer import SampleDemand, SampleOffer
from camera_ws.protocol.camera.settings import (
    CameraSettings,
    Capabilities,
    CaptureFormat,
    MasterFormat,
    MemoryChannel,
    Positive,
    Roi,
    SettingsUpdate,
)
from camera_ws.protocol.camera.video_offer import VideoOffer
from camera_ws.protocol.primitives import (
    LABEL_MAX,
    TAGS_MAX,
    CameraId,
    Count,
    Label,
    Name,
    Natural,
    Notes,
    Person,
    Size,
    Tags,
    not_windows_device,
)
from camera_ws.protocol.shots import Shot
from camera_ws.protocol.video_fields import VIDEO_TIERS, VideoTier
from camera_ws.protocol.wire import Int, StrictWire, Uuid, Wire

LINK_PATH = "/ingest/v1"
LINK_MAX_TEXT_BYTES = 1024 * 1024
CLOSE_REPLACED = 4001
CLOSE_NOT_JSON = 4002
CLOSE_TAKEN = 4006
METADATA_HEADER = "Eyepiece-Metadata"

AVERAGE_MAX = 256
HELLO_JOBS_MAX = 50
SETTINGS_FILE_MAX = 100

Fence = Annotated[Int, Field(ge=1)]


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


REFUSED_REASON_MAX = 500


class Refused(Wire):
    count: Count
    reason: Annotated[str, Field(max_length=REFUSED_REASON_MAX)]


EXPOSING_MAX = 32


class Exposing(Wire):
    """A long capture that can be cancelled. Without times it waits for a hardware trigger."""

    capture_id: Uuid
    user: Person | None = None
    total_ms: Annotated[float, Field(ge=0)] | None = None
    left_ms: Annotated[float, Field(ge=0)] | None = None


class State(Wire):
    """The state of the camera. Sent at once after a change and every second while it streams."""

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
    corrections: Corrections | None = None
    free_bytes: Natural | None = Field(default=None, description="Free space on the disk of the spool")
    disk_bytes: Count | None = Field(default=None, description="Size of that disk")
    refused: Refused | None = Field(default=None, description="Captures that the hub refused permanently")
    exposing: Annotated[list[Exposing], Field(max_length=EXPOSING_MAX)] | None = Field(
        default=None, description="Captures that take a second or more and are not exposed yet"
    )
    lab_step: LabStepOffer | None = Field(default=None, description="The laboratory's own step; absent without one")
    clock_step_us: Int | None = Field(
        default=None, description="Wall clock minus camera clock, once the host's clock was set; absent for 0"
    )
    rewind: RewindState | None = Field(
        default=None, description="The last frames in memory; absent for a service that keeps none"
    )
    video: VideoOffer | None = Field(
        default=None,
        description="In hello: absent for a service without video. In state: present only after a change",
    )
    samples: SampleOffer | None = Field(
        default=None, description="Absent while the frames have no samples of more than 8 bits"
    )


class Hello(State, CameraInfo):
    camera_id: CameraId
    name: Name
    # Narrows an optional field of State, which is safe because messages are frozen.
    capabilities: Capabilities  # pyright: ignore[reportIncompatibleVariableOverride, reportGeneralTypeIssues]
    version: Annotated[str, Field(max_length=32)] | None = None
    instance_id: Uuid | None = Field(default=None, description="Of this process, new at every start")
    host: Annotated[str, Field(max_length=255)] | None = None
    jobs: Annotated[list[Job], Field(max_length=HELLO_JOBS_MAX)] | None = None
    fence: Fence | None = Field(default=None, description="The highest fence that this process has accepted")


class HelloResult(Wire):
    """With fence and hub_id, when the hub is one of several."""

    hub_time_us: Int
    ping_interval_ms: float
    fence: Fence | None = None
    hub_id: Uuid | None = None


class Time(Wire):
    camera_time_us: Int


class Ping(Wire):
    hub_time_us: Int


class RetryNow(Wire):
    """Open a lost camera now. Has no fields."""


class Demand(Wire):
    """The hub's request for frames; the last one counts."""

    streaming: bool
    max_width: Annotated[Int, Field(ge=16)] | None = None
    max_fps: Positive | None = None
    video: Annotated[list[VideoTier], Field(max_length=len(VIDEO_TIERS))] | None = Field(
        default=None, description="Tiers with a viewer; absent for none"
    )
    samples: SampleDemand | None = None


class VideoKey(Wire):
    """Asks for a key frame of one tier."""

    tier: VideoTier


class Fire(Wire):
    """A software trigger: the camera exposes one frame."""


class Memory(Wire):
    """Which of the camera's own memories to write or read."""

    channel: MemoryChannel


class SettingsUpdateParams(Wire):
    settings: SettingsUpdate


class SettingsFile(Wire):
    """kind and version identify the format. settings may come from a newer or another camera."""

    kind: Literal["eyepiece-settings"] = "eyepiece-settings"
    version: Literal[1] = 1
    saved_at: AwareDatetime | None = Field(default=None, strict=False, description="When, with its time zone")
    camera: CameraInfo | None = Field(default=None, description="The camera that the settings were read from")
    settings: Annotated[dict[str, Any], Field(max_length=SETTINGS_FILE_MAX)] = Field(
        description="As the camera reported them"
    )


class SettingsExport(Wire):
    """Asks for the settings as a file."""


class SettingsImport(Wire):
    file: SettingsFile


class _CaptureFields(Wire):
    exposure: Positive | None = Field(default=None, description="ms, for this capture and after")
    gain: float | None = Field(default=None, description="dB, for this capture and after")
    format: CaptureFormat | None = None
    label: Label | None = None
    tags: Tags | None = None
    notes: Notes | None = None
    average: Annotated[Int, Field(ge=2, le=AVERAGE_MAX)] | None = Field(
        default=None, description="Frames whose mean is kept"
    )
    full_frame: bool | None = Field(default=None, description="The whole sensor; the ROI is restored afterwards")
    rewind: RewindKey | None = Field(
        default=None, description="This frame of the stream in place of a new one: a JPEG, as viewers saw it"
    )


class CaptureRequest(_CaptureFields, StrictWire):
    """The fields of a capture that a person can set."""


class CaptureParams(_CaptureFields, Ordered):
    capture_id: Uuid
    shot: Shot | None = None
    answer_when: Literal["stored", "kept"] | None = None
    """kept: the person waits only for the spool, so the upload starts after it."""


class CaptureCancel(Wire):
    capture_id: Uuid


class CaptureMetadata(Wire):
    """The metadata of a capture, in the sidecar, in the upload and in the hub's row."""

    id: Uuid
    camera_id: CameraId
    camera_name: Annotated[str, Field(max_length=120)]
    camera: CameraInfo
    filename: Annotated[
        str,
        Field(max_length=200, pattern=r"^[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_-])?$"),
        AfterValidator(not_windows_device),
    ]
    format: MasterFormat
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
    name_template: Annotated[str, Field(max_length=NAME_TEMPLATE_MAX)] | None = None
    average: Annotated[Int, Field(ge=2, le=AVERAGE_MAX)] | None = None
    calibration: Calibration | None = None
    um_per_pixel: Positive | None = Field(default=None, description="Of this picture's pixels, µm")
    corrections: AppliedCorrections | None = None
    job_id: Uuid | None = None
    job_index: Annotated[Int, Field(ge=0, le=TIMELAPSE_COUNT_MAX)] | None = None
    clip: ClipFacts | None = None
    lab_step: LabResult | None = Field(default=None, description="What the laboratory's own step found in the frame")
    shot: Shot | None = None
    from_live: FromLive | None = Field(default=None, description="Only for pictures from the live stream")
    source: Literal["hub", "http"]
