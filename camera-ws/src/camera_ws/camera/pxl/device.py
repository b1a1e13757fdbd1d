"""One opened PixeLINK camera: checked calls, plain values. Knows nothing of our settings."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from camera_ws.camera.pxl import features as pxl
from camera_ws.camera.pxl.codes import check
from camera_ws.errors import CameraDisconnected, CameraError

_STREAM_START, _STREAM_STOP = 0, 2


class Sdk(Protocol):
    """The part of the vendor's wrapper that is used here. Each call returns a tuple beginning with its code."""

    def getNumberCameras(self) -> Sequence[Any]: ...
    def initialize(self, serialNumber: int) -> Sequence[Any]: ...
    def uninitialize(self, hCamera: int) -> Sequence[Any]: ...
    def getCameraInfo(self, hCamera: int) -> Sequence[Any]: ...
    def getCameraFeatures(self, hCamera: int, featureId: int) -> Sequence[Any]: ...
    def getFeature(self, hCamera: int, featureId: int) -> Sequence[Any]: ...
    def setFeature(self, hCamera: int, featureId: int, flags: int, params: Sequence[float]) -> Sequence[Any]: ...
    def setStreamState(self, hCamera: int, state: int) -> Sequence[Any]: ...
    def getNextNumPyFrame(self, hCamera: int, frame: NDArray[np.uint8]) -> Sequence[Any]: ...


@dataclass(frozen=True, slots=True)
class FeatureState:
    """flags say which mode the feature is in, params its values, in SDK units."""

    flags: int
    params: tuple[float, ...]


class Device:
    def __init__(self, sdk: Sdk, handle: int) -> None:
        self._sdk = sdk
        self._handle = handle

    def info(self) -> Any:
        return check("getCameraInfo", self._sdk.getCameraInfo(self._handle))[0]

    def limits(self) -> dict[int, pxl.Limits]:
        return pxl.read_limits(check("getCameraFeatures", self._sdk.getCameraFeatures(self._handle, -1))[0])

    def read(self, feature: int) -> FeatureState:
        flags, params = check(f"getFeature {feature}", self._sdk.getFeature(self._handle, feature))
        return FeatureState(int(flags), tuple(float(value) for value in params))

    def write(self, feature: int, flags: int, params: Sequence[float]) -> None:
        check(f"setFeature {feature}", self._sdk.setFeature(self._handle, feature, flags, list(params)))

    def start(self) -> None:
        check("setStreamState start", self._sdk.setStreamState(self._handle, _STREAM_START))

    def stop(self) -> None:
        check("setStreamState stop", self._sdk.setStreamState(self._handle, _STREAM_STOP))

    def next_frame(self, buffer: NDArray[np.uint8]) -> Any:
        """Fills the buffer, which must be C-contiguous bytes (its element count is taken for its size in bytes)."""
        return check("getNextFrame", self._sdk.getNextNumPyFrame(self._handle, buffer))[0]

    def close(self) -> None:
        check("uninitialize", self._sdk.uninitialize(self._handle))


def open_device(sdk: Sdk, serial: int | None) -> tuple[Device, int]:
    """The camera of this serial number, or the only one there is; and its serial number."""
    serials = [int(info.CameraSerialNum) for info in check("getNumberCameras", sdk.getNumberCameras())[0]]
    if serial is None:
        serial = _only(serials)
    elif serial not in serials:
        raise CameraDisconnected(f"no PixeLINK camera with serial {serial}; connected: {_listed(serials)}")
    return Device(sdk, check("initialize", sdk.initialize(serial))[0]), serial


def _only(serials: list[int]) -> int:
    if not serials:
        raise CameraDisconnected("no PixeLINK camera is connected")
    if len(serials) > 1:
        raise CameraError(f"several PixeLINK cameras are connected ({_listed(serials)}); set CAMERA_SERIAL")
    return serials[0]


def _listed(serials: list[int]) -> str:
    return ", ".join(str(serial) for serial in serials) or "none"
