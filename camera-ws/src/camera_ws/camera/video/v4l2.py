"""Controls of a USB camera on Linux, by V4L2: OpenCV sets them, but does not report their limits."""

import errno
import os
import struct
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from camera_ws.camera.video.controls import Controls, NoControls
from camera_ws.errors import CameraDisconnected, CameraError, SettingRejected
from camera_ws.protocol.camera.settings import ChoiceFeature, Feature, NumberFeature, SettingName
from camera_ws.protocol.rpc import FieldIssue

if sys.platform != "win32":
    import fcntl

Ioctl = Callable[[int, int, bytearray], Any]

_QUERYCTRL, _G_CTRL, _S_CTRL = 0xC0445624, 0xC008561B, 0xC008561C
_QUERY = struct.Struct("=II32siiiiI8x")
"""struct v4l2_queryctrl of linux/videodev2.h."""
_VALUE = struct.Struct("=Ii")
_DISABLED, _READ_ONLY = 0x1, 0x4
_MANUAL, _APERTURE_PRIORITY = 1, 3
_GONE = (errno.ENODEV, errno.ENXIO, errno.EIO, errno.EBADF)


@dataclass(frozen=True, slots=True)
class Scalar:
    """Our value = value of V4L2 × factor. automatic: the field whose value `off` makes it effective."""

    id: int
    field: str
    wire: SettingName
    label: str
    unit: str = ""
    factor: float = 1.0
    digits: int = 0
    scale: Literal["linear", "log"] = "linear"
    automatic: str | None = None


SCALARS = (
    Scalar(0x009A0902, "exposure", "exposure", "Exposure", "ms", 0.1, 1, "log", "exposure_auto"),
    Scalar(0x00980913, "gain", "gain", "Gain (units of the camera)"),
    Scalar(0x00980910, "gamma", "gamma", "Gamma", "", 0.01, 2),
    Scalar(0x00980900, "brightness", "brightness", "Brightness"),
    Scalar(0x0098091B, "sharpness", "sharpness", "Sharpness"),
    Scalar(0x00980902, "saturation", "saturation", "Saturation"),
    Scalar(
        0x0098091A,
        "color_temperature",
        "colorTemperature",
        "Colour temperature",
        "K",
        1.0,
        0,
        "linear",
        "white_balance_auto",
    ),
)


@dataclass(frozen=True, slots=True)
class Automatic:
    id: int
    field: str
    wire: SettingName
    label: str
    off: int


AUTOMATICS = (
    Automatic(0x009A0901, "exposure_auto", "exposureAuto", "Auto exposure", _MANUAL),
    Automatic(0x0098090C, "white_balance_auto", "whiteBalanceAuto", "Auto white balance", 0),
)


@dataclass(frozen=True, slots=True)
class Limits:
    low: int
    high: int
    step: int
    default: int

    def nearest(self, value: float) -> int:
        """The nearest value that the camera has."""
        whole = self.low + round((value - self.low) / self.step) * self.step
        return min(max(whole, self.low), self.high)


