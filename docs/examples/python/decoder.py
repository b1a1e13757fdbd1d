"""Decodes the H.264 frames of one camera, in the order of their arrival."""

import av
import numpy as np
from frame import Frame


class Decoder:
    def __init__(self) -> None:
        self._last: tuple[str, int] | None = None
        self._codec: av.VideoCodecContext | None = None

    def picture(self, frame: Frame) -> np.ndarray | None:
        """RGB; None if it cannot be decoded, and a key frame is needed."""
        video = frame.video
        if video is None:
            raise ValueError(f"frame {frame.seq} is a JPEG")
        follows = video.key or self._last == (video.tier, video.depends_on)
        self._last = None
        if video.key:
            self._codec = _open()
        if self._codec is None or not follows:
            return None
        try:
            pictures = self._codec.decode(av.Packet(frame.payload))
        except av.error.FFmpegError:
            return None
        if not pictures:
            return None
        self._last = (video.tier, frame.seq)
        # H.264 has even sides: the last column and row of an odd picture are there twice.
        return pictures[-1].to_ndarray(format="rgb24")[: frame.height, : frame.width]


def _open() -> av.VideoCodecContext:
    codec = av.VideoCodecContext.create("h264", "r")
    # Each picture is returned at once, not after the next ones.
    codec.thread_count = 1
    codec.flags |= av.codec.context.Flags.low_delay
    return codec
