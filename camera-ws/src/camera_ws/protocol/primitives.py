"""Types that several messages share. Mirrors primitives in shared-types."""

import re
from typing import Annotated

from pydantic import AfterValidator, Field, StringConstraints

from camera_ws.protocol.names import check_label, check_name
from camera_ws.protocol.wire import Int, Wire

LABEL_MAX = 120
NOTES_MAX = 4000
TAGS_MAX = 32

CAMERA_ID_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,63}$"
_WINDOWS_DEVICE = re.compile(r"(?:con|prn|aux|nul|com[0-9]|lpt[0-9])(?:\.|$)", re.IGNORECASE)


def not_windows_device(name: str) -> str:
    """For camera ids and file names: Windows opens a device for these names, with any extension."""
    if _WINDOWS_DEVICE.match(name):
        raise ValueError(f"{name} is a device name of Windows (con, prn, aux, nul, com0-9, lpt0-9)")
    return name


CameraId = Annotated[str, StringConstraints(pattern=CAMERA_ID_PATTERN), AfterValidator(not_windows_device)]
Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=120), AfterValidator(check_name)
]
Label = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LABEL_MAX), AfterValidator(check_label)]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64), AfterValidator(check_name)]
Tags = Annotated[list[Tag], Field(max_length=TAGS_MAX)]
Notes = Annotated[str, StringConstraints(max_length=NOTES_MAX)]
Natural = Annotated[Int, Field(ge=0)]
Count = Annotated[Int, Field(ge=1)]
Size = Annotated[Int, Field(ge=1, le=65535)]


class Person(Wire):
    id: Annotated[str, Field(max_length=64)]
    name: Annotated[str, Field(max_length=120)]
