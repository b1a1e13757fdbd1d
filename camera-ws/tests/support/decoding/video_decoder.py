"""Decodes the video of one tier, as a viewer does."""

from typing import cast

import av
import numpy as np
from av.video.codeccontext import VideoCodecContext
from numpy.typing import NDArray


class VideoDecoder:
    """Returns each picture at once: the video has no B-frames."""

    def __init__(self) -> None:
        self._codec = cast("VideoCodecContext", av.CodecContext.create("h264", "r"))
        self._codec.thread_count = 1

    def decode(self, access_unit: bytes) -> av.VideoFrame:
        frames = self._codec.decode(av.Packet(access_unit))
        assert len(frames) == 1, f"{len(frames)} pictures of one access unit"
        return frames[0]

    def pixels(self, access_unit: bytes, width: int, height: int) -> NDArray[np.uint8]:
        """(h, w, 3) RGB in the colours that the stream signals, without padding."""
        decoded = self.decode(access_unit).to_ndarray(format="rgb24")
        return decoded[:height, :width].astype(np.uint8, copy=False)


def nal_types(access_unit: bytes) -> list[int]:
    """Types of the NAL units of an access unit in Annex B (ITU-T H.264, table 7-1)."""
    starts = (part for part in access_unit.split(b"\x00\x00\x01")[1:])
    return [part[0] & 0x1F for part in starts]


SPS, PPS, IDR, DELTA = 7, 8, 5, 1
