"""A real camera if there is one, else a simulated camera; chosen at the first open."""

import logging
import time
from collections.abc import Callable

from camera_ws.camera.base import Camera
from camera_ws.camera.wrappers.wrapper import CameraWrapper
from camera_ws.errors import NoCameraFound, SdkUnavailable
from camera_ws.protocol.messages import CameraInfo

log = logging.getLogger(__name__)

SDK_MISSING = "Pixelink SDK not available. Running in simulation mode."
CAMERA_MISSING = "No Pixelink camera found. Running in simulation mode."
REAL_CAMERA = "Camera initialized successfully"
"""The texts of the first and the last are part of the integration guide."""

SEARCH_S = 10.0
"""Search time. After a power cut the service may start before the operating system has found the USB camera."""


class AutomaticCamera(CameraWrapper):
    """The choice is final until the service ends: simulated pictures never replace an unplugged real camera.

    It does not simulate when a camera is connected but cannot be opened, for example because another program uses it.
    While no camera is found, open fails for SEARCH_S before it simulates.
    """

    def __init__(
        self,
        real: Callable[[], Camera],
        simulated: Callable[[], Camera] | None,
        now_s: Callable[[], float] = time.monotonic,
    ) -> None:
        """Both are called on the camera's thread: the vendor's library may hang while it loads.

        simulated: None when the configuration names a camera; then open fails until that camera is connected.
        """
        self._real = real
        self._simulated = simulated
        self._now_s = now_s
        self._search_until_s: float | None = None
        self._opening: Camera | None = None
        self._chosen: Camera | None = None

    @property
    def info(self) -> CameraInfo:
        if self._chosen is None:
            return CameraInfo(driver="auto", model="not chosen yet", serial="")
        return self._chosen.info

    @property
    def pending_triggers(self) -> int:
        return self._chosen.pending_triggers if self._chosen is not None else 0

    def open(self) -> None:
        if self._chosen is not None:
            self._chosen.open()
            return
        if self._search_until_s is None:
            self._search_until_s = self._now_s() + SEARCH_S
        try:
            self._opening = self._opening or self._real()
            self._opening.open()
        except SdkUnavailable as error:
            if self._simulated is None:
                raise
            log.warning(SDK_MISSING, extra={"reason": str(error)})
            self._simulate(self._simulated)
        except NoCameraFound as error:
            if self._simulated is None or self._now_s() < self._search_until_s:
                raise
            log.warning(CAMERA_MISSING, extra={"reason": str(error)})
            self._simulate(self._simulated)
        else:
            self._chosen = self._opening
            log.info(REAL_CAMERA, extra={"camera": self._chosen.info.to_json()})

    def stop(self) -> None:
        if self._chosen is not None:
            self._chosen.stop()

    def close(self) -> None:
        camera = self._chosen or self._opening
        if camera is not None:
            camera.close()

    @property
    def _inner(self) -> Camera:
        if self._chosen is None:
            raise RuntimeError("no camera was opened yet")
        return self._chosen

    def _simulate(self, make: Callable[[], Camera]) -> None:
        simulated = make()
        simulated.open()
        self._opening, self._chosen = None, simulated
