"""A stream that FFmpeg reads, by PyAV."""

import threading
import time
from collections import deque
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import IO, Protocol, TypeVar, cast

import av
import numpy as np
from av.container import InputContainer
from av.error import ExitError, FFmpegError
from av.packet import Packet
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from camera_ws.camera.base import Pixels
from camera_ws.camera.pictures.picture import PIXELS_MAX, Picture, check_size
from camera_ws.camera.pictures.streamed_jpeg import streamed_jpeg
from camera_ws.camera.video.streams.stream import Shot
from camera_ws.errors import CameraDisconnected, CameraError

T = TypeVar("T")

OPEN_S, READ_S = 5.0, 4.0
"""Deadlines of FFmpeg. They end before the watchdog of the camera's thread calls the driver stuck."""
_FORMATS = "avi,flv,h264,hevc,ivf,lavfi,matroska,mjpeg,mov,mpeg,mpegts,mpjpeg,ogg,rtsp,webm,yuv4mpegpipe"
"""Without playlists and the like, which name further files and addresses."""
_GREYS = {"gray": 8, "gray10le": 10, "gray12le": 12, "gray14le": 14, "gray16le": 16}


class Input(Protocol):
    """What FFmpeg reads, and how."""

    def open(self, options: dict[str, str]) -> InputContainer: ...

    def progress(self) -> None:
        """A picture is complete."""
        ...

    def problem(self) -> str | None:
        """Why the data ended, if FFmpeg does not know."""
        ...

    def abort(self) -> None: ...

    def close(self) -> None: ...


class AddressInput:
    """An address that FFmpeg opens itself, with no protocols but these."""

    def __init__(self, target: str, protocols: str, kind: str | None = None, **options: str) -> None:
        self._target = target
        self._kind = kind
        self._options = {"protocol_whitelist": protocols} | options

    def open(self, options: dict[str, str]) -> InputContainer:
        return open_container(self._target, self._kind, options | self._options)

    def progress(self) -> None:
        return

    def problem(self) -> str | None:
        return None

    def abort(self) -> None:
        """FFmpeg ends each call within its deadline."""

    def close(self) -> None:
        return


def open_container(source: "str | IO[bytes]", kind: str | None, options: dict[str, str]) -> InputContainer:
    opened = av.open(source, format=kind, options=options, timeout=(OPEN_S, READ_S), buffer_size=65_536)
    return cast("InputContainer", opened)


class AvStream:
    """shown: the name of the source in errors. FFmpeg's own texts contain the address and its credentials."""

    def __init__(self, source: Input, shown: str, is_live: bool) -> None:
        self._input = source
        self._shown = shown
        self.is_live = is_live
        self._pending: deque[Shot] = deque()
        self._shots_of_pass = 0
        self._container: InputContainer | None = None
        self._untimed = False
        self._stream: VideoStream
        self._packets: Iterator[Packet[VideoStream]]
        try:
            self._open()
        except BaseException:
            self.close()
            raise
        rate = None if self._untimed else self._stream.average_rate or self._stream.guessed_rate
        self.fps = float(rate) if rate else None

    def read(self) -> Shot | None:
        if not self._pending:
            packet = self._call(lambda: next(self._packets, None))
            if packet is None:
                self._begin_again()
            else:
                self._take(packet)
        if not self._pending:
            return None
        self._shots_of_pass += 1
        self._input.progress()
        return self._pending.popleft()

    def abort(self) -> None:
        self._input.abort()

    def close(self) -> None:
        if self._container is not None:
            self._container.close()
            self._container = None
        self._input.close()

    def _open(self) -> None:
        options = {"format_whitelist": _FORMATS, "probesize": "2000000", "analyzeduration": "2000000"}
        container = self._container = self._call(lambda: self._input.open(options))
        if not container.streams.video:
            raise CameraError(f"{self._shown} has no video")
        self._stream = container.streams.video[0]
        # FFmpeg numbers these pictures as if they came at 25 per second.
        self._untimed = self.is_live and container.format.name in ("mjpeg", "mpjpeg")
        # Frame threads would delay each picture by several others.
        self._stream.thread_type = "SLICE"
        self._stream.codec_context.options = {"max_pixels": str(PIXELS_MAX)}
        self._packets = iter(container.demux(self._stream))
        self._shots_of_pass = 0

    def _begin_again(self) -> None:
        if self.is_live:
            raise CameraDisconnected(f"{self._shown}: {self._input.problem() or 'the stream has ended'}")
        if self._shots_of_pass == 0:
            raise CameraDisconnected(f"{self._shown} has no picture that can be decoded")
        if self._container is not None:
            self._container.close()
        # Seeking to the first frame is not exact with every container.
        self._open()

    def _take(self, packet: "Packet[VideoStream]") -> None:
        if self._stream.codec_context.name == "mjpeg":
            if packet.size:
                picture = streamed_jpeg(bytes(packet), self._shown)
                self._pending.append(Shot(picture, self._microseconds(packet.pts, packet.time_base)))
            return
        try:
            frames = packet.decode()
        except FFmpegError:
            # Damaged data: the decoder continues with the next key frame.
            return
        self._pending.extend(
            Shot(picture_of(frame, self._shown), self._microseconds(frame.pts, frame.time_base)) for frame in frames
        )

    def _microseconds(self, moment: int | None, base: Fraction | None) -> int | None:
        return None if moment is None or base is None or self._untimed else round(moment * base * 1_000_000)

    def _call(self, run: Callable[[], T]) -> T:
        began_s = time.monotonic()
        try:
            return run()
        except (FFmpegError, OSError, ValueError) as error:
            # Some demuxers report other errors when a deadline ends them.
            late = isinstance(error, ExitError) or time.monotonic() - began_s >= READ_S
            reason = self._input.problem() or ("no answer in time" if late else getattr(error, "strerror", None))
            raise CameraDisconnected(f"{self._shown}: {reason or 'it cannot be read as video'}") from None


def picture_of(frame: VideoFrame, name: str) -> Picture:
    """Grey pictures keep their depth, all others become RGB. Converted on first use."""
    check_size(frame.width, frame.height, name)
    kind = frame.format.name
    depth = _GREYS.get(kind)
    lock = threading.Lock()

    def load() -> Pixels:
        # FFmpeg's scaler belongs to the frame and is not for two threads at once.
        with lock:
            pixels = frame.to_ndarray(format="rgb24" if depth is None else kind)
        return cast("Pixels", np.ascontiguousarray(pixels))

    return Picture(frame.width, frame.height, 3 if depth is None else 1, depth or 8, load)
