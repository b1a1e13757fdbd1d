"""The tiers of the live video: bit rate, width and frame rate of each."""

from dataclasses import dataclass

from camera_ws.protocol.camera.video_offer import OfferedTier
from camera_ws.protocol.video_fields import VideoTier

_HEIGHT_OF_WIDTH = 1024 / 1280
"""The bit rate of a tier is that of a picture of this shape at the full width of the tier."""
MIN_BITS_PER_SECOND = 64_000
"""Below this, headers and the rate control of x264 leave nothing for the picture."""


@dataclass(frozen=True, slots=True)
class Tier:
    """bits_per_second: of a picture max_width wide and four fifths as high. A wider picture is scaled down."""

    name: VideoTier
    bits_per_second: int
    max_width: int
    max_fps: float

    def bits_for(self, width: int, height: int) -> int:
        """The bit rate of a picture of this size, in proportion to its pixels."""
        full = self.max_width * self.max_width * _HEIGHT_OF_WIDTH
        return max(MIN_BITS_PER_SECOND, round(self.bits_per_second * width * height / full))

    def offered(self, camera_size: tuple[int, int] | None) -> OfferedTier:
        """camera_size: width and height of the camera's picture; None before the first one."""
        bits = self.bits_per_second
        if camera_size is not None:
            width, height = camera_size
            scale = min(1.0, self.max_width / width)
            bits = self.bits_for(round(width * scale), round(height * scale))
        return OfferedTier(tier=self.name, bits_per_second=bits, max_width=self.max_width, max_fps=self.max_fps)
