"""The video that the service can send. Mirrors videoOfferSchema in shared-types."""

from typing import Annotated

from pydantic import Field

from camera_ws.protocol.camera.settings import Positive
from camera_ws.protocol.primitives import Count
from camera_ws.protocol.video_fields import VIDEO_TIERS, VideoTier
from camera_ws.protocol.wire import Int, Wire


class OfferedTier(Wire):
    """max_width: a wider picture is scaled down to it, px. bits_per_second: at the present picture size."""

    tier: VideoTier
    bits_per_second: Count
    max_width: Annotated[Int, Field(ge=16)]
    max_fps: Positive


VIDEO_REASON_MAX = 500


class FailedTier(Wire):
    tier: VideoTier
    reason: Annotated[str, Field(max_length=VIDEO_REASON_MAX)]


class VideoOffer(Wire):
    """The video that this service can send. failed: tiers that are not offered now, because their encoder failed."""

    tiers: Annotated[list[OfferedTier], Field(max_length=len(VIDEO_TIERS))]
    failed: Annotated[list[FailedTier], Field(max_length=len(VIDEO_TIERS))] | None = None
