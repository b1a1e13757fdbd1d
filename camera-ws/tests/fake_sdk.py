"""Stands in for the vendor's wrapper: same calls, same tuples, same habits, no hardware.

It keeps features as the SDK does (seconds, flags, ranges), answers failed calls with a tuple of the code only, and
fills the caller's buffer with raw frames in the layout of the pixel format that is set.
"""

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from camera_ws.camera.clock import VirtualClock

INVALID_HANDLE = 0x80000002 - 2**32
NOT_SUPPORTED = 0x80000006 - 2**32
HARDWARE = 0x80000009 - 2**32
OUT_OF_RANGE = 0x80000016 - 2**32
NO_CAMERA = 0x80000017 - 2**32
TIMEOUT = 0x9000000C - 2**32
WHILE_STREAMING_REFUSED = 0x9000001B - 2**32

MANUAL, AUTO, ONE_PUSH, LIVE = 2, 4, 8, 128
WIDTH, HEIGHT, SIGNIFICANT_BITS = 320, 240, 12


class Feature:
    def __init__(self, flags: int, *ranges: tuple[float, float, float]) -> None:
        self.flags = 1 | flags
        self.ranges = [(low, high) for low, high, _ in ranges]
        self.params = [value for _, _, value in ranges]
        self.mode = MANUAL


class FakeSdk:
    """serials are the cameras plugged in; formats the pixel formats the camera takes."""

    def __init__(self, clock: VirtualClock, serials: Sequence[int] = (77001,), formats: Sequence[int] = (0, 1)) -> None:
        self.clock = clock
        self.serials = list(serials)
        self.formats = set(formats)
        self.handle = 0
        self.opened_serial = 0
        self.streaming = False
        self.starts = 0
        self.number = 0
        self.timeouts_to_come = 0
        self.refuse_feature: int | None = None
        self.scene: NDArray[np.uint16] = np.tile(np.arange(WIDTH, dtype=np.uint16) * 12, (HEIGHT, 1))
        self.features = {
            7: Feature(MANUAL | AUTO | ONE_PUSH | LIVE, (0.00002, 2.0, 0.008)),
            8: Feature(MANUAL | LIVE, (0, 24, 0)),
            18: Feature(MANUAL | LIVE, (1, 60, 30)),
            6: Feature(MANUAL | LIVE, (0.1, 4, 1)),
            11: Feature(64 | LIVE, (-20, 100, 41.5)),
            19: Feature(MANUAL, (0, WIDTH - 64, 0), (0, HEIGHT - 64, 0), (64, WIDTH, WIDTH), (64, HEIGHT, HEIGHT)),
            20: Feature(MANUAL | LIVE, (0, 1, 0), (0, 1, 0)),
            22: Feature(MANUAL, (0, 38, min(formats))),
            31: Feature(64, (8, 16, SIGNIFICANT_BITS)),
        }

    def unplug(self) -> None:
        self.serials = []

    def getNumberCameras(self) -> Sequence[Any]:
        return 0, [SimpleNamespace(CameraSerialNum=serial) for serial in self.serials]

    def initialize(self, serial: int) -> Sequence[Any]:
        if serial not in self.serials:
            return (NO_CAMERA,)
        self.handle += 1
        self.opened_serial = serial
        self.streaming = False
        return 0, self.handle

    def uninitialize(self, handle: int) -> Sequence[Any]:
        return (0,) if handle == self.handle else (INVALID_HANDLE,)

    def getCameraInfo(self, handle: int) -> Sequence[Any]:
        return 0, SimpleNamespace(ModelName=b"PL-D755CU", FirmwareVersion=b"1.7.2")

    def getCameraFeatures(self, handle: int, id: int) -> Sequence[Any]:
        assert id == -1
        listed = [
            SimpleNamespace(
                uFeatureId=id,
                uFlags=feature.flags,
                uNumberOfParameters=len(feature.ranges),
                Params=[SimpleNamespace(fMinValue=low, fMaxValue=high) for low, high in feature.ranges],
            )
            for id, feature in self.features.items()
        ]
        return 0, SimpleNamespace(uNumberOfFeatures=len(listed), Features=listed)

    def getFeature(self, handle: int, id: int) -> Sequence[Any]:
        if not self._there():
            return (HARDWARE,)
        if id not in self.features:
            return (NOT_SUPPORTED,)
        return 0, 1 | self.features[id].mode, list(self.features[id].params)

    def setFeature(self, handle: int, id: int, flags: int, params: Sequence[float]) -> Sequence[Any]:
        if not self._there():
            return (HARDWARE,)
        feature = self.features[id]
        if self.streaming and not feature.flags & LIVE:
            return (WHILE_STREAMING_REFUSED,)
        outside = any(not low <= p <= high for p, (low, high) in zip(params, feature.ranges, strict=False))
        if outside or self.refuse_feature == id or (id == 22 and round(params[0]) not in self.formats):
            return (OUT_OF_RANGE,)
        assert flags in (MANUAL, AUTO, ONE_PUSH)
        feature.params, feature.mode = [float(p) for p in params], flags
        return (0,)

    def setStreamState(self, handle: int, state: int) -> Sequence[Any]:
        if not self._there():
            return (HARDWARE,)
        self.streaming = state == 0
        self.starts += self.streaming
        self.number = 1000
        return (0,)

    def getNextNumPyFrame(self, handle: int, buffer: NDArray[np.uint8]) -> Sequence[Any]:
        if not self._there():
            return (HARDWARE,)
        if self.timeouts_to_come > 0:
            self.timeouts_to_come -= 1
            return (TIMEOUT,)
        self.clock.advance(max(self.features[7].params[0], 1 / self.features[18].params[0]))
        raw = self.raw()
        if buffer.size < raw.size:
            return (0x80000004 - 2**32,)
        buffer[: raw.size] = raw
        self.number += 1
        return 0, self._descriptor()

    def raw(self) -> NDArray[np.uint8]:
        left, top, width, height = (round(p) for p in self.features[19].params)
        scene = self.scene[top : top + height, left : left + width]
        if round(self.features[22].params[0]) in (1, 4, 10, 11, 12):
            return (scene << (16 - SIGNIFICANT_BITS)).astype(">u2").reshape(-1).view(np.uint8)
        return (scene >> (SIGNIFICANT_BITS - 8)).astype(np.uint8).reshape(-1)

    def _there(self) -> bool:
        return self.opened_serial in self.serials

    def _descriptor(self) -> Any:
        left, top, width, height = self.features[19].params
        value = SimpleNamespace
        return value(
            uFrameNumber=self.number,
            Shutter=value(fValue=self.features[7].params[0]),
            Gain=value(fValue=self.features[8].params[0]),
            Roi=value(fLeft=left, fTop=top, fWidth=width, fHeight=height),
            PixelFormat=value(fValue=self.features[22].params[0]),
            PixelAddressingValue=value(fHorizontal=1.0, fVertical=1.0),
            Rotate=value(fValue=0.0),
            Temperature=value(fValue=41.5),
        )
