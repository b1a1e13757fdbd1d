"""Streaming with pauses for other calls: the SDK allows one call at a time on a camera."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from camera_ws.camera.clock import Clock
from camera_ws.camera.pixelink.device import Device
from camera_ws.camera.pixelink.frames.numbering import FrameNumbers
from camera_ws.camera.pixelink.frames.stream import FrameStream, RawFrame
from camera_ws.camera.pixelink.pixels import BY_NAME
from camera_ws.camera.software_triggers import SoftwareTriggers
from camera_ws.errors import CameraDisconnected, CameraError
from camera_ws.protocol.camera.settings import CameraSettings

_HOLD_EXTRA_S = 0.5
_HOLD_MAX_S = 1.0


class Streaming:
    """One per opened device. on_change is called when the start of the stream has changed settings."""

    def __init__(
        self, device: Device, clock: Clock, settings: Callable[[], CameraSettings], on_change: Callable[[], None]
    ) -> None:
        self._device = device
        self._clock = clock
        self._settings = settings
        self._on_change = on_change
        self._stream: FrameStream | None = None
        self.numbers = FrameNumbers()
        self._triggers = SoftwareTriggers()

    @property
    def running(self) -> FrameStream | None:
        return self._stream

    @property
    def pending_triggers(self) -> int:
        """Software triggers whose frame was not read yet."""
        return self._triggers.pending + (self._stream.waiting if self._stream is not None else 0)

    def start(self) -> None:
        if self._stream is None:
            self.numbers.start()
            self._run()

    def stop(self) -> None:
        self._triggers.clear()
        self._halt()

    def fire(self) -> None:
        self._triggers.fire()
        if self._stream is not None:
            self._stream.wake()

    def skip(self, raw: RawFrame) -> None:
        """Drops a frame; with a software trigger, another one is exposed instead."""
        self.numbers.skip(raw.number)
        if self._triggered():
            self._triggers.repeat()
            if self._stream is not None:
                self._stream.wake()

    @contextmanager
    def exclusive(self, stop: bool) -> Generator[None, None, None]:
        """No other call runs inside this context. With stop, or when no frame comes soon, the stream is stopped.

        A change of settings does not wait for a long exposure: the stream is stopped, which aborts it.
        """
        stream = self._stream
        if stream is None:
            yield
        elif not stop and self._frame_limit_s() <= _HOLD_MAX_S and stream.hold(self._frame_limit_s()):
            try:
                yield
                self._drain(stream)
            finally:
                stream.release()
        else:
            self._halt()
            self._drain(stream)
            try:
                yield
            except CameraDisconnected:
                raise
            except BaseException:
                self._run()
                raise
            self._run()

    @contextmanager
    def between_frames(self) -> Generator[bool, None, None]:
        """Yields True when a call is possible now; never stops the stream."""
        stream = self._stream
        if stream is None:
            yield True
            return
        try:
            yield stream.hold(self._frame_limit_s())
        finally:
            stream.release()

    def drop_trigger(self) -> None:
        """Call inside exclusive, when the exposure of the oldest trigger was aborted."""
        if self._triggered():
            self._triggers.take()

    def clear_triggers(self) -> None:
        """Call when the trigger setting has changed."""
        self._triggers.clear()

    def _drain(self, stream: FrameStream) -> None:
        for raw in stream.drain():
            self.skip(raw)

    def _run(self) -> None:
        self._device.start()
        if self._device.pop_changed():
            self._on_change()
        self.numbers.resume()
        self._stream = FrameStream(self._device, self._clock, self._frame_bytes, self._triggers, self._triggered)

    def _halt(self) -> None:
        stream, self._stream = self._stream, None
        if stream is None:
            return
        stream.expect_end()
        try:
            self._device.stop()
        finally:
            ended = stream.end()
        if not ended:
            raise CameraError("the camera's library keeps waiting for a frame although the stream was stopped")

    def _triggered(self) -> bool:
        return self._settings().trigger == "software"

    def _frame_limit_s(self) -> float:
        """Longest time of the running frame; unknown, so 0, with a hardware trigger."""
        settings = self._settings()
        if settings.trigger == "hardware":
            return 0.0
        delay_ms = (settings.trigger_delay or 0.0) if settings.trigger == "software" else 0.0
        return (settings.exposure + delay_ms) / 1000 + 1 / (settings.frame_rate or 1.0) + _HOLD_EXTRA_S

    def _frame_bytes(self) -> int:
        """Buffer size for the present settings; pixel addressing only makes frames smaller."""
        settings = self._settings()
        if settings.pixel_format is None:
            raise CameraError("the camera does not report its pixel format")
        return BY_NAME[settings.pixel_format].frame_bytes(settings.roi.height, settings.roi.width)