class V4l2Controls:
    """A second handle of the device: V4L2 allows controls beside the stream."""

    def __init__(self, device: str, shown: str, ioctl: Ioctl | None = None) -> None:
        self._shown = shown
        self._ioctl: Ioctl = ioctl or fcntl.ioctl
        try:
            self._file = os.open(device, os.O_RDWR | os.O_NONBLOCK)
        except OSError as error:
            raise CameraDisconnected(f"{shown}: {error.strerror}") from error
        try:
            found = {each.id: self._usable(each.id) for each in (*SCALARS, *AUTOMATICS)}
        except BaseException:
            self.close()
            raise
        self._limits_of = {id: limits for id, limits in found.items() if limits is not None}
        self._scalars = [each for each in SCALARS if each.id in self._limits_of]
        self._automatics = [each for each in AUTOMATICS if each.id in self._limits_of]
        self.features: dict[SettingName, Feature] = {}
        for scalar in self._scalars:
            self.features[scalar.wire] = self._number(scalar)
        for automatic in self._automatics:
            self.features[automatic.wire] = ChoiceFeature(label=automatic.label, options=("off", "continuous"))

    def read(self) -> dict[str, Any]:
        values: dict[str, Any] = {each.field: self._scaled(each, self._get(each.id)) for each in self._scalars}
        for each in self._automatics:
            values[each.field] = "off" if self._get(each.id) == each.off else "continuous"
        return values

    def write(self, changes: dict[str, Any]) -> None:
        before = {id: self._get(id) for id in self._limits_of}
        try:
            for each, value in self._wanted(changes):
                self._write_one(each, value)
        except SettingRejected:
            self._restore(before)
            raise

    def close(self) -> None:
        os.close(self._file)

    def _wanted(self, changes: dict[str, Any]) -> list[tuple[Scalar | Automatic, int]]:
        """Automatics first: while one is on, the camera refuses its value. A value ends its automatic."""
        ended = {each.automatic: "off" for each in self._scalars if each.field in changes and each.automatic}
        modes = ended | changes
        automatics: list[tuple[Scalar | Automatic, int]] = [
            (each, self._mode(each, modes[each.field])) for each in self._automatics if each.field in modes
        ]
        return automatics + [
            (each, self._limits_of[each.id].nearest(changes[each.field] / each.factor))
            for each in self._scalars
            if each.field in changes and modes.get(each.automatic or "", "off") == "off"
        ]

    def _write_one(self, each: Scalar | Automatic, value: int) -> None:
        try:
            self._set(each.id, value)
        except CameraDisconnected:
            raise
        except CameraError as error:
            raise SettingRejected([FieldIssue(path=each.wire, message=f"{each.label}: {error}")]) from error

    def _mode(self, automatic: Automatic, mode: str) -> int:
        if mode == "off":
            return automatic.off
        default = self._limits_of[automatic.id].default
        if default != automatic.off:
            return default
        return _APERTURE_PRIORITY if automatic.off == _MANUAL else 1

    def _restore(self, before: dict[int, int]) -> None:
        """Values whose automatic is on cannot be written, and need not be."""
        for each in (*self._automatics, *self._scalars):
            with suppress(SettingRejected):
                self._write_one(each, before[each.id])

    def _number(self, scalar: Scalar) -> NumberFeature:
        limits = self._limits_of[scalar.id]
        return NumberFeature(
            label=scalar.label,
            unit=scalar.unit,
            min=self._scaled(scalar, limits.low),
            max=self._scaled(scalar, limits.high),
            step=limits.step * scalar.factor,
            digits=scalar.digits,
            scale=scalar.scale,
        )

    def _scaled(self, scalar: Scalar, value: int) -> float:
        limits = self._limits_of[scalar.id]
        # Cameras report values beyond their limits while an automatic is on.
        return round(min(max(value, limits.low), limits.high) * scalar.factor, 3)

    def _usable(self, id: int) -> Limits | None:
        limits = self._limits(id)
        if limits is None:
            return None
        try:
            self._get(id)
        except CameraDisconnected:
            raise
        except CameraError:
            return None
        return limits

    def _limits(self, id: int) -> Limits | None:
        """None for a control that the camera does not have, or that cannot be set."""
        query = bytearray(_QUERY.pack(id, 0, b"", 0, 0, 0, 0, 0))
        try:
            self._ioctl(self._file, _QUERYCTRL, query)
        except OSError as error:
            if error.errno in _GONE:
                raise CameraDisconnected(f"{self._shown}: {error.strerror}") from error
            return None
        _, _, _, low, high, step, default, flags = _QUERY.unpack(query)
        if flags & (_DISABLED | _READ_ONLY) or low >= high:
            return None
        # Exposure and gamma of 0 have no meaning.
        positive = next((each.factor != 1.0 for each in SCALARS if each.id == id), False)
        return Limits(max(low, 1) if positive else low, high, max(step, 1), default)

    def _get(self, id: int) -> int:
        value = bytearray(_VALUE.pack(id, 0))
        self._call(_G_CTRL, value)
        return int(_VALUE.unpack(value)[1])

    def _set(self, id: int, value: int) -> None:
        self._call(_S_CTRL, bytearray(_VALUE.pack(id, value)))

    def _call(self, request: int, value: bytearray) -> None:
        try:
            self._ioctl(self._file, request, value)
        except OSError as error:
            if error.errno in _GONE:
                raise CameraDisconnected(f"{self._shown}: {error.strerror}") from error
            raise CameraError(f"the camera refuses it: {error.strerror}") from error


def open_controls(device: str, shown: str) -> Controls:
    """device: an index, or a device file. None elsewhere than on Linux."""
    if sys.platform != "linux":
        return NoControls()
    return V4l2Controls(f"/dev/video{device}" if device.isdecimal() else os.path.realpath(device), shown)
