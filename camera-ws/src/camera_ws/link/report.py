"""What this service tells the hub of the camera: hello once, state at every change and each second while it streams."""

import asyncio
from collections.abc import Callable
from typing import Any

from camera_ws import __version__
from camera_ws.acquisition import Acquisition
from camera_ws.capture import CameraIdentity
from camera_ws.protocol import rpc
from camera_ws.protocol.messages import Hello, State
from camera_ws.protocol.settings import Capabilities
from camera_ws.status import CameraStatus, KnownCamera, unseen_camera

INTERVAL_S = 1.0


class Reporter:
    """Builds the messages and remembers which capabilities the hub has seen."""

    def __init__(self, identity: CameraIdentity, acquisition: Acquisition, spooled: Callable[[], int]) -> None:
        self._identity = identity
        self._acquisition = acquisition
        self._spooled = spooled
        self._told: Capabilities | None = None
        self._introduced = False

    async def hello(self) -> Hello:
        """Once the camera has been opened, or could not be: then the hub gets the reason and no features."""
        version = 0
        while True:
            status = await self._acquisition.status.newer_than(version)
            if status.value.camera is not None or status.value.fault is not None:
                return self._hello(status.value)
            version = status.version

    @property
    def must_introduce(self) -> bool:
        """The camera was opened for the first time since hello, and only hello can say which camera it is."""
        return not self._introduced and self._acquisition.current.camera is not None

    def state(self) -> str:
        """The notification to send now; capabilities are in it only when they changed."""
        status = self._acquisition.current
        camera = status.camera or unseen_camera(status.info)
        capabilities = camera.capabilities
        state = State(
            **_common(status, camera, self._spooled()),
            capabilities=None if capabilities == self._told else capabilities,
        )
        self._told = capabilities
        return rpc.notification("state", state.to_json())

    async def changed(self, version: int, streaming: bool) -> int:
        """Waits for the next status, while streaming at most a second; returns the version to go on from."""
        try:
            async with asyncio.timeout(INTERVAL_S if streaming else None):
                return (await self._acquisition.status.newer_than(version)).version
        except TimeoutError:
            return version

    def _hello(self, status: CameraStatus) -> Hello:
        camera = status.camera or unseen_camera(status.info)
        self._introduced = status.camera is not None
        self._told = camera.capabilities
        return Hello(
            **_common(status, camera, self._spooled()),
            **dict(camera.info),
            capabilities=camera.capabilities,
            camera_id=self._identity.id,
            name=self._identity.name,
            version=__version__,
        )


def _common(status: CameraStatus, camera: KnownCamera, spooled: int) -> dict[str, Any]:
    return {
        "connected": status.connected,
        "streaming": status.streaming,
        "settings": camera.settings,
        "temperature": status.temperature,
        "fps": status.fps,
        "dropped": status.dropped,
        "spooled": spooled,
        "fault": status.fault,
        "retry": status.retry(),
    }
