"""The last frames of the live stream, which the service keeps in memory. Mirrors rewind in shared-types."""

from typing import Annotated

from pydantic import Field

from camera_ws.protocol.camera.corrections import DisplayWindow
from camera_ws.protocol.primitives import Natural
from camera_ws.protocol.wire import Int, StrictWire, Wire

REWIND_PAGE_MAX = 2000

_Seq = Annotated[Int, Field(ge=0, le=0xFFFF_FFFF)]


class RewindKey(StrictWire):
    """One frame of the stream. Sequence numbers begin again with each start of the stream, times do not."""

    captured_at_us: Natural
    seq: _Seq


class RewindList(Wire):
    """Asks for the frames after this time, oldest first."""

    after_us: Natural | None = None


class RewindState(Wire):
    """from_us and to_us: times of the oldest and the newest frame by the camera clock; absent without a frame."""

    budget_bytes: Natural
    bytes: Natural
    frames: Natural
    from_us: Natural | None = None
    to_us: Natural | None = None


class RewindPage(RewindState):
    """One entry in each list per frame, oldest first. more: the next page begins after the last one."""

    captured_at_us: list[Natural]
    seq: list[_Seq]
    size_bytes: list[Natural]
    more: bool


class FromLive(Wire):
    """Of a picture from the live stream: the digest of the JPEG that viewers saw, and how it was shown."""

    sha256: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")] | None = None
    display: DisplayWindow | None = None
