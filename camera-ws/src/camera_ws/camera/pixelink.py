"""A real camera: the only importer of pixelinkWrapper, and the only place that knows its habits."""

import importlib
import logging
from collections.abc import Sequence
from contextlib import suppress
from typing import Any, TypeVar, cast

import numpy as np

from camera_ws.camera.base import Camera, Frame, FrameDescriptor
from camera_ws.camera.clock import Clock, SystemClock
from camera_ws.camera.limits import check_update
from camera_ws.camera.pxl import codes
from camera_ws.camera.pxl import features as pxl
from camera_ws.camera.pxl.codes import PixelinkError
from camera_ws.camera.pxl.device import Device, FeatureState, Sdk, open_device
from camera_ws.camera.pxl.pixels import BY_NAME, FORMATS, format_of, to_picture
from camera_ws.camera.pxl.readback import Write, read_settings, writes_for
from camera_ws.errors import CameraDisconnected, CameraError, CameraTimeout, SdkUnavailable, SettingRejected
from camera_ws.protocol.messages import CameraInfo
from camera_ws.protocol.rpc import FieldIssue
from camera_ws.protocol.settings import CameraSettings, Capabilities, Resolution, RoiFeature, Sensor, SettingsUpdate

log = logging.getLogger(__name__)

T = TypeVar("T")

FIRST_FRAME_TRIES = 10
"""The first frames after a stream start often time out; the vendor's samples try 4 times, other adapters 10."""


def load_sdk() -> Sdk:
    """The vendor's wrapper; SdkUnavailable with the reason when it, or the library under it, does not load."""
    try:
        return cast("Sdk", importlib.import_module("pixelinkWrapper").PxLApi)
    except Exception as error:  # the wrapper raises OSError, ValueError, IndexError, CalledProcessError, as it happens
        raise SdkUnavailable(f"the PixeLINK SDK does not load ({type(error).__name__}: {error})") from error


