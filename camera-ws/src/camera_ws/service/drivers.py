"""Creates the camera driver that the configuration selects."""

import logging

from camera_ws.camera.base import Camera
from camera_ws.camera.clock import Clock
from camera_ws.camera.micromanager.camera import MicroManagerCamera
from camera_ws.camera.pixelink.camera import PixelinkCamera, load_sdk
from camera_ws.camera.replay.camera import ReplayCamera
from camera_ws.camera.simulator.camera import SimulatedCamera
from camera_ws.camera.simulator.features import default_settings
from camera_ws.camera.simulator.memory import Memory
from camera_ws.camera.video.camera import VideoCamera
from camera_ws.camera.wrappers.automatic import AutomaticCamera
from camera_ws.camera.wrappers.deferred import DeferredCamera
from camera_ws.errors import CameraError, SdkUnavailable
from camera_ws.pictures.analysis.auto_exposure import SoftwareAutoExposure
from camera_ws.protocol.messages import CameraInfo
from camera_ws.protocol.text import cut
from camera_ws.service.configuration import Settings

log = logging.getLogger(__name__)


def make_camera(settings: Settings, clock: Clock) -> Camera:
    """The camera, with automatic exposure by itself or in software.

    SdkUnavailable or CameraError when the driver cannot work and there is no fallback.
    """
    return SoftwareAutoExposure(_configured(settings, clock))


def make_chosen_camera(settings: Settings, clock: Clock) -> Camera:
    """The camera that an administrator chose; a driver that cannot work is a fault, and another one can be chosen."""
    source = settings.replay_source.name if settings.replay_source else ""
    device = settings.video_source.shown if settings.video_source else ""
    serial = cut(str(settings.camera_serial or source or device), 64)
    info = CameraInfo(driver=settings.camera_driver, model="not opened yet", serial=serial)
    return SoftwareAutoExposure(DeferredCamera(lambda: _make(settings.camera_driver, settings, clock), info))


def _configured(settings: Settings, clock: Clock) -> Camera:
    try:
        return _make(settings.camera_driver, settings, clock)
    except SdkUnavailable as error:
        if not settings.camera_fallback:
            raise SdkUnavailable(f"{error}; set CAMERA_FALLBACK=simulated to start without it") from error
        log.warning("the driver is not available, using the fallback driver", extra={"reason": str(error)})
        return _make(settings.camera_fallback, settings, clock)


def _make(driver: str, settings: Settings, clock: Clock) -> Camera:
    if driver == "auto":
        fallback = settings.camera_fallback or "simulated"
        simulated = None if settings.camera_serial is not None else lambda: _make(fallback, settings, clock)
        return AutomaticCamera(lambda: _make("pixelink", settings, clock), simulated)
    if driver == "pixelink":
        return PixelinkCamera(load_sdk(), clock, settings.camera_serial)
    if driver == "replay":
        if settings.replay_source is None:
            raise CameraError("REPLAY_SOURCE is not set")
        return ReplayCamera(settings.replay_source, settings.replay_fps, clock)
    if driver == "video":
        if settings.video_source is None:
            raise CameraError("VIDEO_SOURCE is not set")
        return VideoCamera(settings.video_source, clock, settings.video_size)
    if driver == "micromanager":
        if settings.micromanager_config is None:
            raise CameraError("MICROMANAGER_CONFIG is not set")
        return MicroManagerCamera(settings.micromanager_config, settings.micromanager_folder, clock)
    size, fps = settings.simulator_size, settings.simulator_fps
    memory = Memory(settings.data_dir / "camera-memory.json", default_settings(size, fps))
    return SimulatedCamera(settings.simulator_seed, clock, memory, size, fps)
