"""A recorded clip that can be stored as a capture."""

from dataclasses import dataclass
from pathlib import Path

from camera_ws.camera.base import FrameDescriptor
from camera_ws.protocol.camera.corrections import AppliedCorrections
from camera_ws.protocol.camera.jobs import ClipFacts
from camera_ws.protocol.camera.rewind import FromLive
from camera_ws.protocol.camera.settings import CameraSettings
from camera_ws.protocol.messages import CameraInfo


@dataclass(frozen=True, slots=True)
class FinishedClip:
    """A clip in the folder from Spool.begin; first, settings and camera are those of its first frame."""

    file: Path
    width: int
    height: int
    first: FrameDescriptor
    settings: CameraSettings
    camera: CameraInfo
    clip: ClipFacts
    preview: bytes
    corrections: AppliedCorrections | None = None
    from_live: FromLive | None = None
