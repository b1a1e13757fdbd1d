"""The chain of frames of one tier: what the next frame depends on, and whether it must be a key frame."""

from collections.abc import Callable

from camera_ws.protocol.video_fields import VideoFields, VideoTier

KEY_INTERVAL_S = 0.5
"""Key frames on request are at least this far apart: each is many times as large as a delta frame."""


class Chain:
    """Of one link. It begins with a key frame."""

    def __init__(self, tier: VideoTier, now_s: Callable[[], float]) -> None:
        self._tier: VideoTier = tier
        self._now_s = now_s
        self._sent_seq: int | None = None
        self._requested = False
        self._key_at_s = float("-inf")

    def request_key(self) -> None:
        self._requested = True

    @property
    def needs_key(self) -> bool:
        """Whether the next picture must be encoded as a key frame."""
        if self._sent_seq is None:
            return True
        return self._requested and self._now_s() - self._key_at_s >= KEY_INTERVAL_S

    def link(self, seq: int, key: bool) -> VideoFields | None:
        """Adds an encoded picture; returns its fields, or None if it must not be sent: its reference was not."""
        if key:
            self._requested, self._key_at_s = False, self._now_s()
            self._sent_seq = seq
            return VideoFields(self._tier, True, seq)
        if self._sent_seq is None or not _is_after(seq, self._sent_seq):
            self._sent_seq = None
            return None
        fields = VideoFields(self._tier, False, self._sent_seq)
        self._sent_seq = seq
        return fields


def _is_after(seq: int, earlier: int) -> bool:
    """Serial number arithmetic, RFC 1982."""
    return 0 < (seq - earlier) & 0xFFFF_FFFF < 0x8000_0000
