"""The PixeLINK camera. The only importer of pixelinkWrapper."""

import importlib
import logging
import time
from typing import TypeVar, cast

from camera_ws.camera.base import Camera, Frame, MemoryChannel, no_software_trigger
from camera_ws.camera.clock import Clock, SystemClock
from camera_ws.camera.pixelink import features as pxl
from camera_ws.camera.pixelink.device import Device, Sdk, open_device
from camera_ws.camera.pixelink.features import Limits, from_sdk
from camera_ws.camera.pixelink.frames.descriptor import matches_settings, with_values_of
from camera_ws.camera.pixelink.frames.make_frame import make_frame
from camera_ws.camera.pixelink.frames.stream import FrameStream, RawFrame
from camera_ws.camera.pixelink.frames.streaming import Streaming
from camera_ws.camera.pixelink.settings import describe, memory
from camera_ws.camera.pixelink.settings.readback import read_settings
from camera_ws.camera.pixelink.settings.transaction import write_all
from camera_ws.camera.pixelink.settings.update_plan import moving_limits, needs_stop, with_current_bayer_order
from camera_ws.camera.pixelink.settings.writes import writes_for
from camera_ws.camera.update_check import check_update
from camera_ws.errors import CameraDisconnected, CameraError, SdkUnavailable
from camera_ws.protocol.camera.settings import CameraSettings, Capabilities, SettingsUpdate
from camera_ws.protocol.messages import CameraInfo

log = logging.getLogger(__name__)

T = TypeVar("T")

LATE_FRAMES_MAX = 4
"""After a change this many frames may still have the old exposure or gain: those in the camera's pipeline."""
AUTOMATIC_POLL_S = 0.2


def load_sdk() -> Sdk:
    """The vendor's wrapper; SdkUnavailable with the reason when the wrapper or its library does not load."""
    try:
        return cast("Sdk", importlib.import_module("pixelinkWrapper").PxLApi)
    except Exception as error:  # the wrapper raises OSError, ValueError, IndexError, CalledProcessError
        raise SdkUnavailable(f"the PixeLINK SDK does not load ({type(error).__name__}: {error})") from error


