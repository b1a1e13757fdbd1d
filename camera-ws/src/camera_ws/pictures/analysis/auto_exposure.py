"""Automatic exposure in software, once or continuous, for cameras without their own."""

import logging
import math
from dataclasses import replace

from camera_ws.camera.base import Camera, Frame, MemoryChannel
from camera_ws.camera.update_check import check_update
from camera_ws.camera.wrappers.wrapper import CameraWrapper
from camera_ws.errors import SettingRejected
from camera_ws.pictures.analysis.exposure_bounds import ExposureBounds
from camera_ws.pictures.analysis.exposure_meter import TARGET, highlights, step
from camera_ws.protocol.camera.settings import (
    AutoMode,
    CameraSettings,
    Capabilities,
    ChoiceFeature,
    NumberFeature,
    SettingsUpdate,
)
from camera_ws.protocol.rpc import FieldIssue

log = logging.getLogger(__name__)

LONGEST_MS = 200.0
"""Default limit: a live view that stands still for seconds looks broken."""
_ONCE_TOLERANCE = 0.03
_WAKE_TOLERANCE = 0.06
"""A continuous automatic pauses until the highlights are this far off, then adjusts until they are right."""
_ONCE_FRAMES_MAX = 40
_OURS = ("exposure_auto", "exposure_auto_min", "exposure_auto_max")


