"""Records a clip: H.264 in fragments, so that the file stays readable when the process is killed.

Its times are those of the exposures. finish makes the final file: with the index in front, for players that read over a
network, and optionally with an even frame rate. It does not encode again.
"""

import logging
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any, cast

import av
import cv2
import numpy as np
from av.container import InputContainer
from av.error import FFmpegError
from av.packet import Packet
from av.video.codeccontext import VideoCodecContext
from av.video.reformatter import ColorRange, Colorspace
from av.video.stream import VideoStream
from numpy.typing import NDArray

from camera_ws.camera.base import Frame
from camera_ws.encoding.display_jpeg import eight_bit
from camera_ws.errors import CameraError, NoSpace
from camera_ws.files.durable import FULL

log = logging.getLogger(__name__)

CLOCK_HZ = 60_000
"""Ticks per second: a multiple of milliseconds and the usual frame rates, within the limit of MPEG-4 part 2."""
_TIME_BASE = Fraction(1, CLOCK_HZ)


@dataclass(frozen=True, slots=True)
class Recorded:
    """span_us: from the exposure of the first frame to that of the last."""

    frames: int
    span_us: int
    width: int
    height: int


@cache
def encoder_name() -> str:
    """libx264 if PyAV has it; browsers do not play the alternative."""
    if "libx264" in av.codecs_available:
        return "libx264"
    log.warning("this PyAV has no H.264 encoder (libx264): clips are MPEG-4 part 2, which browsers do not play")
    return "mpeg4"


def resized(pixels: NDArray[np.uint8], max_width: int | None) -> NDArray[np.uint8]:
    """At most max_width wide and with even sides, because 4:2:0 has one colour for 2 × 2 pixels."""
    height, width = pixels.shape[:2]
    if max_width is not None and width > max_width:
        size = (max(2, max_width & ~1), max(2, round(height * max_width / width) & ~1))
        return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA).astype(np.uint8, copy=False)
    return np.ascontiguousarray(pixels[: height & ~1, : width & ~1])


class _Sink:
    """The output of libav. It hides failures from libav, because PyAV 18 crashes after one; check raises them."""

    def __init__(self, path: Path) -> None:
        self._file = path.open("wb", buffering=0)
        self._error: OSError | None = None

    def write(self, data: bytes) -> int:
        view = memoryview(data)
        try:
            while self._error is None and view:
                view = view[self._file.write(view) :]
        except OSError as error:
            self._error = error
        return len(data)

    def check(self) -> None:
        """Raises the failure of an earlier write, at every call."""
        if self._error is not None:
            with _full_disk_as_no_space():
                raise self._error

    def close(self) -> None:
        self._file.close()


_FRAGMENTED = {"movflags": "frag_keyframe+empty_moov+default_base_moof", "flush_packets": "1"}


class Recording:
    """Used by one thread at a time. NoSpace when the disk is full; close may be called twice."""

    def __init__(self, path: Path, first: Frame, fps: float, max_width: int | None) -> None:
        """fps: expected frame rate, for about one key frame and fragment per second."""
        self._path = path
        self._max_width = max_width
        self._began_us = first.descriptor.captured_at_us
        height, width = self._picture(first).shape[:2]
        if height < 2 or width < 2:
            raise CameraError(f"a clip needs pictures of at least 2 × 2 px, these are {width} × {height}")
        self._shape = (height, width)
        rate = Fraction(max(fps, 1.0)).limit_denominator(1000)
        self._sink = _Sink(path)
        self._container = av.open(self._sink, "w", format="mp4", options=_FRAGMENTED)
        self._stream = cast("VideoStream", self._container.add_stream(encoder_name(), rate=rate, options=_quality()))
        _set_up(self._stream.codec_context, width, height, gop=max(1, round(fps)))
        self._closed = False

    def add(self, frame: Frame) -> bool:
        """False when its size differs from that of the first frame; it is not added then."""
        picture = self._picture(frame)
        if picture.shape[:2] != self._shape:
            return False
        shown = av.VideoFrame.from_ndarray(picture, format="rgb24" if picture.ndim == 3 else "gray")
        encoded = shown.reformat(format="yuv420p", dst_colorspace=Colorspace.ITU709, dst_color_range=ColorRange.MPEG)
        encoded.pts = (frame.descriptor.captured_at_us - self._began_us) * CLOCK_HZ // 1_000_000
        encoded.time_base = _TIME_BASE
        self._container.mux(self._stream.encode(encoded))
        self._sink.check()
        return True

    @property
    def size_bytes(self) -> int:
        return self._path.stat().st_size

    def close(self) -> None:
        if self._closed:
            return
        self._closed = True
        try:
            self._container.mux(self._stream.encode(None))
            self._container.close()
        finally:
            self._sink.close()
        self._sink.check()

    def _picture(self, frame: Frame) -> NDArray[np.uint8]:
        return resized(eight_bit(frame.pixels, frame.descriptor.bit_depth), self._max_width)


