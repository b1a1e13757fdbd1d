"""Bodies of the HTTP API: the fields of the integration guide and further ones."""

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field

from camera_ws.acquisition.status import CameraStatus, KnownCamera
from camera_ws.camera.base import MemoryChannel
from camera_ws.encoding.masters.facts import timestamp
from camera_ws.protocol.camera.settings import SettingsUpdate
from camera_ws.protocol.messages import CaptureMetadata, CaptureRequest
from camera_ws.protocol.rpc import FieldIssue
from camera_ws.protocol.wire import StrictWire
from camera_ws.uploads.spool import SpoolEntry


class SettingsBody(SettingsUpdate):
    """A change of settings; accepts protocol names only."""

    model_config = ConfigDict(validate_by_name=False)


class CaptureBody(CaptureRequest):
    """Settings and texts of a capture."""

    model_config = ConfigDict(validate_by_name=False)


class MemoryBody(StrictWire):
    """The memory of the camera to load from."""

    channel: MemoryChannel = "user"


class Size(BaseModel):
    """In pixels."""

    width: int
    height: int


class Health(BaseModel):
    status: Literal["healthy"] = "healthy"
    camera_connected: bool
    timestamp: str


class CaptureSettings(BaseModel):
    exposure: float = Field(description="ms, from the frame's own descriptor")
    gain: float = Field(description="dB, from the frame's own descriptor")
    resolution: Size


class ImageInfo(BaseModel):
    size_bytes: int
    format: str


class CaptureAnswer(BaseModel):
    success: Literal[True] = True
    filename: str
    filepath: str = Field(
        description="The file on this machine's disk. Without a hub it stays there. With a hub it is removed as soon as"
        " the hub has stored the capture, often within a second: then it is at `/api/v1/captures/{id}/file` of the hub"
    )
    timestamp: str = Field(description="End of the exposure, UTC")
    settings: CaptureSettings
    image_info: ImageInfo
    id: str
    capture: dict[str, Any] = Field(description="All metadata of the capture")


class SettingsAnswer(BaseModel):
    exposure: float = Field(description="ms")
    gain: float = Field(description="dB")
    resolution: Size
    available_resolutions: list[Size]
    connected: bool
    streaming: bool
    settings: dict[str, Any] = Field(description="All settings that the camera reports")
    capabilities: dict[str, Any] = Field(description="Features with their units and limits")


class Issue(FieldIssue):
    path: str = Field(alias="field")

    @classmethod
    def of(cls, issue: FieldIssue) -> "Issue":
        return cls.model_validate(issue.to_json())


class ImportAnswer(SettingsAnswer):
    left_out: list[Issue] = Field(description="Settings that were not set, and why")


class Rejection(BaseModel):
    """422: one entry per wrong field."""

    detail: list[Issue]


class Failure(BaseModel):
    detail: str
    code: str


def capture_answer(entry: SpoolEntry) -> CaptureAnswer:
    metadata: CaptureMetadata = entry.metadata
    return CaptureAnswer(
        filename=metadata.filename,
        filepath=str(entry.master),
        timestamp=timestamp(metadata.captured_at_us),
        settings=CaptureSettings(
            exposure=metadata.exposure_ms,
            gain=metadata.gain_db,
            resolution=Size(width=metadata.width, height=metadata.height),
        ),
        image_info=ImageInfo(size_bytes=metadata.size_bytes, format=metadata.format.upper()),
        id=metadata.id,
        capture=metadata.to_json(),
    )


def settings_answer(status: CameraStatus, camera: KnownCamera) -> SettingsAnswer:
    settings = camera.settings
    return SettingsAnswer(
        exposure=settings.exposure,
        gain=settings.gain,
        resolution=Size(width=settings.roi.width, height=settings.roi.height),
        available_resolutions=[Size(width=r.width, height=r.height) for r in camera.capabilities.resolutions],
        connected=status.connected,
        streaming=status.streaming,
        settings=settings.to_json(),
        capabilities=camera.capabilities.to_json(),
    )
