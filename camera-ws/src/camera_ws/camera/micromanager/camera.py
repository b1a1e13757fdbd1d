"""The camera of a Micro-Manager configuration."""

import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import cast

from camera_ws.camera.base import Frame
from camera_ws.camera.clock import Clock, SystemClock
from camera_ws.camera.micromanager.core import Core, Metadata, core_errors, load_camera, load_library
from camera_ws.camera.micromanager.frames import Numbers, describe, pixels_of, tag
from camera_ws.camera.micromanager.properties import SERIALS, TEMPERATURES, Properties, features
from camera_ws.camera.micromanager.settings import CameraValues
from camera_ws.camera.pictures.times import LiveTimes, RateLimit
from camera_ws.camera.update_check import check_update
from camera_ws.camera.virtual import VirtualCamera
from camera_ws.errors import CameraDisconnected, CameraError, CameraTimeout
from camera_ws.protocol.camera.settings import (
    CAPTURE_FORMATS,
    CameraSettings,
    Capabilities,
    Resolution,
    Sensor,
    SettingsUpdate,
)
from camera_ws.protocol.messages import CameraInfo
from camera_ws.protocol.text import cut, storable

DEFAULT_FPS = 30.0
_POLL_S = 0.002
_TEMPERATURE_S = 1.0


