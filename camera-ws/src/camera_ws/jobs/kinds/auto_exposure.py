"""Runs the automatic exposure once before a picture."""

import asyncio
import logging

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.errors import CameraTimeout
from camera_ws.jobs.kinds.new_frames import known
from camera_ws.protocol.camera.settings import SettingsUpdate

log = logging.getLogger(__name__)

EXTRA_S = 10.0
TIMEOUT_EXPOSURES = 20


async def expose_once(acquisition: Acquisition) -> None:
    """Returns when the automatic has finished. On CameraTimeout the automatic is off."""
    settings = known(acquisition).settings
    longest_ms = max(settings.exposure, settings.exposure_auto_max or 0.0)
    timeout_s = EXTRA_S + TIMEOUT_EXPOSURES * settings.exposure / 1000 + 2 * longest_ms / 1000
    await acquisition.apply(SettingsUpdate(exposure_auto="once"), chosen=False)
    try:
        async with asyncio.timeout(timeout_s):
            await _finished(acquisition)
    except TimeoutError:
        await acquisition.apply(SettingsUpdate(exposure_auto="off"), chosen=False)
        raise CameraTimeout(f"the automatic exposure did not finish within {timeout_s:.0f} s") from None


async def _finished(acquisition: Acquisition) -> None:
    version = 0
    while True:
        status = await acquisition.status.newer_than(version)
        # A lost camera is reported by the picture that follows.
        if not status.value.connected or known(acquisition).settings.exposure_auto != "once":
            return
        version = status.version