def finish(recording: Path, target: Path, fps: float | None) -> Recorded | None:
    """The recording as one complete file; None when it has no frame. Skips an incomplete last fragment."""
    with _readable(recording) as source:
        if source is None or not source.streams.video:
            return None
        stream = source.streams.video[0]
        with (
            av.open(str(target), "w", format="mp4", options={"movflags": "faststart"}) as made,
            _full_disk_as_no_space(),
        ):
            out = made.add_stream_from_template(stream)
            frames, first, last = 0, 0, 0
            for packet in _packets(source):
                first, last = (first if frames else cast("int", packet.pts)), cast("int", packet.pts)
                _retime(packet, frames, fps)
                packet.stream = out
                made.mux(packet)
                frames += 1
        span_us = round((last - first) * cast("Fraction", stream.time_base) * 1_000_000)
        return Recorded(frames, span_us, stream.width, stream.height) if frames else None


def first_picture(clip: Path) -> NDArray[np.uint8]:
    """(h, w, 3) RGB."""
    with av.open(str(clip)) as source:
        return next(source.decode(video=0)).to_ndarray(format="rgb24").astype(np.uint8, copy=False)


_BT709 = 1
"""Code point of ITU-T H.273 for primaries, transfer and matrix alike."""
_LIMITED_RANGE = 1


def _set_up(codec: VideoCodecContext, width: int, height: int, gop: int) -> None:
    codec.width, codec.height, codec.pix_fmt = width, height, "yuv420p"
    codec.time_base = _TIME_BASE
    codec.gop_size = gop
    # Without B-frames packets are in the order of time, which finish relies on.
    codec.max_b_frames = 0
    codec.color_range = _LIMITED_RANGE
    codec.colorspace = codec.color_primaries = codec.color_trc = _BT709


def _quality() -> dict[str, str]:
    # Rate factor 20 of x264 shows no blocks on stained sections. A frame of 1280 × 1024 costs 14 ms of one core of the
    # development machine with superfast. veryfast needs 25 ms for 40 % less data, and would miss
    # frames.
    return {"preset": "superfast", "crf": "20"} if encoder_name() == "libx264" else {"q": "3"}


def _retime(packet: "Packet[VideoStream]", index: int, fps: float | None) -> None:
    if fps is not None:
        packet.time_base = _TIME_BASE
        packet.pts = packet.dts = round(index * CLOCK_HZ / fps)
        packet.duration = round(CLOCK_HZ / fps)


def _packets(source: InputContainer) -> "Generator[Packet[VideoStream], None, None]":
    try:
        for packet in source.demux(video=0):
            # The last packet of a truncated file is incomplete.
            if packet.size and not packet.is_corrupt:
                yield packet
    except FFmpegError as error:
        log.warning("the end of a recording is missing", extra={"reason": str(error)})


@contextmanager
def _readable(path: Path) -> Generator[InputContainer | None, None, None]:
    try:
        source = av.open(str(path))
    except (FFmpegError, FileNotFoundError):
        yield None
        return
    with source:
        yield source


@contextmanager
def _full_disk_as_no_space() -> Generator[Any, None, None]:
    try:
        yield
    except OSError as error:
        if error.errno in FULL:
            raise NoSpace("the disk is full: the clip ends here") from error
        raise


def packet_sizes(recording: Path) -> list[int]:
    """The size in bytes of each frame; the first is a key frame."""
    with _readable(recording) as source:
        return [packet.size for packet in _packets(source)] if source is not None else []