class SoftwareAutoExposure(CameraWrapper):
    """Adds exposureAuto, exposureAutoMin and exposureAutoMax to a camera that has an exposure but no automatic.

    Each frame with the last set exposure is measured on the camera's thread. Frames that still have an older exposure
    are skipped, so the loop never acts on its past. Setting the exposure ends the automatic.
    """

    def __init__(self, camera: Camera) -> None:
        self._camera = camera
        self._mode: AutoMode = "off"
        self._shortest_ms: float | None = None
        self._longest_ms: float | None = None
        self._measured = 0
        self._paused = False
        self._bounds = ExposureBounds()
        self._changed = False
        self._warnings: tuple[str, ...] = ()
        self._known: tuple[Capabilities, Capabilities] | None = None
        self._settings_cache: tuple[CameraSettings, CameraSettings] | None = None

    @property
    def _inner(self) -> Camera:
        return self._camera

    @property
    def capabilities(self) -> Capabilities:
        return self._with_automatic(self._camera.capabilities)

    @property
    def settings(self) -> CameraSettings:
        own = self._camera.settings
        if not self._is_needed:
            return own
        if self._settings_cache is None or self._settings_cache[0] is not own:
            shortest_ms, longest_ms = self._limits()
            settings = own.with_changes(
                exposure_auto=self._mode, exposure_auto_min=shortest_ms, exposure_auto_max=longest_ms
            )
            self._settings_cache = own, settings
        return self._settings_cache[1]

    @property
    def warnings(self) -> tuple[str, ...]:
        return self._camera.warnings + self._warnings

    def next_frame(self, timeout_s: float) -> Frame:
        frame = self._camera.next_frame(timeout_s)
        if self._changed:
            frame.descriptor = replace(frame.descriptor, settings_changed=True)
            self._changed = False
        if self._mode != "off" and self._shows_current_settings(frame):
            self._adjust(frame)
        return frame

    def apply(self, update: SettingsUpdate) -> CameraSettings:
        if not self._is_needed:
            return self._camera.apply(update)
        changes = update.changes()
        ours = {name: changes.pop(name) for name in _OURS if name in changes}
        check_update(SettingsUpdate(**ours), self.capabilities)
        self._check_order(ours)
        if changes:
            self._camera.apply(SettingsUpdate(**changes))
        self._set(ours, exposure_set="exposure" in changes)
        return self.settings

    def load_settings(self, channel: MemoryChannel) -> CameraSettings:
        self._camera.load_settings(channel)
        self._switch("off")
        return self.settings

    @property
    def _is_needed(self) -> bool:
        own = self._camera.capabilities
        return self._with_automatic(own) is not own

    def _with_automatic(self, own: Capabilities) -> Capabilities:
        if self._known is None or self._known[0] is not own:
            self._known = own, _with_automatic(own)
        return self._known[1]

    def _set(self, ours: dict[str, object], exposure_set: bool) -> None:
        update = SettingsUpdate.model_validate(ours, by_name=True)
        self._shortest_ms = update.exposure_auto_min or self._shortest_ms
        self._longest_ms = update.exposure_auto_max or self._longest_ms
        self._changed = self._changed or bool(ours)
        self._settings_cache = None
        if update.exposure_auto is not None:
            self._switch(update.exposure_auto)
        elif exposure_set:
            self._switch("off")
        else:
            self._paused = False

    def _switch(self, mode: AutoMode) -> None:
        self._mode = mode
        self._measured = 0
        self._paused = False
        self._bounds = ExposureBounds()
        self._warnings = ()
        self._settings_cache = None

    def _limits(self) -> tuple[float, float]:
        feature = self.capabilities.features["exposure"]
        low, high = (feature.min, feature.max) if isinstance(feature, NumberFeature) else (0.0, math.inf)
        shortest_ms = min(high, max(low, self._shortest_ms or low))
        longest_ms = min(high, max(low, self._longest_ms or min(high, LONGEST_MS)))
        return shortest_ms, max(shortest_ms, longest_ms)

    def _check_order(self, ours: dict[str, float]) -> None:
        shortest_ms, longest_ms = self._limits()
        low, high = ours.get("exposure_auto_min", shortest_ms), ours.get("exposure_auto_max", longest_ms)
        if low <= high:
            return
        path, value, words = (
            ("exposureAutoMin", low, f"above exposureAutoMax {high:g} ms")
            if "exposure_auto_min" in ours
            else ("exposureAutoMax", high, f"below exposureAutoMin {low:g} ms")
        )
        raise SettingRejected(
            [FieldIssue(path=path, message=f"{path} {value:g} ms is {words}", value=value, unit="ms")]
        )

    def _shows_current_settings(self, frame: Frame) -> bool:
        descriptor, settings = frame.descriptor, self._camera.settings
        same_exposure = math.isclose(descriptor.exposure_ms, settings.exposure, rel_tol=0.01)
        return same_exposure and math.isclose(descriptor.gain_db, settings.gain, abs_tol=0.05)

    def _adjust(self, frame: Frame) -> None:
        level = highlights(frame.pixels, frame.descriptor.bit_depth)
        self._measured += 1
        settings = self._camera.settings
        shortest_ms, longest_ms = self._limits()
        wanted_ms = min(longest_ms, max(shortest_ms, settings.exposure * step(level, settings.gamma or 1.0)))
        error = abs(level / TARGET - 1)
        arrived = error <= _ONCE_TOLERANCE or math.isclose(wanted_ms, settings.exposure, rel_tol=1e-3)
        if self._mode == "once" and (arrived or self._measured >= _ONCE_FRAMES_MAX):
            self._switch("off")
        elif arrived:
            self._paused = True
            self._bounds = ExposureBounds()
        elif not self._paused or error > _WAKE_TOLERANCE:
            self._paused = False
            self._expose(self._bounds.step(settings.exposure, wanted_ms))

    def _expose(self, exposure_ms: float) -> None:
        try:
            self._camera.apply(SettingsUpdate(exposure=exposure_ms))
        except SettingRejected as error:
            log.warning("automatic exposure switched off", extra={"reason": str(error)})
            self._switch("off")
            self._warnings = (f"automatic exposure is off: {error}",)


def _with_automatic(own: Capabilities) -> Capabilities:
    """The same object when there is nothing to add."""
    exposure = own.features.get("exposure")
    if "exposureAuto" in own.features or not isinstance(exposure, NumberFeature) or exposure.read_only:
        return own
    limit = exposure.model_copy(update={"default": None, "while_streaming": True})
    features = {
        **own.features,
        "exposureAuto": ChoiceFeature(label="Auto exposure", options=("off", "once", "continuous")),
        "exposureAutoMin": limit.model_copy(update={"label": "Auto exposure from"}),
        "exposureAutoMax": limit.model_copy(update={"label": "Auto exposure to"}),
    }
    return own.model_copy(update={"features": features})
