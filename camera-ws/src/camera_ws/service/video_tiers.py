"""The tiers of the live video from the configuration."""

import logging

from camera_ws.pictures.video.tiers import Tier
from camera_ws.pictures.video.x264 import has_x264
from camera_ws.service.configuration import Settings

log = logging.getLogger(__name__)


def usable_tiers(settings: Settings) -> list[Tier]:
    """Empty if video is switched off or PyAV has no encoder for it."""
    if settings.camera_video == "off":
        return []
    if not has_x264():
        log.warning("this PyAV has no H.264 encoder (libx264): viewers get JPEGs only")
        return []
    width, fps = settings.video_width, settings.video_fps
    return [
        Tier("sharp", settings.video_sharp_kbps * 1000, width, fps),
        Tier("lean", settings.video_lean_kbps * 1000, width, fps),
        Tier("thin", settings.video_thin_kbps * 1000, settings.video_thin_width, fps),
    ]
