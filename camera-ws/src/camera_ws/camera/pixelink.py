"""A real camera: the only importer of pixelinkWrapper, and the only place that knows its habits."""

import importlib
import logging
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from typing import Any, TypeVar, cast

from camera_ws.camera.base import Camera, Frame, MemoryChannel
from camera_ws.camera.clock import Clock, SystemClock
from camera_ws.camera.limits import check_update
from camera_ws.camera.pxl import codes, describe
from camera_ws.camera.pxl import features as pxl
from camera_ws.camera.pxl.codes import PixelinkError
from camera_ws.camera.pxl.device import Device, Sdk, open_device
from camera_ws.camera.pxl.features import Limits, from_sdk
from camera_ws.camera.pxl.numbering import FrameNumbers
from camera_ws.camera.pxl.pictures import frame_roi, make_frame
from camera_ws.camera.pxl.pixels import BY_NAME, format_of
from camera_ws.camera.pxl.readback import read_settings
from camera_ws.camera.pxl.stream import FrameStream, RawFrame
from camera_ws.camera.pxl.transaction import write_all
from camera_ws.camera.pxl.wishes import in_current_order, moving_limits, needs_stop
from camera_ws.camera.pxl.writes import writes_for
from camera_ws.errors import CameraDisconnected, CameraError, SdkUnavailable, SettingRejected
from camera_ws.protocol.messages import CameraInfo
from camera_ws.protocol.rpc import FieldIssue
from camera_ws.protocol.settings import CameraSettings, Capabilities, SettingsUpdate

log = logging.getLogger(__name__)

T = TypeVar("T")

