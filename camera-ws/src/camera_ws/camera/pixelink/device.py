"""One opened PixeLINK camera: calls of the SDK with checked return codes."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from camera_ws.camera.pixelink import codes
from camera_ws.camera.pixelink import features as pxl
from camera_ws.errors import CameraDisconnected, CameraError, NoCameraFound

log = logging.getLogger(__name__)

_STREAM_START, _STREAM_STOP = 0, 2


class Sdk(Protocol):
    """The part of the vendor's wrapper that is used here. Each call returns a tuple that starts with its code."""

    def getNumberCameras(self) -> Sequence[Any]: ...
    def initialize(self, serialNumber: int) -> Sequence[Any]: ...
    def uninitialize(self, hCamera: int) -> Sequence[Any]: ...
    def getCameraInfo(self, hCamera: int) -> Sequence[Any]: ...
    def getCameraFeatures(self, hCamera: int, featureId: int) -> Sequence[Any]: ...
    def getFeature(self, hCamera: int, featureId: int) -> Sequence[Any]: ...
    def setFeature(self, hCamera: int, featureId: int, flags: int, params: Sequence[float]) -> Sequence[Any]: ...
    def setStreamState(self, hCamera: int, state: int) -> Sequence[Any]: ...
    def getNextNumPyFrame(self, hCamera: int, frame: NDArray[np.uint8]) -> Sequence[Any]: ...
    def getErrorReport(self, hCamera: int) -> Sequence[Any]: ...
    def loadSettings(self, hCamera: int, channel: int) -> Sequence[Any]: ...
    def saveSettings(self, hCamera: int, channel: int) -> Sequence[Any]: ...


@dataclass(frozen=True, slots=True)
class FeatureState:
    """flags: the mode of the feature. params: its values in SDK units."""

    flags: int
    params: tuple[float, ...]

    @property
    def mode(self) -> int:
        """The one mode flag to write this state back with. A one-push is not repeated."""
        return next((flag for flag in (pxl.AUTO, pxl.OFF) if self.flags & flag), pxl.MANUAL)


class Device:
    """warnings: of the SDK since the start of the stream, by code, as text for people.

    Frames are fetched on another thread: warnings is replaced, never changed.
    """

    def __init__(self, sdk: Sdk, handle: int) -> None:
        self._sdk = sdk
        self._handle = handle
        self.warnings: dict[int, str] = {}
        self._changed_by_itself = False

    def info(self) -> Any:
        return self._check("getCameraInfo", self._sdk.getCameraInfo(self._handle))[0]

    def limits(self) -> dict[int, pxl.Limits]:
        return pxl.read_limits(self._check("getCameraFeatures", self._sdk.getCameraFeatures(self._handle, -1))[0])

    def read(self, feature: int) -> FeatureState:
        flags, params = self._check(f"getFeature {feature}", self._sdk.getFeature(self._handle, feature))
        return FeatureState(int(flags), tuple(float(value) for value in params))

    def write(self, feature: int, flags: int, params: Sequence[float]) -> None:
        self._check(f"setFeature {feature}", self._sdk.setFeature(self._handle, feature, flags, list(params)))

    def start(self) -> None:
        self.warnings = {}
        self._check("setStreamState start", self._sdk.setStreamState(self._handle, _STREAM_START))

    def stop(self) -> None:
        self._check("setStreamState stop", self._sdk.setStreamState(self._handle, _STREAM_STOP))

    def next_frame(self, buffer: NDArray[np.uint8]) -> Any:
        """Fills the buffer, which must be C-contiguous bytes (its element count is passed as the size in bytes)."""
        return self._check("getNextFrame", self._sdk.getNextNumPyFrame(self._handle, buffer))[0]

    def load(self, channel: int) -> None:
        self._check(f"loadSettings {channel}", self._sdk.loadSettings(self._handle, channel))

    def save(self, channel: int) -> None:
        self._check(f"saveSettings {channel}", self._sdk.saveSettings(self._handle, channel))

    def pop_changed(self) -> bool:
        """True if the camera has changed settings by itself since the last call of this method."""
        changed, self._changed_by_itself = self._changed_by_itself, False
        return changed

    def check_connection(self) -> None:
        """Raises CameraDisconnected when the camera does not answer a simple read."""
        try:
            self.read(pxl.EXPOSURE)
        except CameraError as error:
            raise CameraDisconnected(str(error)) from error

    def close(self) -> None:
        self._check("uninitialize", self._sdk.uninitialize(self._handle))

    def _check(self, call: str, answer: Sequence[Any]) -> Sequence[Any]:
        """The values that the call returned after its code.

        A failed call returns only its code, so its values may not be read before this check.
        """
        rc = int(answer[0])
        if rc < 0:
            raise codes.failure(call, rc, self._report(rc))
        if rc > 0:
            self._warn(call, rc)
        return answer[1:]

    def _warn(self, call: str, rc: int) -> None:
        self._changed_by_itself |= rc in codes.CHANGED
        text = codes.warning(rc)
        if text is not None and rc not in self.warnings:
            self.warnings = {**self.warnings, rc: text}
            log.warning("the camera warns", extra={"call": call, "rc": rc, "reason": text})

    def _report(self, rc: int) -> str:
        """The SDK's text for its last failure; empty when that was another failure."""
        answer = self._sdk.getErrorReport(self._handle)
        if int(answer[0]) < 0 or int(answer[1].uReturnCode) != rc:
            return ""
        return text(answer[1].strReport)


def open_device(sdk: Sdk, serial: int | None) -> tuple[Device, int]:
    """Opens the camera with this serial number, or the only one; returns it with its serial number."""
    serials = list_serials(sdk)
    if serial is None:
        serial = _only(serials)
    elif serial not in serials:
        raise NoCameraFound(f"no PixeLINK camera with serial {serial}; connected: {_listed(serials)}; plug it in")
    return Device(sdk, int(_checked("initialize", sdk.initialize(serial))[0])), serial


def list_serials(sdk: Sdk) -> list[int]:
    """Serial numbers of the connected cameras."""
    return [int(info.CameraSerialNum) for info in _checked("getNumberCameras", sdk.getNumberCameras())[0]]


def text(value: bytes | str) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _checked(call: str, answer: Sequence[Any]) -> Sequence[Any]:
    rc = int(answer[0])
    if rc < 0:
        raise codes.failure(call, rc)
    return answer[1:]


def _only(serials: list[int]) -> int:
    if not serials:
        raise NoCameraFound("no PixeLINK camera is connected: plug it in; the service opens it by itself")
    if len(serials) > 1:
        raise CameraError(f"several PixeLINK cameras are connected ({_listed(serials)}); set CAMERA_SERIAL")
    return serials[0]


def _listed(serials: list[int]) -> str:
    return ", ".join(str(serial) for serial in serials) or "none"
