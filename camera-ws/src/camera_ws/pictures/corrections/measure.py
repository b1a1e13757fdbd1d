"""Takes a reference: the mean of consecutive frames under the same settings."""

import asyncio
from dataclasses import dataclass, replace

import cv2
import numpy as np

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.base import Frame, FrameDescriptor
from camera_ws.errors import CameraDisconnected, SettingRejected
from camera_ws.pictures.corrections.arithmetic import channel_means
from camera_ws.pictures.corrections.conditions import Conditions, difference, of_frame, of_settings
from camera_ws.pictures.corrections.reference import Mean, Reference
from camera_ws.pictures.corrections.store import Kind
from camera_ws.protocol.camera.settings import CameraSettings
from camera_ws.protocol.rpc import FieldIssue

_SATURATED_MAX = 0.01
_LIGHT_MIN = 0.02
NAMES: dict[Kind, str] = {"dark": "dark frame", "flat": "flat field"}


@dataclass(slots=True)
class _Sum:
    """32-bit floats hold the sum of 256 frames of 16 bits exactly."""

    kind: Kind
    total: Mean
    conditions: Conditions

    def add(self, frame: Frame, settings: CameraSettings) -> None:
        changed = difference(self.conditions, of_frame(frame.descriptor, settings))
        if changed is not None or frame.pixels.shape != self.total.shape:
            raise _refused(self.kind, f"the settings changed while it was taken: {changed or 'another size'}")
        cv2.accumulate(frame.pixels, self.total)


async def take_reference(acquisition: Acquisition, kind: Kind, frames: int) -> Reference:
    """Every frame is exposed after the call. SettingRejected when the frames are not suitable as a reference.

    CameraDisconnected, CameraTimeout, ServiceClosed."""
    with acquisition.watch():
        frame, settings = await acquisition.grab(), _settings(acquisition)
        size = (frame.descriptor.height, frame.descriptor.width, frame.descriptor.channels)
        zeros = np.zeros(size if size[2] == 3 else size[:2], np.float32)
        added = _Sum(kind, zeros, of_frame(frame.descriptor, settings))
        await asyncio.to_thread(added.add, frame, settings)
        for _ in range(frames - 1):
            frame = await acquisition.grab()
            await asyncio.to_thread(added.add, frame, _settings(acquisition))
    taken_at_us = acquisition.clock.date_us(frame.descriptor.captured_at_us)
    last = replace(frame.descriptor, captured_at_us=taken_at_us)
    return await asyncio.to_thread(_reference, added, frames, last, settings)


def _reference(added: _Sum, frames: int, last: FrameDescriptor, settings: CameraSettings) -> Reference:
    mean = added.total / np.float32(frames)
    _check(added.kind, mean, last.bit_depth)
    return Reference(
        mean=mean,
        bit_depth=last.bit_depth,
        taken_at_us=last.captured_at_us,
        frames=frames,
        of_settings=of_settings(settings),
        of_frame=added.conditions,
    )


def _check(kind: Kind, mean: Mean, bit_depth: int) -> None:
    """A saturated reference holds no measurement. A flat field without light would divide by noise."""
    highest = (1 << bit_depth) - 1
    saturated = float((mean >= highest).mean())
    if saturated > _SATURATED_MAX:
        raise _refused(kind, f"{saturated:.0%} of it is saturated; take it with less light or a shorter exposure")
    share = float(channel_means(mean).min()) / highest
    if kind == "flat" and share < _LIGHT_MIN:
        raise _refused(kind, f"its mean is {share:.1%} of the full range; take it with light, well exposed")


def _settings(acquisition: Acquisition) -> CameraSettings:
    camera = acquisition.current.camera
    if camera is None:
        raise CameraDisconnected
    return camera.settings


def _refused(kind: Kind, why: str) -> SettingRejected:
    return SettingRejected([FieldIssue(path=kind, message=f"no {NAMES[kind]} was kept: {why}")])
