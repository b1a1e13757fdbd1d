"""Small types that several messages share. Mirrors the contract's primitives module."""

from typing import Annotated

from pydantic import Field, StringConstraints

from camera_ws.protocol.wire import Int, Wire

LABEL_MAX = 120
NOTES_MAX = 4000
TAGS_MAX = 32

CAMERA_ID_PATTERN = r"^[a-z0-9][a-z0-9_-]{0,63}$"
WINDOWS_DEVICES = frozenset(
    ["con", "prn", "aux", "nul", *(f"{port}{number}" for port in ("com", "lpt") for number in range(1, 10))]
)
"""Ids become names of folders, and Windows opens a device under these, in whatever folder."""
CameraId = Annotated[str, StringConstraints(pattern=CAMERA_ID_PATTERN)]
Label = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LABEL_MAX)]
Tag = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=64)]
Tags = Annotated[list[Tag], Field(max_length=TAGS_MAX)]
Notes = Annotated[str, StringConstraints(max_length=NOTES_MAX)]
Natural = Annotated[Int, Field(ge=0)]
Count = Annotated[Int, Field(ge=1)]
Size = Annotated[Int, Field(ge=1, le=65535)]


class Person(Wire):
    id: Annotated[str, Field(max_length=64)]
    name: Annotated[str, Field(max_length=120)]