class MicroManagerCamera(VirtualCamera):
    """Changes of settings pause the stream: adapters refuse many of them, or ignore them, while it runs."""

    def __init__(self, configuration: Path, adapters: Path | None = None, clock: Clock | None = None) -> None:
        """adapters: the folder of the device adapters; that of the configuration if None. SdkUnavailable."""
        self._configuration = configuration
        self._adapters = adapters or configuration.absolute().parent
        self._clock = clock or SystemClock()
        make_core, self._make_metadata = load_library()
        self._make_core: Callable[[], Core] = make_core
        self._core: Core | None = None
        self._properties: Properties
        self._sensor: tuple[int, int]
        self._values: CameraValues
        self._info = CameraInfo(driver="micromanager", model="not opened yet", serial=cut(configuration.name, 64))
        self._limit = RateLimit()
        self._times = LiveTimes()
        self._numbers = Numbers()
        self._streaming = False
        self._changed = False
        self._seq = 0
        self._bits = 8
        self._temperature: float | None = None
        self._temperature_due_s = 0.0

    @property
    def info(self) -> CameraInfo:
        return self._info

    @property
    def temperature(self) -> float | None:
        return self._temperature

    def open(self) -> None:
        if self._core is not None:
            return
        core = self._make_core()
        try:
            label = load_camera(core, self._configuration, self._adapters)
            with core_errors("read the camera"):
                self._describe(core, label)
        except BaseException:
            with suppress(CameraError):
                _unload(core)
            raise
        self._core = core

    def start(self) -> None:
        core = self._opened()
        if self._streaming:
            return
        self._seq = 0
        self._begin(core)
        self._streaming = True

    def next_frame(self, timeout_s: float) -> Frame:
        core = self._opened()
        if not self._streaming:
            raise CameraError("the camera is not streaming")
        until_s = time.monotonic() + timeout_s
        with core_errors("read a frame"):
            while True:
                if core.getRemainingImageCount() > 0:
                    frame = self._read(core)
                    if frame is not None:
                        return frame
                elif not core.isSequenceRunning():
                    raise CameraDisconnected("the camera ended its stream")
                elif time.monotonic() >= until_s:
                    raise CameraTimeout(f"no frame within {timeout_s:g} s")
                else:
                    time.sleep(_POLL_S)

    def apply(self, update: SettingsUpdate) -> CameraSettings:
        core = self._opened()
        check_update(update, self._capabilities)
        changes = update.changes()
        if not changes:
            return self._settings
        self._values.check(changes)
        fps = changes.pop("frame_rate", self._settings.frame_rate)
        if changes:
            self._write(core, changes)
        self._read_back(fps)
        self._changed = True
        self._limit.restart()
        return self._settings

    def abort_exposure(self) -> None:
        """The core has no call for it: stopping the sequence ends the exposure, if the adapter can.

        The demo camera cannot: it stops after its exposure.
        """
        core = self._opened()
        if not self._streaming:
            return
        with core_errors("stop the camera"):
            core.stopSequenceAcquisition()
        self._begin(core)

    def check_connection(self) -> None:
        if self._core is not None and not self._streaming:
            with core_errors("reach the camera"):
                self._core.getExposure()
                self._read_temperature()

    def stop(self) -> None:
        if self._core is not None and self._streaming:
            self._streaming = False
            with core_errors("stop the camera"):
                self._core.stopSequenceAcquisition()

    def close(self) -> None:
        core, self._core = self._core, None
        self._streaming = False
        if core is not None:
            # A camera that is gone cannot be stopped, but its adapter has to be unloaded.
            with suppress(RuntimeError):
                core.stopSequenceAcquisition()
            _unload(core)

    def _opened(self) -> Core:
        if self._core is None:
            raise CameraError("the camera is not open")
        return self._core

    def _describe(self, core: Core, label: str) -> None:
        properties = self._properties = Properties(core, label)
        region = core.getROI()
        core.clearROI()
        binning = properties.binning
        sensor = core.getImageWidth() * binning, core.getImageHeight() * binning
        if list(core.getROI()) != list(region):
            core.setROI(*region)
        self._values = CameraValues(core, properties, sensor)
        serial = next((text for name in SERIALS if (text := properties.read(name))), label)
        model = f"{core.getDeviceLibrary(label)} {core.getDeviceName(label)}"
        self._info = CameraInfo(
            driver="micromanager", model=cut(storable(model), 128), serial=cut(storable(serial), 64)
        )
        self._sensor = sensor
        self._read_temperature()
        self._read_back(DEFAULT_FPS)

    def _read_back(self, fps: float | None) -> None:
        core = self._properties.core
        with core_errors("read the settings"):
            self._settings = self._values.read(fps or DEFAULT_FPS)
            samples = 8 if self._settings.pixel_format in ("MONO8", "RGB24") else 16
            self._bits = min(max(core.getImageBitDepth(), 1), samples)
        width, height = self._sensor
        self._capabilities = Capabilities(
            sensor=Sensor(width=width, height=height, color=core.getNumberOfComponents() > 1, bit_depth=self._bits),
            features=features(self._properties, self._sensor),
            resolutions=(Resolution(width=width, height=height),),
            capture_formats=CAPTURE_FORMATS,
        )

    def _write(self, core: Core, changes: dict[str, object]) -> None:
        """The stream continues afterwards, also after a refusal."""
        if self._streaming:
            with core_errors("stop the camera"):
                core.stopSequenceAcquisition()
        try:
            self._values.write(changes, self._settings)
        finally:
            if self._streaming:
                self._begin(core)

    def _begin(self, core: Core) -> None:
        self._times = LiveTimes(self._times.last_us)
        self._numbers.restart()
        self._limit.restart()
        with core_errors("start the camera"):
            core.startContinuousSequenceAcquisition(0)

    def _read(self, core: Core) -> Frame | None:
        """None for a frame above the rate."""
        metadata: Metadata = self._make_metadata()
        image = core.popNextImageMD(metadata)
        self._seq = (self._seq + self._numbers.lost_before(metadata)) & 0xFFFF_FFFF
        elapsed_ms = tag(metadata, "ElapsedTime-ms")
        moment_us = None if elapsed_ms is None else round(elapsed_ms * 1000)
        at_us = self._times.at(moment_us, self._clock.now_us())
        if not self._limit.admits(at_us, cast("float", self._settings.frame_rate)):
            return None
        self._read_temperature()
        pixels = pixels_of(image)
        descriptor = describe(
            pixels,
            self._settings,
            bits=self._bits,
            seq=self._seq,
            at_us=at_us,
            temperature=self._temperature,
            changed=self._changed,
        )
        self._seq = (self._seq + 1) & 0xFFFF_FFFF
        self._changed = False
        return Frame(descriptor, pixels)

    def _read_temperature(self) -> None:
        if time.monotonic() < self._temperature_due_s:
            return
        self._temperature_due_s = time.monotonic() + _TEMPERATURE_S
        values = (self._properties.number(name) for name in TEMPERATURES)
        self._temperature = next((value for value in values if value is not None), None)


def _unload(core: Core) -> None:
    with core_errors("close the camera"):
        core.unloadAllDevices()
