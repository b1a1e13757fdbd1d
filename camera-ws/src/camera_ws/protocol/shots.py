"""Orders for several cameras at once. Mirrors wire/shots in shared-types."""

from typing import Annotated

from pydantic import Field

from camera_ws.protocol.primitives import Count, Natural
from camera_ws.protocol.wire import Int, Uuid, Wire


class ClockDifference(Wire):
    """A clock minus another one, and by how much this may be wrong."""

    offset_us: Int
    uncertainty_us: Natural


class ShotGroup(Wire):
    id: Uuid
    name: Annotated[str, Field(max_length=120)]


class ShotSpread(Wire):
    spread_us: Natural
    uncertainty_us: Natural
    cameras: Annotated[Int, Field(ge=2)]


class Shot(Wire):
    """An order for several cameras. The service passes it from the order to the metadata."""

    id: Uuid
    size: Count
    group: ShotGroup | None = None
    clock: ClockDifference | None = None
    spread: ShotSpread | None = None
