"""A camera that is made when it is first opened, so that a driver that cannot work is a fault and not the end."""

from collections.abc import Callable

from camera_ws.camera.base import Camera
from camera_ws.camera.wrappers.wrapper import CameraWrapper
from camera_ws.protocol.messages import CameraInfo


class DeferredCamera(CameraWrapper):
    """open raises the driver's CameraError, also that of its constructor, and tries again at the next call."""

    def __init__(self, make: Callable[[], Camera], info: CameraInfo) -> None:
        """make is called on the camera's thread: the vendor's library may hang while it loads.

        info: what is known before.
        """
        self._make = make
        self._unopened = info
        self._camera: Camera | None = None

    @property
    def info(self) -> CameraInfo:
        return self._unopened if self._camera is None else self._camera.info

    @property
    def pending_triggers(self) -> int:
        return 0 if self._camera is None else self._camera.pending_triggers

    def open(self) -> None:
        self._camera = self._camera or self._make()
        self._camera.open()

    def stop(self) -> None:
        if self._camera is not None:
            self._camera.stop()

    def close(self) -> None:
        if self._camera is not None:
            self._camera.close()

    @property
    def _inner(self) -> Camera:
        if self._camera is None:
            raise RuntimeError("no camera was opened yet")
        return self._camera
