"""The video encoders of a camera: opened for viewers, closed soon after the last one, withdrawn when they fail."""

import asyncio
import logging
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from camera_ws.acquisition.latest import Latest
from camera_ws.camera.base import Frame
from camera_ws.encoding.display_pictures import DisplayPictures
from camera_ws.pictures.video.planes import FramePlanes
from camera_ws.pictures.video.tier_encoder import AccessUnit, OpenEncoder, TierEncoder, VideoFailed
from camera_ws.pictures.video.tiers import Tier
from camera_ws.pictures.video.x264 import X264
from camera_ws.protocol.camera.video_offer import VIDEO_REASON_MAX, FailedTier, VideoOffer
from camera_ws.protocol.text import cut, storable
from camera_ws.protocol.video_fields import VideoTier

log = logging.getLogger(__name__)

LINGER_S = 2.0
"""An encoder without viewers is kept this long: a page that is loaded again finds it open."""
RETRY_FIRST_S = 5.0
RETRY_MAX_S = 600.0
_PROVEN_FRAMES = 300
"""After this many pictures an encoder works: its next failure is retried soon."""


@dataclass(slots=True)
class _State:
    """Of one tier. failed: why it is not offered. timer: closes an unused encoder, or ends the wait of a failed one."""

    encoder: TierEncoder | None = None
    users: int = 0
    pictures: int = 0
    failed: str | None = None
    logged: bool = False
    retry_s: float = field(default_factory=lambda: RETRY_FIRST_S)
    timer: asyncio.TimerHandle | None = None


class VideoEncoders:
    """Create it on the event loop, and use it there. offers has a new version when a tier is withdrawn or returns."""

    def __init__(self, tiers: Sequence[Tier], pictures: DisplayPictures, open_encoder: OpenEncoder = X264) -> None:
        self.offers: Latest[int] = Latest()
        self._tiers: dict[VideoTier, Tier] = {tier.name: tier for tier in tiers}
        self._states: dict[VideoTier, _State] = {tier.name: _State() for tier in tiers}
        self._planes = FramePlanes(pictures)
        self._open_encoder = open_encoder

    @property
    def available(self) -> list[Tier]:
        return [tier for name, tier in self._tiers.items() if self._states[name].failed is None]

    def offer(self, camera_size: tuple[int, int] | None) -> VideoOffer | None:
        """What the hub may ask for; None without video. camera_size: of the camera's picture, None before the first."""
        if not self._tiers:
            return None
        failed = [
            FailedTier(tier=name, reason=state.failed)
            for name, state in self._states.items()
            if state.failed is not None
        ]
        return VideoOffer(tiers=[tier.offered(camera_size) for tier in self.available], failed=failed or None)

    @contextmanager
    def used(self, tier: Tier) -> Generator[None, None, None]:
        """encode may be called for this tier inside this context."""
        state = self._states[tier.name]
        state.users += 1
        try:
            yield
        finally:
            state.users -= 1
            if state.users == 0 and state.encoder is not None:
                self._schedule(state, LINGER_S, lambda: self._close(state))

    async def encode(self, tier: Tier, frame: Frame, fps: float, key: bool) -> AccessUnit:
        """fps: present frame rate of the tier.

        CameraError if the frame cannot be decoded; VideoFailed if the encoder fails, which withdraws the tier.
        """
        state = self._states[tier.name]
        if state.encoder is None:
            state.encoder = TierEncoder(tier, self._planes, self._open_encoder)
            state.pictures = 0
        if state.timer is not None:
            state.timer.cancel()
        encoder = state.encoder
        try:
            unit = await encoder.encode(frame, fps, key)
        except VideoFailed as error:
            if state.encoder is encoder:
                self._withdraw(tier.name, state, str(error))
            raise
        state.pictures += 1
        return unit

    def close(self) -> None:
        """Ends all threads. May be called twice."""
        for state in self._states.values():
            if state.timer is not None:
                state.timer.cancel()
            self._close(state)

    def _withdraw(self, name: VideoTier, state: _State, reason: str) -> None:
        if state.pictures >= _PROVEN_FRAMES:
            state.retry_s, state.logged = RETRY_FIRST_S, False
        # Once: an encoder that never opens must not fill the log.
        level = logging.DEBUG if state.logged else logging.ERROR
        log.log(level, "a video encoder failed", extra={"tier": name, "reason": reason, "retry_in_s": state.retry_s})
        state.logged = True
        self._close(state)
        state.failed = cut(storable(reason), VIDEO_REASON_MAX)
        self._schedule(state, state.retry_s, lambda: self._restore(state))
        state.retry_s = min(2 * state.retry_s, RETRY_MAX_S)
        self._note_offer()

    def _restore(self, state: _State) -> None:
        state.failed = None
        self._note_offer()

    def _schedule(self, state: _State, seconds: float, run: Callable[[], None]) -> None:
        if state.timer is not None:
            state.timer.cancel()
        state.timer = asyncio.get_running_loop().call_later(seconds, run)

    def _close(self, state: _State) -> None:
        if state.encoder is not None:
            state.encoder.close()
        state.encoder = None

    def _note_offer(self) -> None:
        newest = self.offers.current
        self.offers.put(newest.version + 1 if newest else 1)