class PixelinkCamera(Camera):
    """Reopens by serial number: after the first open it never takes another camera in place of a lost one."""

    def __init__(self, sdk: Sdk, clock: Clock | None = None, serial: int | None = None) -> None:
        self._sdk = sdk
        self._clock = clock or SystemClock()
        self._serial = serial
        self._device: Device | None = None
        self._limits: dict[int, pxl.Limits] = {}
        self._info: CameraInfo | None = None
        self._capabilities: Capabilities | None = None
        self._settings: CameraSettings | None = None
        self._significant_bits = 16
        self._streaming = False
        self._frames_seen = 0
        self._tries = 0
        self._seq_base = 0
        self._first_number = 0
        self._changed = False

    @property
    def info(self) -> CameraInfo:
        return _known(self._info)

    @property
    def capabilities(self) -> Capabilities:
        return _known(self._capabilities)

    @property
    def settings(self) -> CameraSettings:
        return _known(self._settings)

    @property
    def temperature(self) -> float | None:
        limit = self._limits.get(pxl.TEMPERATURE)
        if self._device is None or limit is None or not limit.present:
            return None
        return round(self._device.read(pxl.TEMPERATURE).params[0], 2)

    def open(self) -> None:
        if self._device is not None:
            return
        self._device, self._serial = open_device(self._sdk, self._serial)
        try:
            self._describe(self._device)
        except CameraError:
            self.close()
            raise

    def start(self) -> None:
        if not self._streaming:
            self._open_device().start()
            self._streaming = True
            self._begin_numbering(0)

    def stop(self) -> None:
        if self._streaming and self._device is not None:
            self._streaming = False
            self._device.stop()

    def close(self) -> None:
        device, self._device = self._device, None
        if device is None:
            return
        self._streaming = False
        # A camera that was pulled out answers nothing; the handle must be given back all the same.
        with suppress(CameraError):
            device.stop()
        device.close()

    def apply(self, update: SettingsUpdate) -> CameraSettings:
        device = self._open_device()
        check_update(update, self.capabilities)
        changes = update.changes()
        if changes:
            self._write_all(device, writes_for(changes, device))
            self._changed = True
            self._settings = read_settings(device, self._limits)
        return self.settings

    def next_frame(self, timeout_s: float) -> Frame:  # noqa: ARG002
        """Blocks as long as the SDK does: its own timeout, not timeout_s, ends a call without a frame."""
        device = self._open_device()
        if not self._streaming:
            raise CameraError("the camera is not streaming")
        buffer = np.empty(self._buffer_bytes(), np.uint8)
        try:
            descriptor = device.next_frame(buffer)
        except PixelinkError as error:
            self._judge(device, error)
        else:
            self._tries = 0
            return self._frame(buffer, descriptor)
        raise CameraTimeout("the camera delivered no frame")

    def _describe(self, device: Device) -> None:
        info = device.info()
        self._limits = device.limits()
        formats = self._find_pixel_formats(device)
        self._info = CameraInfo(
            driver="pixelink",
            model=_text(info.ModelName)[:128],
            serial=str(self._serial),
            firmware=_text(info.FirmwareVersion)[:64],
        )
        if (limit := self._limits.get(pxl.MAX_PIXEL_SIZE)) is not None and limit.present:
            self._significant_bits = round(device.read(pxl.MAX_PIXEL_SIZE).params[0])
        features = pxl.describe(self._limits, formats)
        roi = cast("RoiFeature", features["roi"])
        self._capabilities = Capabilities(
            sensor=Sensor(
                width=roi.max_width,
                height=roi.max_height,
                color=any(not name.startswith("MONO") for name in formats),
                bit_depth=self._significant_bits,
            ),
            features=features,
            resolutions=_resolutions(roi),
            capture_formats=("jpg", "png", "tiff"),
        )
        self._settings = read_settings(device, self._limits)

    def _find_pixel_formats(self, device: Device) -> tuple[str, ...]:
        """By trying each: the SDK tells only the highest id. Before the stream starts, and restored afterwards."""
        before = device.read(pxl.PIXEL_FORMAT)
        found: list[str] = []
        for id, format in FORMATS.items():
            try:
                device.write(pxl.PIXEL_FORMAT, pxl.MANUAL, (id,))
            except PixelinkError:
                continue
            found.append(format.name)
        device.write(pxl.PIXEL_FORMAT, pxl.MANUAL, before.params)
        return tuple(found)

    def _write_all(self, device: Device, writes: Sequence[Write]) -> None:
        """Every write or none: what was done before a refusal is put back."""
        pause = self._streaming and any(not self._limits[id].flags & pxl.WHILE_STREAMING for id, _, _ in writes)
        if pause:
            device.stop()
        done: list[tuple[int, FeatureState]] = []
        try:
            for id, flags, params in writes:
                before = device.read(id)
                self._write(device, id, flags, params)
                done.append((id, before))
        except (PixelinkError, SettingRejected):
            for id, before in reversed(done):
                device.write(id, _mode_of(before), before.params)
            raise
        finally:
            if pause:
                device.start()
                self._begin_numbering(self._seq_base + self._frames_seen)

    def _write(self, device: Device, id: int, flags: int, params: Sequence[float]) -> None:
        try:
            device.write(id, flags, params)
        except PixelinkError as error:
            if error.rc in (codes.OUT_OF_RANGE, codes.INVALID_PARAMETER):
                path = _wire_name(id)
                issue = FieldIssue(path=path, message=f"the camera refused this {path}: {error}")
                raise SettingRejected([issue]) from error
            raise

    def _judge(self, device: Device, error: PixelinkError) -> None:
        """Returns when the failed call may simply be repeated."""
        self._tries += 1
        if error.rc in codes.SUSPECT:
            try:
                device.read(pxl.EXPOSURE)
            except CameraError as gone:
                raise CameraDisconnected(str(error)) from gone
        retry = error.rc in codes.TIMEOUTS or error.rc == codes.INVALID_FRAME
        if error.rc == codes.BUFFER_TOO_SMALL:
            self._settings = read_settings(device, self._limits)
        elif not retry or (self._frames_seen == 0 and self._tries > FIRST_FRAME_TRIES):
            raise error

    def _frame(self, buffer: Any, raw: Any) -> Frame:
        captured_at_us = self._clock.now_us()
        format = format_of(round(raw.PixelFormat.fValue))
        width = round(raw.Roi.fWidth / (raw.PixelAddressingValue.fHorizontal or 1))
        height = round(raw.Roi.fHeight / (raw.PixelAddressingValue.fVertical or 1))
        if round(raw.Rotate.fValue) in (90, 270):
            width, height = height, width
        pixels, bits = to_picture(buffer, format, height, width, self._significant_bits)
        roi = self.settings.roi.model_copy(
            update={
                "left": round(raw.Roi.fLeft),
                "top": round(raw.Roi.fTop),
                "width": round(raw.Roi.fWidth),
                "height": round(raw.Roi.fHeight),
            }
        )
        descriptor = FrameDescriptor(
            seq=self._number(int(raw.uFrameNumber)),
            captured_at_us=captured_at_us,
            exposure_ms=raw.Shutter.fValue * 1000,
            gain_db=raw.Gain.fValue,
            roi=roi,
            width=width,
            height=height,
            channels=3 if pixels.ndim == 3 else 1,
            pixel_format=format.name,
            bit_depth=bits,
            temperature=round(raw.Temperature.fValue, 2) or None,
            settings_changed=self._changed,
        )
        self._changed = False
        return Frame(descriptor, pixels)

    def _begin_numbering(self, base: int) -> None:
        # The camera's own numbers begin again at every stream start; ours go on through a pause for a setting.
        self._seq_base = base
        self._frames_seen = 0
        self._tries = 0

    def _number(self, camera_number: int) -> int:
        if self._frames_seen == 0:
            self._first_number = camera_number
        ahead = (camera_number - self._first_number) & 0xFFFF_FFFF
        self._frames_seen = ahead + 1
        return (self._seq_base + ahead) & 0xFFFF_FFFF

    def _buffer_bytes(self) -> int:
        roi = self.settings.roi
        return roi.width * roi.height * BY_NAME[cast("str", self.settings.pixel_format)].bytes_per_pixel

    def _open_device(self) -> Device:
        if self._device is None:
            raise CameraDisconnected
        return self._device