LATE_FRAMES_MAX = 4
"""So many frames may still show the old exposure or gain after a change: what the camera had in its pipeline."""
AUTOMATIC_POLL_S = 0.2
_HOLD_EXTRA_S = 0.5
_CHANNELS: dict[MemoryChannel, int] = {"factory": 0, "user": 1}


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
        self._stream: FrameStream | None = None
        self._limits: dict[int, Limits] = {}
        self._formats: tuple[str, ...] = ()
        self._info = CameraInfo(driver="pixelink", model="PixeLINK camera", serial=str(serial or ""))
        self._capabilities: Capabilities | None = None
        self._settings: CameraSettings | None = None
        self._sensor_bits = 16
        self._numbers = FrameNumbers()
        self._temperature: float | None = None
        self._changed = False
        self._late_frames = 0
        self._poll_due_s = 0.0

    @property
    def info(self) -> CameraInfo:
        return self._info

    @property
    def capabilities(self) -> Capabilities:
        return _known(self._capabilities)

    @property
    def settings(self) -> CameraSettings:
        return _known(self._settings)

    @property
    def temperature(self) -> float | None:
        """While it streams, what the last frame said: no question gets between two frames."""
        limit = self._limits.get(pxl.TEMPERATURE)
        if self._device is None or limit is None or not limit.present:
            return None
        if self._stream is None:
            self._temperature = from_sdk(self._device.read(pxl.TEMPERATURE).params[0])
        return self._temperature

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(self._device.warnings.values()) if self._device is not None else ()

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
        if self._stream is None:
            self._numbers.start()
            self._run(self._open_device())

    def stop(self) -> None:
        if self._stream is not None and self._device is not None:
            self._halt(self._device)

    def close(self) -> None:
        device, self._device = self._device, None
        if device is None:
            return
        # A camera that was pulled out answers nothing; the handle must be given back all the same.
        for part in (self._halt, Device.close):
            try:
                part(device)
            except CameraError as error:
                log.info("the camera did not close cleanly", extra={"reason": str(error)})

    def apply(self, update: SettingsUpdate) -> CameraSettings:
        device = self._open_device()
        update = in_current_order(update, self._formats)
        check_update(update, self.capabilities, moving_limits(update, self._limits))
        changes = update.changes()
        if changes:
            with self._quiet(stop=needs_stop(update, self.capabilities)):
                try:
                    write_all(device, writes_for(changes, device, self._limits), self._limits)
                finally:
                    self._read_back(device)
            self._note_change()
        return self.settings

    def save_settings(self) -> None:
        """Into the camera's user channel, which outlives a loss of power."""
        device = self._open_device()
        with self._quiet(stop=True):
            _in_memory(device, "user", device.save)

    def load_settings(self, channel: MemoryChannel) -> CameraSettings:
        device = self._open_device()
        with self._quiet(stop=True):
            _in_memory(device, channel, device.load)
            self._read_back(device)
        self._note_change()
        return self.settings

    def next_frame(self, timeout_s: float) -> Frame:
        if self._stream is None:
            self._open_device()
            raise CameraError("the camera is not streaming")
        raw = self._take(self._stream, timeout_s)
        frame = make_frame(raw, self._numbers.number(raw.number), self._sensor_bits, self._changed)
        self._changed = False
        self._follow(raw.descriptor)
        self._watch_automatics()
        return frame

    def _describe(self, device: Device) -> None:
        self._info = describe.camera_info(device, cast("int", self._serial))
        self._limits = device.limits()
        self._sensor_bits = describe.sensor_bits(device, self._limits)
        self._formats = describe.find_pixel_formats(device)
        self._read_back(device)

    def _read_back(self, device: Device) -> None:
        """Settings, and the limits too: some move with other features."""
        self._limits = device.limits()
        self._settings = read_settings(device, self._limits)
        self._formats = describe.in_order_of(self._formats, cast("str", self._settings.pixel_format))
        self._capabilities = describe.capabilities(self._limits, self._formats, self._sensor_bits)

    def _run(self, device: Device) -> None:
        device.start()
        self._numbers.resume()
        self._stream = FrameStream(device, self._clock, self._frame_bytes)

    def _halt(self, device: Device) -> None:
        stream, self._stream = self._stream, None
        if stream is None:
            return
        stream.expect_end()
        try:
            device.stop()
        finally:
            ended = stream.end()
        if not ended:
            raise CameraError("the camera's library keeps waiting for a frame although the stream was stopped")

    @contextmanager
    def _quiet(self, stop: bool) -> Generator[None, None, None]:
        """No other call is under way inside. With stop, or when no frame comes soon, the stream pauses for it."""
        device, stream = self._open_device(), self._stream
        if stream is None:
            yield
        elif not stop and stream.hold(self._patience_s()):
            try:
                yield
                for raw in stream.drain():
                    self._numbers.leave_out(raw.number)
            finally:
                stream.release()
        else:
            self._halt(device)
            try:
                yield
            except CameraDisconnected:
                raise
            except BaseException:
                self._run(device)
                raise
            self._run(device)

    def _patience_s(self) -> float:
        settings = self.settings
        if settings.trigger not in (None, "free"):
            return 0.0
        return settings.exposure / 1000 + 1 / (settings.frame_rate or 1.0) + _HOLD_EXTRA_S

    def _note_change(self) -> None:
        self._changed = True
        self._late_frames = LATE_FRAMES_MAX

    def _take(self, stream: FrameStream, timeout_s: float) -> RawFrame:
        """The next frame that was made with the settings of now."""
        deadline_s = time.monotonic() + timeout_s
        while True:
            raw = stream.take(max(0.0, deadline_s - time.monotonic()))
            if self._late_frames == 0 or self._shows_settings(raw.descriptor):
                self._late_frames = 0
                return raw
            self._late_frames -= 1
            self._numbers.leave_out(raw.number)

    def _shows_settings(self, told: Any) -> bool:
        settings = self.settings
        same_exposure = settings.exposure_auto not in (None, "off") or _close(
            told.Shutter.fValue * 1000, settings.exposure
        )
        same_gain = settings.gain_auto not in (None, "off") or _close(told.Gain.fValue, settings.gain)
        return same_exposure and same_gain

    def _follow(self, told: Any) -> None:
        """What the frame says of the settings is the truth: automatics move them."""
        if self._temperature is not None or told.Temperature.fValue:
            self._temperature = from_sdk(told.Temperature.fValue)
        settings = self.settings
        now: dict[str, Any] = {
            "exposure": from_sdk(told.Shutter.fValue, 1000.0),
            "gain": from_sdk(told.Gain.fValue),
            "roi": frame_roi(told),
            "pixel_format": format_of(round(told.PixelFormat.fValue)).name,
        }
        changed = {name: value for name, value in now.items() if getattr(settings, name) != value}
        if changed:
            self._settings = settings.with_changes(**changed)

    def _watch_automatics(self) -> None:
        """A one-push ends by itself, and automatics move what frames do not tell: asked now and then while any runs."""
        settings = self.settings
        running = {settings.exposure_auto, settings.gain_auto, settings.white_balance_auto} - {None, "off"}
        if not running or time.monotonic() < self._poll_due_s:
            return
        self._poll_due_s = time.monotonic() + AUTOMATIC_POLL_S
        device, stream = self._open_device(), self._stream
        if stream is not None and stream.hold(self._patience_s()):
            try:
                self._settings = read_settings(device, self._limits)
            finally:
                stream.release()
        elif stream is not None:
            stream.release()

    def _frame_bytes(self) -> int:
        """Enough for a frame of now: pixel addressing only makes it smaller."""
        roi = self.settings.roi
        return BY_NAME[cast("str", self.settings.pixel_format)].frame_bytes(roi.height, roi.width)

    def _open_device(self) -> Device:
        if self._device is None:
            raise CameraDisconnected
        return self._device


def _known(value: T | None) -> T:
    if value is None:
        raise CameraDisconnected
    return value


def _in_memory(device: Device, channel: MemoryChannel, call: Callable[[int], None]) -> None:
    try:
        call(_CHANNELS[channel])
    except PixelinkError as error:
        if error.rc in codes.SUSPECT:
            device.ask_whether_there()
        message = f"the camera refused its {channel} memory: {error}"
        raise SettingRejected([FieldIssue(path="channel", message=message, value=channel)]) from error


def _close(told: float, wanted: float) -> bool:
    return abs(told - wanted) <= 1e-3 * max(abs(wanted), 1e-3)
