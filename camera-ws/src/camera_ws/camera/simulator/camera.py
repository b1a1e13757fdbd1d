"""The virtual microscope: a drifting tissue section, an objective and a colour sensor. Deterministic for a seed."""

from typing import Any, cast

import cv2
import numpy as np
from numpy.typing import NDArray

from camera_ws.camera.base import Frame, FrameDescriptor, MemoryChannel, Pixels, no_software_trigger
from camera_ws.camera.clock import Clock, SystemClock
from camera_ws.camera.simulator import features
from camera_ws.camera.simulator.balance import balance_for
from camera_ws.camera.simulator.features import SensorSize
from camera_ws.camera.simulator.field import Field
from camera_ws.camera.simulator.memory import Memory
from camera_ws.camera.simulator.optics import load_specimen
from camera_ws.camera.simulator.row_strips import RowStrips
from camera_ws.camera.simulator.sensor import Sensor, SensorSettings
from camera_ws.camera.simulator.stage import Stage
from camera_ws.camera.simulator.thermal import Thermometer
from camera_ws.camera.software_triggers import SoftwareTriggers
from camera_ws.camera.update_check import check_update, snap_roi
from camera_ws.camera.virtual import VirtualCamera
from camera_ws.errors import CameraError, CameraTimeout
from camera_ws.protocol.camera.settings import CameraSettings, RoiFeature, SettingsUpdate, WhiteBalance
from camera_ws.protocol.messages import CameraInfo

_READOUT_US = 100
_ROTATIONS = {90: cv2.ROTATE_90_CLOCKWISE, 180: cv2.ROTATE_180, 270: cv2.ROTATE_90_COUNTERCLOCKWISE}


