"""Estimates the space and time of a job from the camera's present picture."""

import asyncio
import math

from camera_ws.acquisition.status import KnownCamera
from camera_ws.camera.base import Frame
from camera_ws.encoding.masters.facts import CameraIdentity, Facts
from camera_ws.errors import CameraTimeout
from camera_ws.jobs.kinds.new_frames import known
from camera_ws.jobs.kinds.recording import Recording, packet_sizes
from camera_ws.jobs.parts import JobParts
from camera_ws.protocol.camera.jobs import Burst, Clip, JobEstimate, JobSpec, Timelapse
from camera_ws.protocol.messages import CaptureParams
from camera_ws.rewind.kept_frame import KeptFrame

SAMPLE_FRAMES = 8
SAMPLE_S = 1.5
NO_CAPTURE = "00000000-0000-0000-0000-000000000000"
_SIDECAR_BYTES = 4096
"""The metadata beside each picture takes one block of the disk."""


class Estimator:
    """One estimate at a time, because each encodes pictures."""

    def __init__(self, parts: JobParts) -> None:
        self._parts = parts
        self._lock = asyncio.Lock()

    def total(self, spec: JobSpec) -> int:
        """The number of pictures, or of frames of a clip."""
        return self._clip_frames(spec) if isinstance(spec, Clip) else spec.count

    async def estimate(self, spec: JobSpec) -> JobEstimate:
        """CameraDisconnected, CameraTimeout, FrameGone."""
        async with self._lock:
            needed = await (self._clip_bytes(spec) if isinstance(spec, Clip) else self._still_bytes(spec))
        spool = self._parts.spool
        free = await asyncio.to_thread(lambda: spool.free_bytes)
        return JobEstimate(
            bytes=needed,
            duration_ms=self._duration_ms(spec),
            free_bytes=free,
            fits=free - 2 * needed >= spool.reserve_bytes,
        )

    async def _still_bytes(self, spec: Burst | Timelapse) -> int:
        frame, camera = await self._frame(), self._camera
        params = CaptureParams(capture_id=NO_CAPTURE, label=spec.label, tags=spec.tags, notes=spec.notes)
        facts = Facts(
            identity=CameraIdentity(self._parts.camera_id, self._parts.camera_id),
            camera=camera.info,
            descriptor=frame.descriptor,
            settings=camera.settings,
            params=params,
            source="hub",
        )
        master = await self._parts.encoder.master(frame, spec.format or "jpg", facts)
        roi, sensor = frame.descriptor.roi, camera.capabilities.sensor
        share = (sensor.width * sensor.height) / (roi.width * roi.height) if spec.full_frame else 1.0
        preview_bytes = len(master.preview or b"")
        return spec.count * (math.ceil(master.size_bytes * share) + preview_bytes + _SIDECAR_BYTES)

    async def _clip_bytes(self, spec: Clip) -> int:
        past = self._past(spec)[-SAMPLE_FRAMES:]
        frames = [kept.frame() for kept in past] or await self._sample()
        sizes = await asyncio.to_thread(self._encoded_sizes, spec, frames)
        key_bytes = sizes[0]
        other_bytes = sum(sizes[1:]) / (len(sizes) - 1) if len(sizes) > 1 else key_bytes
        total = self._clip_frames(spec)
        keys = math.ceil(total / max(1, round(self._clip_fps(spec))))
        return math.ceil(keys * key_bytes + (total - keys) * other_bytes) + _SIDECAR_BYTES

    def _encoded_sizes(self, spec: Clip, frames: list[Frame]) -> list[int]:
        path = self._parts.store.scratch()
        try:
            recording = Recording(path, frames[0], self._clip_fps(spec), spec.max_width)
            try:
                for frame in frames:
                    recording.add(frame)
            finally:
                recording.close()
            return packet_sizes(path)
        finally:
            path.unlink(missing_ok=True)

    async def _frame(self) -> Frame:
        """The newest frame if it matches the present settings, else a new one."""
        settings, newest = self._camera.settings, self._parts.acquisition.frames.current
        if newest is not None:
            shown = newest.value.descriptor
            if (shown.roi, shown.pixel_format) == (settings.roi, settings.pixel_format or shown.pixel_format):
                return newest.value
        return await self._parts.acquisition.grab()

    async def _sample(self) -> list[Frame]:
        """A few consecutive frames; a single one when the camera is slow."""
        sample: list[Frame] = []
        with self._parts.acquisition.follow(SAMPLE_FRAMES) as frames:
            try:
                async with asyncio.timeout(SAMPLE_S):
                    while len(sample) < SAMPLE_FRAMES:
                        sample.append(await anext(frames))
            except TimeoutError:
                pass
        if sample:
            return sample
        try:
            return [await self._frame()]
        except CameraTimeout as error:
            raise CameraTimeout(f"no picture to measure: {error}") from error

    @property
    def _camera(self) -> KnownCamera:
        return known(self._parts.acquisition)

    def _fps(self) -> float:
        """Measured while the camera streams; otherwise computed from exposure and frame rate."""
        settings, measured = self._camera.settings, self._parts.acquisition.current.fps
        if measured > 0:
            return measured
        possible = 1000 / settings.exposure
        return min(possible, settings.frame_rate or possible)

    def _clip_fps(self, spec: Clip) -> float:
        return self._fps() / (spec.every or 1)

    def _past(self, spec: Clip) -> list[KeptFrame]:
        """The frames of a clip of the past; none for a clip of new frames."""
        return self._parts.rewind.last(spec.duration_ms * 1000, spec.past.until_us) if spec.past else []

    def _clip_frames(self, spec: Clip) -> int:
        if past := self._past(spec):
            return math.ceil(len(past) / (spec.every or 1))
        return max(1, round(spec.duration_ms / 1000 * self._clip_fps(spec)))

    def _duration_ms(self, spec: JobSpec) -> float:
        match spec:
            case Clip():
                return float(spec.duration_ms)
            case Burst():
                return round(spec.count * 1000 / self._fps(), 3)
            case Timelapse():
                shot_ms = (spec.average or 1) * 1000 / self._fps()
                return round((spec.count - 1) * spec.every_ms + shot_ms, 3)
