"""The fields that a video frame has after those of every frame: bytes 40 to 47 of its header.

The layout is in docs/reference/protocol/frame.md. The codec is H.264 in Annex B, without B-frames;
SPS and PPS precede key frames.
"""

import struct
from dataclasses import dataclass
from typing import Literal

from camera_ws.protocol.frame_error import FrameError, check_uint

VIDEO_HEADER_BYTES = 48

VideoTier = Literal["sharp", "lean", "thin"]
VIDEO_TIERS: tuple[VideoTier, ...] = ("sharp", "lean", "thin")
"""From the highest bit rate to the lowest. The codec writes the position in this list, from 1."""

_FIELDS = struct.Struct(">BBHI")
_FIELDS_AT = 40
_CODEC_H264 = 1
_FLAG_KEY = 1


@dataclass(frozen=True, slots=True)
class VideoFields:
    """key: a decoder can start here. depends_on: seq of the frame that this one refers to; of a key frame its own."""

    tier: VideoTier
    key: bool
    depends_on: int


def read_video_fields(message: bytes | bytearray | memoryview, seq: int) -> VideoFields:
    """Raises FrameError for the first invalid field."""
    codec, tier_number, flags, depends_on = _FIELDS.unpack_from(message, _FIELDS_AT)
    if codec != _CODEC_H264:
        raise FrameError("bad_value", f"codec {codec}; this reader knows {_CODEC_H264}")
    if not 1 <= tier_number <= len(VIDEO_TIERS):
        raise FrameError("bad_value", f"tier {tier_number} is not from 1 to {len(VIDEO_TIERS)}")
    tier: VideoTier = VIDEO_TIERS[int(tier_number) - 1]
    video = VideoFields(tier, bool(flags & _FLAG_KEY), depends_on)
    _check_reference(video, seq)
    return video


def pack_video_fields(video: VideoFields, seq: int) -> bytes:
    """Raises FrameError when a field is out of range."""
    check_uint("depends_on", video.depends_on, 0xFFFF_FFFF)
    _check_reference(video, seq)
    flags = _FLAG_KEY if video.key else 0
    return _FIELDS.pack(_CODEC_H264, VIDEO_TIERS.index(video.tier) + 1, flags, video.depends_on)


def _check_reference(video: VideoFields, seq: int) -> None:
    if video.key and video.depends_on != seq:
        raise FrameError("bad_value", f"key frame {seq} depends on {video.depends_on}, not on itself")
    if not video.key and video.depends_on == seq:
        raise FrameError("bad_value", f"delta frame {seq} depends on itself")
