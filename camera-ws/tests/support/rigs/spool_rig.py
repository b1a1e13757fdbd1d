"""Spools and captures for them."""

from pathlib import Path
from typing import Any

from camera_ws.protocol.messages import CaptureMetadata
from camera_ws.uploads.spool import Spool
from support.data.metadata import metadata_for

MASTER = b"the picture" * 100


def make(folder: Path, **options: Any) -> Spool:
    made = Spool(folder / "spool", **options)
    made.recover()
    return made


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in (folder / "spool").iterdir())


def begun(box: Spool) -> tuple[CaptureMetadata, Path]:
    """A clip written into the folder from begin."""
    metadata = metadata_for(MASTER, format="mp4", filename="capture_20261122_141503_218.mp4")
    file = box.begin(metadata.id) / "writing.mp4"
    file.write_bytes(MASTER)
    return metadata, file
