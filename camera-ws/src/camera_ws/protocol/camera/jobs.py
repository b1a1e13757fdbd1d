"""Jobs: bursts, time-lapses and clips. Mirrors jobs in shared-types."""

from typing import Annotated, Literal

from pydantic import Field

from camera_ws.protocol.camera.optics import Calibration
from camera_ws.protocol.camera.settings import CaptureFormat
from camera_ws.protocol.primitives import CameraId, Count, Label, Natural, Notes, Person, Tags
from camera_ws.protocol.wire import Int, StrictWire, Uuid, Wire

TIMELAPSE_COUNT_MAX = 100_000
NAME_TEMPLATE_MAX = 255

JobState = Literal["running", "paused", "done", "cancelled", "failed"]


class _Described(StrictWire):
    label: Label | None = None
    tags: Tags | None = None
    notes: Notes | None = None


class _Still(_Described):
    format: CaptureFormat | None = None
    full_frame: bool | None = None


class Burst(_Still):
    """Consecutive frames as pictures, at the rate of the camera."""

    kind: Literal["burst"]
    count: Annotated[Int, Field(ge=2, le=1000)]


class Timelapse(_Still):
    """every_ms is from one picture to the next; auto_expose runs the automatic exposure before each."""

    kind: Literal["timelapse"]
    count: Annotated[Int, Field(ge=2, le=TIMELAPSE_COUNT_MAX)]
    every_ms: Annotated[Int, Field(ge=100, le=86_400_000)]
    auto_expose: bool | None = None
    average: Annotated[Int, Field(ge=2, le=256)] | None = None


class Past(StrictWire):
    """The frames in memory up to this time by the camera clock, or up to the newest."""

    until_us: Natural | None = None


class Clip(_Described):
    """Every n-th frame (every) as MP4; fps: of playback, as recorded when None.

    past: duration_ms of frames that the service has in memory, as viewers saw them, in place of new ones.
    """

    kind: Literal["clip"]
    duration_ms: Annotated[Int, Field(ge=100, le=3_600_000)]
    every: Annotated[Int, Field(ge=1, le=1000)] | None = None
    fps: Annotated[float, Field(ge=1, le=120)] | None = None
    max_width: Annotated[Int, Field(ge=16, le=65535)] | None = None
    past: Past | None = None


JobSpec = Annotated[Burst | Timelapse | Clip, Field(discriminator="kind")]


class Gap(Wire):
    from_us: Natural
    to_us: Natural | None = None
    reason: Annotated[str, Field(max_length=300)]


class Waiting(Wire):
    """number: the picture or frame that the job waits for, counted from 1. until_us: the time limit."""

    what: Literal["trigger"]
    number: Count
    until_us: Natural


class Job(Wire):
    """total, done and missed count pictures, or the frames of a clip; times are dates by the camera host's wall clock.

    A paused job that is resumable waits for sequence.resume; any other continues by itself when the camera is back.
    """

    id: Uuid
    camera_id: CameraId
    job: JobSpec
    state: JobState
    reason: Annotated[str, Field(max_length=500)] | None = None
    resumable: bool | None = None
    total: Count
    done: Natural
    missed: Natural
    bytes: Natural
    started_at_us: Natural
    ended_at_us: Natural | None = None
    next_at_us: Natural | None = None
    waiting: Waiting | None = None
    gaps: Annotated[list[Gap], Field(max_length=100)] | None = None
    user: Person | None = None
    session_id: Uuid | None = None


class Ordered(Wire):
    """What the hub adds to an order: who gave it, for which session, how it names captures, the objective in use.

    The hub checks the template for names; this service only hands it back with the capture.
    """

    user: Person | None = None
    session_id: Uuid | None = None
    name_template: Annotated[str, Field(max_length=NAME_TEMPLATE_MAX)] | None = None
    calibration: Calibration | None = None


class SequenceStart(Ordered):
    """A repeated request with the same id starts only one job."""

    job_id: Uuid
    job: JobSpec


class SequenceJob(Wire):
    """The job to cancel or resume."""

    job_id: Uuid


class SequenceEstimate(Wire):
    job: JobSpec


class JobEstimate(Wire):
    """fits: the disk has room for twice the estimate above the reserve."""

    bytes: Natural
    duration_ms: Annotated[float, Field(ge=0)]
    free_bytes: Natural
    fits: bool


class JobReport(Wire):
    job: Job


class ClipFacts(Wire):
    """missed: frames of the camera that are not in the clip."""

    frames: Count
    duration_ms: Annotated[float, Field(ge=0)]
    fps: Annotated[float, Field(gt=0)]
    missed: Natural
