"""The folder of recordings that an administrator can choose to replay. All functions block."""

import itertools
import os
from pathlib import Path

from camera_ws.camera.replay.camera import open_source
from camera_ws.camera.replay.folder import PICTURES
from camera_ws.protocol.camera.choice import REPLAY_SOURCES_MAX, SOURCE_NAME_MAX
from camera_ws.protocol.text import storable

VIDEOS = {".mjpeg", ".mjpg", ".avi", ".mp4", ".m4v", ".mov", ".mkv", ".webm"}
_LOOKED_AT_MAX = 10_000
"""Entries of a folder that are read, so that a folder of a million files does not block the search."""


def replay_sources(folder: Path) -> list[str]:
    """Names of videos, and of folders with pictures, in the order of their names. Empty without the folder."""
    try:
        with os.scandir(folder) as entries:
            names = [entry.name for entry in itertools.islice(entries, _LOOKED_AT_MAX) if _is_source(entry)]
    except OSError:
        return []
    return sorted(names)[:REPLAY_SOURCES_MAX]


def check_source(folder: Path, name: str) -> None:
    """CameraError when the recording has no readable picture. The name is one of replay_sources."""
    source = open_source(folder / name)
    try:
        source.next().load()
    finally:
        source.close()


def _is_source(entry: os.DirEntry[str]) -> bool:
    if entry.name.startswith(".") or storable(entry.name) != entry.name or len(entry.name) > SOURCE_NAME_MAX:
        return False
    try:
        return _has_pictures(entry.path) if entry.is_dir() else Path(entry.name).suffix.lower() in VIDEOS
    except OSError:
        return False


def _has_pictures(folder: str) -> bool:
    with os.scandir(folder) as entries:
        first = itertools.islice(entries, _LOOKED_AT_MAX)
        return any(Path(entry.name).suffix.lower() in PICTURES and entry.is_file() for entry in first)