class PixelinkCamera(Camera):
    """Reopens by serial number: after the first open it never uses another camera instead of a lost one."""

    def __init__(self, sdk: Sdk, clock: Clock | None = None, serial: int | None = None) -> None:
        self._sdk = sdk
        self._clock = clock or SystemClock()
        self._serial = serial
        self._device: Device | None = None
        self._streaming: Streaming | None = None
        self._limits: dict[int, Limits] = {}
        self._formats: tuple[str, ...] = ()
        self._info = CameraInfo(driver="pixelink", model="PixeLINK camera", serial=str(serial or ""))
        self._capabilities: Capabilities | None = None
        self._settings: CameraSettings | None = None
        self._sensor_bits = 16
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
        """From the last frame while streaming, so that no call delays the frames."""
        limit = self._limits.get(pxl.TEMPERATURE)
        if self._device is None or limit is None or not limit.present:
            return None
        if self._running is None:
            self._temperature = from_sdk(self._device.read(pxl.TEMPERATURE).params[0])
        return self._temperature

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(self._device.warnings.values()) if self._device is not None else ()

    @property
    def pending_triggers(self) -> int:
        return self._streaming.pending_triggers if self._streaming is not None else 0

    def open(self) -> None:
        if self._device is not None:
            return
        device, self._serial = open_device(self._sdk, self._serial)
        self._device = device
        self._streaming = Streaming(device, self._clock, lambda: self.settings, lambda: self._read_back(device))
        try:
            self._describe(device)
        except CameraError:
            self.close()
            raise

    def start(self) -> None:
        self._open_parts()[1].start()

    def stop(self) -> None:
        if self._streaming is not None:
            self._streaming.stop()

    def close(self) -> None:
        device, self._device = self._device, None
        streaming, self._streaming = self._streaming, None
        if device is None or streaming is None:
            return
        # An unplugged camera does not answer, but its handle must be released all the same.
        for part in (streaming.stop, device.close):
            try:
                part()
            except CameraError as error:
                log.info("the camera did not close cleanly", extra={"reason": str(error)})

    def check_connection(self) -> None:
        device, streaming = self._open_parts()
        if streaming.running is None:
            device.check_connection()

    def apply(self, update: SettingsUpdate) -> CameraSettings:
        device, streaming = self._open_parts()
        update = with_current_bayer_order(update, self._formats)
        check_update(update, self.capabilities, moving_limits(update, self._limits))
        changes = update.changes()
        if changes:
            before = self.settings.trigger
            with streaming.exclusive(stop=needs_stop(update, self.capabilities)):
                try:
                    write_all(device, writes_for(changes, device, self._limits), self._limits)
                finally:
                    self._read_back(device)
                if self.settings.trigger != before:
                    streaming.clear_triggers()
            self._note_change()
        return self.settings

    def abort_exposure(self) -> None:
        """The SDK has no call for it: stopping the stream ends the exposure, and getNextFrame with it."""
        _, streaming = self._open_parts()
        with streaming.exclusive(stop=True):
            streaming.drop_trigger()

    def save_settings(self) -> None:
        """Into the camera's user channel, which survives a loss of power."""
        device, streaming = self._open_parts()
        with streaming.exclusive(stop=True):
            memory.save(device)

    def load_settings(self, channel: MemoryChannel) -> CameraSettings:
        device, streaming = self._open_parts()
        with streaming.exclusive(stop=True):
            memory.load(device, channel)
            self._read_back(device)
            streaming.clear_triggers()
        self._note_change()
        return self.settings

    def fire(self) -> None:
        _, streaming = self._open_parts()
        if self.settings.trigger != "software":
            raise no_software_trigger(self.settings.trigger)
        streaming.fire()

    def next_frame(self, timeout_s: float) -> Frame:
        _, streaming = self._open_parts()
        if streaming.running is None:
            raise CameraError("the camera is not streaming")
        raw = self._take(streaming, streaming.running, timeout_s)
        number = streaming.numbers.number(raw.number)
        frame = make_frame(raw, number, self._sensor_bits, self.settings, self._changed)
        self._changed = False
        self._settings = with_values_of(self.settings, raw.descriptor)
        if self._temperature is not None or raw.descriptor.Temperature.fValue:
            self._temperature = from_sdk(raw.descriptor.Temperature.fValue)
        self._poll_automatics()
        return frame

    def _describe(self, device: Device) -> None:
        self._info = describe.camera_info(device, cast("int", self._serial))
        self._limits = device.limits()
        self._sensor_bits = describe.sensor_bits(device, self._limits)
        self._formats = describe.find_pixel_formats(device)
        self._read_back(device)

    def _read_back(self, device: Device) -> None:
        """Reads settings and limits: some limits depend on other features."""
        self._limits = device.limits()
        self._settings = read_settings(device, self._limits)
        self._formats = describe.with_bayer_order(self._formats, cast("str", self._settings.pixel_format))
        self._capabilities = describe.capabilities(self._limits, self._formats, self._sensor_bits)

    def _note_change(self) -> None:
        self._changed = True
        self._late_frames = LATE_FRAMES_MAX

    def _take(self, streaming: Streaming, stream: FrameStream, timeout_s: float) -> RawFrame:
        """The next frame exposed with the present settings."""
        deadline_s = time.monotonic() + timeout_s
        while True:
            raw = stream.take(max(0.0, deadline_s - time.monotonic()))
            if self._late_frames == 0 or matches_settings(self.settings, raw.descriptor):
                self._late_frames = 0
                return raw
            self._late_frames -= 1
            streaming.skip(raw)

    def _poll_automatics(self) -> None:
        """Reads settings back now and then: a one-push ends by itself, and frames do not report all values."""
        settings = self.settings
        running = {settings.exposure_auto, settings.gain_auto, settings.white_balance_auto} - {None, "off"}
        if not running or time.monotonic() < self._poll_due_s:
            return
        self._poll_due_s = time.monotonic() + AUTOMATIC_POLL_S
        device, streaming = self._open_parts()
        with streaming.between_frames() as free:
            if free:
                self._read_back(device)

    @property
    def _running(self) -> FrameStream | None:
        return self._streaming.running if self._streaming is not None else None

    def _open_parts(self) -> tuple[Device, Streaming]:
        if self._device is None or self._streaming is None:
            raise CameraDisconnected
        return self._device, self._streaming


def _known(value: T | None) -> T:
    if value is None:
        raise CameraDisconnected
    return value