class SimulatedCamera(VirtualCamera):
    """Exposes one frame after another. It loses no frames: a late reader only delays the next one."""

    def __init__(
        self,
        seed: int = 1,
        clock: Clock | None = None,
        memory: Memory | None = None,
        size: SensorSize = features.DEFAULT_SIZE,
        fps: float = features.DEFAULT_FPS,
    ) -> None:
        self._seed = seed
        self._settings = features.default_settings(size, fps)
        self._memory = memory or Memory(factory=self._settings)
        self._triggers = SoftwareTriggers()
        self._clock = clock or SystemClock()
        self._capabilities = features.capabilities(size, fps)
        self._specimen = load_specimen()
        self._strips = RowStrips()
        self._field = Field(self._strips)
        self._stage = Stage((self._specimen.width, self._specimen.height), (size.width, size.height), seed)
        self._sensor = Sensor(size.width * size.height * 3, seed, self._strips)
        self._thermometer = Thermometer(self._clock.now_us())
        self._opened_us = 0
        self._open = False
        self._streaming = False
        self._seq = 0
        self._exposure_ends_us = 0
        self._pending: Frame | None = None
        self._changed = False

    @property
    def info(self) -> CameraInfo:
        return CameraInfo(driver="simulated", model="Virtual microscope", serial=f"SIM{self._seed:06d}")

    @property
    def temperature(self) -> float:
        return self._thermometer.read(self._clock.now_us(), self._streaming)

    def open(self) -> None:
        if not self._open:
            self._opened_us = self._clock.now_us()
            self._open = True

    def start(self) -> None:
        if not self._open:
            raise CameraError("the camera is not open")
        if self._streaming:
            return
        self.temperature  # noqa: B018  (updates the thermometer at the end of the idle period)
        self._seq = 0
        self._streaming = True
        self._begin_exposure()

    def stop(self) -> None:
        self._triggers.clear()
        if self._streaming:
            self.temperature  # noqa: B018
        self._streaming = False
        self._pending = None

    def close(self) -> None:
        self.stop()
        self._strips.close()
        self._open = False

    def apply(self, update: SettingsUpdate) -> CameraSettings:
        check_update(update, self._capabilities)
        changes = update.changes()
        if "roi" in changes:
            changes["roi"] = snap_roi(changes["roi"], cast("RoiFeature", self._capabilities.features["roi"]))
        if "white_balance" in changes:
            # A manual value ends the automatic, as on the real camera.
            changes.setdefault("white_balance_auto", "off")
        if "hold_still" in changes:
            self._stage.hold(changes["hold_still"] == "on", self._elapsed_s(self._clock.now_us()))
        self._change_and_restart(**changes)
        return self._settings

    def abort_exposure(self) -> None:
        if self._streaming:
            self._triggers.take()
            self._begin_exposure()

    def save_settings(self) -> None:
        self._memory.save(self._settings)

    def load_settings(self, channel: MemoryChannel) -> CameraSettings:
        return self.apply(SettingsUpdate.from_wire(self._memory.load(channel).to_json()))

    def fire(self) -> None:
        if self._settings.trigger != "software":
            raise no_software_trigger(self._settings.trigger)
        self._triggers.fire()
        if self._triggers.pending == 1:
            self._begin_exposure()

    @property
    def pending_triggers(self) -> int:
        return self._triggers.pending

    def next_frame(self, timeout_s: float) -> Frame:
        if not self._streaming:
            raise CameraError("the camera is not streaming")
        if self._settings.trigger == "software" and not self._triggers.pending:
            self._clock.wait_until(self._clock.now_us() + round(timeout_s * 1e6), timeout_s)
            raise CameraTimeout(f"no frame within {timeout_s:g} s: no software trigger was fired")
        if self._pending is None:
            self._pending = self._expose()
        if not self._clock.wait_until(self._exposure_ends_us, timeout_s):
            raise CameraTimeout(f"no frame within {timeout_s:g} s at an exposure of {self._settings.exposure:g} ms")
        frame, self._pending = self._pending, None
        self._seq = (self._seq + 1) & 0xFFFF_FFFF
        self._changed = False
        if self._settings.white_balance_auto == "once":
            self._balance_once(frame)
        self._triggers.take()
        if self._settings.trigger == "software":
            self._begin_exposure()
        else:
            self._schedule_after(self._exposure_ends_us)
        return frame

    def _change_and_restart(self, **changes: Any) -> None:
        trigger = self._settings.trigger
        self._change(**changes)
        if self._settings.trigger != trigger:
            self._triggers.clear()
        if self._streaming:
            # Restart the running exposure, so that no frame mixes old and new settings.
            self._begin_exposure()

    def _change(self, **changes: Any) -> None:
        self._settings = self._settings.with_changes(**changes)
        self._changed = self._changed or bool(changes)

    def _begin_exposure(self) -> None:
        self._pending = None
        self._exposure_ends_us = self._clock.now_us() + round(self._settings.exposure * 1000)

    def _schedule_after(self, ended_us: int) -> None:
        exposure_us = round(self._settings.exposure * 1000)
        period_us = max(round(1e6 / cast("float", self._settings.frame_rate)), exposure_us + _READOUT_US)
        # A reader that is late by more than a period shifts the schedule; otherwise it catches up.
        earliest_us = self._clock.now_us() - period_us
        self._exposure_ends_us = max(ended_us, earliest_us) + period_us

    def _expose(self) -> Frame:
        settings = self._settings
        pixel_format = cast("str", settings.pixel_format)
        pixels = self._orient(self._sensor.expose(self._scene(), _sensor_settings(settings)))
        descriptor = FrameDescriptor(
            seq=self._seq,
            captured_at_us=self._exposure_ends_us,
            exposure_ms=settings.exposure,
            gain_db=settings.gain,
            roi=settings.roi,
            width=pixels.shape[1],
            height=pixels.shape[0],
            channels=3 if pixels.ndim == 3 else 1,
            pixel_format=pixel_format,
            bit_depth=features.BIT_DEPTH[pixel_format],
            temperature=self.temperature,
            settings_changed=self._changed,
        )
        return Frame(descriptor, pixels)

    def _scene(self) -> NDArray[np.uint8]:
        settings = self._settings
        mosaic = self._specimen.view(settings.pixel_format in features.COLOR_FORMATS, settings.focus or 0.0)
        middle_us = self._exposure_ends_us - settings.exposure * 500
        stage = self._stage.at(self._elapsed_s(middle_us))
        roi = settings.roi
        return self._field.cut(mosaic, stage.x_px + roi.left, stage.y_px + roi.top, (roi.width, roi.height))

    def _elapsed_s(self, time_us: float) -> float:
        return (time_us - self._opened_us) / 1e6

    def _orient(self, pixels: Pixels) -> Pixels:
        flip, rotate = self._settings.flip, self._settings.rotate
        if flip and (flip.horizontal or flip.vertical):
            pixels = cast("Pixels", cv2.flip(pixels, -1 if flip.horizontal and flip.vertical else int(flip.horizontal)))
        if rotate:
            pixels = cast("Pixels", cv2.rotate(pixels, _ROTATIONS[rotate]))
        return pixels

    def _balance_once(self, frame: Frame) -> None:
        balance = self._settings.white_balance
        if frame.descriptor.channels == 3 and balance is not None:
            now = (balance.red, balance.green, balance.blue)
            red, green, blue = (
                round(min(4.0, max(0.5, gain)), 3)
                for gain in balance_for(frame.pixels, frame.descriptor.bit_depth, now)
            )
            self._change(white_balance=WhiteBalance(red=red, green=green, blue=blue))
        self._change(white_balance_auto="off")


def _sensor_settings(settings: CameraSettings) -> SensorSettings:
    pixel_format = cast("str", settings.pixel_format)
    balance = cast("WhiteBalance", settings.white_balance)
    gains = (balance.red, balance.green, balance.blue) if pixel_format in features.COLOR_FORMATS else (1.0,)
    return SensorSettings(
        exposure_ms=settings.exposure,
        gain_db=settings.gain,
        gamma=settings.gamma or 1.0,
        black_level=(settings.brightness or 0.0) / 100,
        balance=gains,
        bit_depth=features.BIT_DEPTH[pixel_format],
    )