def _known(value: T | None) -> T:
    if value is None:
        raise CameraDisconnected
    return value


def _text(value: bytes | str) -> str:
    return value.decode("utf-8", "replace") if isinstance(value, bytes) else value


def _mode_of(state: FeatureState) -> int:
    """Exactly one mode flag may be set when writing."""
    return next((flag for flag in (pxl.AUTO, pxl.ONE_PUSH) if state.flags & flag), pxl.MANUAL)


def _wire_name(id: int) -> str:
    names = {scalar.id: scalar.wire for scalar in pxl.SCALARS}
    others = {pxl.ROI: "roi", pxl.PIXEL_FORMAT: "pixelFormat", pxl.FLIP: "flip", pxl.ROTATE: "rotate"}
    return {**others, pxl.WHITE_BALANCE: "whiteBalance", **names}.get(id, f"feature {id}")


def _resolutions(roi: RoiFeature) -> tuple[Resolution, ...]:
    sizes = [(640, 480), (1024, 768), (1280, 1024), (1920, 1080), (2448, 2048)]
    inside = [(w, h) for w, h in sizes if roi.min_width <= w < roi.max_width and roi.min_height <= h <= roi.max_height]
    return tuple(Resolution(width=w, height=h) for w, h in [*inside, (roi.max_width, roi.max_height)])
