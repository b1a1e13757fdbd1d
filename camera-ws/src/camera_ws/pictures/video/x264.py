"""One H.264 encoder of libx264, for live pictures of one size.

Options: no B-frames and no look-ahead (zerolatency), key frames only on demand, parameter sets before each of them, and
a rate buffer of 200 ms, so that a key frame takes a narrow link no longer than that. `superfast` costs 1.5 ms more than
`ultrafast` per 1280 × 1024 frame and has an SSIM higher by .045; `veryfast` costs 5 ms more for .005.
"""

from fractions import Fraction
from typing import cast

import av
from av.packet import Packet
from av.video.frame import PictureType
from av.video.stream import VideoStream

from camera_ws.pictures.video.planes import Planes

_BUFFER_S = 0.2
_STRUCTURE = "keyint=infinite:min-keyint=1:scenecut=0:repeat-headers=1:annexb=1:threads=1"
_CHROMA_CENTRE = "chromaloc=1"
_NO_REFINEMENT = "subme=0:dct-decimate=0:fast-pskip=0"
"""Motion vectors of whole pixels, and no tests for blocks that could be left out.

A quarter to a third faster than the preset. The SSIM is as high or higher, because interpolation and left-out blocks
smooth the texture of a specimen. bench/x264_options.py compares options.
"""
_TEXTURE = "deadzone-inter=10:deadzone-intra=6:deblock=1,1"
"""Keeps more small coefficients than the preset, and smooths the edges of blocks a little more.

The luma is closer to the JPEG of the same frame: SSIM .972 instead of .970 at 3 Mbit/s, .954 instead of .952 at 1.
"""
PRESET = f"{_STRUCTURE}:{_CHROMA_CENTRE}"
OPTIONS = f"{PRESET}:{_NO_REFINEMENT}:{_TEXTURE}"
"""x264-params beside those of the rate."""
# Code points of ITU-T H.273. A JPEG has the primaries of BT.709, the transfer of sRGB and the matrix of BT.601.
_PRIMARIES_BT709 = 1
_TRANSFER_SRGB = 13
_MATRIX_BT601 = 6
_LIMITED_RANGE = 1


def has_x264() -> bool:
    """Whether PyAV was built with libx264."""
    return "libx264" in av.codecs_available


class X264:
    """Used by one thread at a time. Any exception means that the encoder cannot be used further."""

    def __init__(self, size: tuple[int, int], bits_per_second: int, fps: float, options: str = OPTIONS) -> None:
        """size: coded width and height, both even. options: x264-params beside those of the rate.

        fps: expected frame rate, by which the rate control divides the bits. The times of the frames could replace it
        (force-cfr=0), but x264 then holds each picture back until the next one comes.
        """
        self.size = size
        self.fps = fps
        rate = Fraction(fps).limit_denominator(1000)
        kilobits = max(1, bits_per_second // 1000)
        buffer = max(1, round(kilobits * _BUFFER_S))
        codec = av.CodecContext.create("libx264", "w")
        codec.width, codec.height = size
        codec.pix_fmt = "yuv420p"
        codec.framerate, codec.time_base = rate, 1 / rate
        codec.bit_rate = kilobits * 1000
        codec.color_primaries, codec.color_trc, codec.colorspace = _PRIMARIES_BT709, _TRANSFER_SRGB, _MATRIX_BT601
        codec.color_range = _LIMITED_RANGE
        codec.options = {
            "preset": "superfast",
            "tune": "zerolatency",
            "x264-params": f"{options}:vbv-maxrate={kilobits}:vbv-bufsize={buffer}",
        }
        codec.open()
        self._codec = codec
        self._count = 0

    def encode(self, planes: Planes, key: bool) -> tuple[bytes, bool]:
        """The access unit in Annex B, and whether it is a key frame."""
        # PyAV takes planes without a copy only at heights that are multiples of 4.
        wrap = av.VideoFrame.from_numpy_buffer if self.size[1] % 4 == 0 else av.VideoFrame.from_ndarray
        frame = wrap(planes.i420, "yuv420p")
        frame.pict_type = PictureType.I if key else PictureType.NONE
        frame.pts, frame.time_base = self._count, self._codec.time_base
        self._count += 1
        packets = cast("list[Packet[VideoStream]]", self._codec.encode(frame))
        if len(packets) != 1:
            raise RuntimeError(f"x264 returned {len(packets)} packets for one frame")
        return bytes(packets[0]), packets[0].is_keyframe
