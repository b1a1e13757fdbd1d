"""A device that streams, pauses and is asked other things in between: never two calls at once on a camera."""

from collections.abc import Callable, Generator
from contextlib import contextmanager

from camera_ws.camera.clock import Clock
from camera_ws.camera.pixelink.device import Device
from camera_ws.camera.pixelink.frames.numbering import FrameNumbers
from camera_ws.camera.pixelink.frames.stream import FrameStream, RawFrame
from camera_ws.camera.pixelink.pixels import BY_NAME
from camera_ws.camera.software_triggers import Shots
from camera_ws.errors import CameraDisconnected, CameraError
from camera_ws.protocol.settings import CameraSettings

_HOLD_EXTRA_S = 0.5


class Streaming:
    """One per opened device. settings are those of now; on_change is called when a start of the stream moved some."""

    def __init__(
        self, device: Device, clock: Clock, settings: Callable[[], CameraSettings], on_change: Callable[[], None]
    ) -> None:
        self._device = device
        self._clock = clock
        self._settings = settings
        self._on_change = on_change
        self._stream: FrameStream | None = None
        self.numbers = FrameNumbers()
        self._shots = Shots()

    @property
    def running(self) -> FrameStream | None:
        return self._stream

    @property
    def shots(self) -> int:
        """Software triggers whose frame nobody has taken yet."""
        return self._shots.waiting + (self._stream.waiting if self._stream is not None else 0)

    def start(self) -> None:
        if self._stream is None:
            self.numbers.start()
            self._run()

    def stop(self) -> None:
        self._shots.forget()
        self._halt()

    def fire(self) -> None:
        self._shots.fire()
        if self._stream is not None:
            self._stream.nudge()

    def leave_out(self, raw: RawFrame) -> None:
        """A frame that nobody shall see; under a software trigger another is made in its place."""
        self.numbers.leave_out(raw.number)
        if self._triggered():
            self._shots.again()
            if self._stream is not None:
                self._stream.nudge()

    @contextmanager
    def quiet(self, stop: bool) -> Generator[None, None, None]:
        """No other call is under way inside. With stop, or when no frame comes soon, the stream pauses for it."""
        stream = self._stream
        if stream is None:
            yield
        elif not stop and stream.hold(self._patience_s()):
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
        """True inside when the camera may be asked something now; the stream never pauses for it."""
        stream = self._stream
        if stream is None:
            yield True
            return
        try:
            yield stream.hold(self._patience_s())
        finally:
            stream.release()

    def forget_shots(self) -> None:
        """The trigger is another one now: what waited for the old one has nothing to wait for."""
        self._shots.forget()

    def _drain(self, stream: FrameStream) -> None:
        for raw in stream.drain():
            self.leave_out(raw)

    def _run(self) -> None:
        self._device.start()
        if self._device.noted_change():
            self._on_change()
        self.numbers.resume()
        self._stream = FrameStream(self._device, self._clock, self._frame_bytes, self._shots, self._triggered)

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

    def _patience_s(self) -> float:
        """So long a frame that is under way may take; under a hardware trigger nobody knows."""
        settings = self._settings()
        if settings.trigger == "hardware":
            return 0.0
        delay_ms = (settings.trigger_delay or 0.0) if settings.trigger == "software" else 0.0
        return (settings.exposure + delay_ms) / 1000 + 1 / (settings.frame_rate or 1.0) + _HOLD_EXTRA_S

    def _frame_bytes(self) -> int:
        """Enough for a frame of now: pixel addressing only makes it smaller."""
        settings = self._settings()
        if settings.pixel_format is None:
            raise CameraError("the camera does not say which pixel format it is set to")
        return BY_NAME[settings.pixel_format].frame_bytes(settings.roi.height, settings.roi.width)
