"""Encodes one tier of video in its own thread."""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Protocol

from camera_ws.camera.base import Frame
from camera_ws.errors import CameraServiceError
from camera_ws.pictures.video.planes import FramePlanes, Planes
from camera_ws.pictures.video.tiers import Tier
from camera_ws.pictures.video.x264 import X264


class PictureEncoder(Protocol):
    """As X264."""

    size: tuple[int, int]
    fps: float

    def encode(self, planes: Planes, key: bool) -> tuple[bytes, bool]: ...


OpenEncoder = Callable[[tuple[int, int], int, float], PictureEncoder]
"""From coded size, bits per second and frame rate to an open encoder; raises if it cannot be opened."""
_RATE_CHANGE = 1.5
_RATE_CHECK_US = 5_000_000
"""An encoder has a fixed frame rate. It is opened again when the real one differs by the factor, at most this often."""


class VideoFailed(Exception):
    """The encoder cannot be opened or has failed. The cause is the error of the encoder."""


@dataclass(frozen=True, slots=True)
class AccessUnit:
    """One encoded picture. key: a decoder can start with it. scaled: it is smaller than its frame."""

    data: bytes
    key: bool
    width: int
    height: int
    scaled: bool


class TierEncoder:
    """Create it on the event loop; close ends its thread. encode calls may overlap: they run one after another."""

    def __init__(self, tier: Tier, planes: FramePlanes, open_encoder: OpenEncoder = X264) -> None:
        self._tier = tier
        self._planes = planes
        self._open_encoder = open_encoder
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"video-{tier.name}")
        self._encoder: PictureEncoder | None = None
        self._epoch: int | None = None
        self._opened_us = 0

    async def encode(self, frame: Frame, fps: float, key: bool) -> AccessUnit:
        """The frame as the next picture of this tier; a key frame if `key`, or if the frame begins a new epoch.

        fps: present frame rate. CameraError if the frame cannot be decoded, VideoFailed if the encoder fails.
        """
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._encode, frame, fps, key)

    def close(self) -> None:
        """Waits for a picture that is being encoded. May be called twice."""
        self._thread.shutdown(cancel_futures=True)
        self._encoder = None

    def _encode(self, frame: Frame, fps: float, key: bool) -> AccessUnit:
        try:
            planes = self._planes.of(frame, self._tier.max_width)
            encoder = self._opened(planes, fps, frame.descriptor.captured_at_us)
            data, is_key = encoder.encode(planes, key or frame.epoch != self._epoch)
        except CameraServiceError:
            raise
        except Exception as error:
            self._encoder = None
            raise VideoFailed(f"{type(error).__name__}: {error}") from error
        self._epoch = frame.epoch
        return AccessUnit(data, is_key, planes.width, planes.height, planes.width < frame.descriptor.width)

    def _opened(self, planes: Planes, fps: float, now_us: int) -> PictureEncoder:
        """The encoder for pictures of this size and rate. A new one begins with a key frame."""
        encoder = self._encoder
        if encoder is None or encoder.size != planes.coded_size or self._is_off_rate(encoder.fps, fps, now_us):
            bits = self._tier.bits_for(planes.width, planes.height)
            encoder = self._encoder = self._open_encoder(planes.coded_size, bits, fps)
            self._opened_us = now_us
        return encoder

    def _is_off_rate(self, expected: float, fps: float, now_us: int) -> bool:
        if now_us - self._opened_us < _RATE_CHECK_US:
            return False
        return max(expected, fps) >= _RATE_CHANGE * min(expected, fps)
