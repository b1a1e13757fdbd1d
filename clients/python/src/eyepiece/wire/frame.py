"""A live frame with its descriptor."""

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from eyepiece.errors import EyepieceError
from eyepiece.wire.clocks import Clocks
from eyepiece.wire.header import JPEG, SAMPLES, BadFrame, Header, Mosaic, read_header
from eyepiece.wire.pictures import decode_picture
from eyepiece.wire.samples import decode_samples

if TYPE_CHECKING:
    from numpy.typing import NDArray

_FLAG_REDUCED = 1
_FLAG_SETTINGS_CHANGED = 2


class Frame:
    """Exposure, gain and time are those of this very picture."""

    __slots__ = ("_clocks", "_header", "_message", "camera_id")

    def __init__(self, camera_id: str, message: bytes, clocks: Clocks) -> None:
        self.camera_id = camera_id
        self._header: Header = read_header(message)
        if self._header.kind not in (JPEG, SAMPLES):
            raise BadFrame("unsupported_kind", f"kind {self._header.kind} was not asked for")
        self._message = message
        self._clocks = clocks

    def __repr__(self) -> str:
        return f"<Frame {self.seq} of {self.camera_id}, {self.width}x{self.height} px>"

    @property
    def seq(self) -> int:
        """Number of the frame since the start of the stream. A gap is a frame that was left out."""
        return self._header.seq

    @property
    def width(self) -> int:
        """Of this picture, px."""
        return self._header.width

    @property
    def height(self) -> int:
        """Of this picture, px."""
        return self._header.height

    @property
    def exposure_ms(self) -> float:
        return self._header.exposure_ms

    @property
    def gain_db(self) -> float:
        return self._header.gain_db

    @property
    def captured_at_us(self) -> int:
        """End of the exposure by the clock of the camera service, µs since 1970."""
        return self._header.captured_at_us

    @property
    def captured_at(self) -> datetime:
        """End of the exposure by the clock of the hub."""
        return datetime.fromtimestamp(self._clocks.hub_us(self.captured_at_us) / 1e6, UTC)

    @property
    def age_ms(self) -> float:
        """Time since the end of the exposure. It errs by at most half of the shortest round trip to the hub."""
        return self._clocks.age_us(self.captured_at_us) / 1000

    @property
    def reduced(self) -> bool:
        """Whether it has less size or quality than the camera's frame."""
        return bool(self._header.flags & _FLAG_REDUCED)

    @property
    def settings_changed(self) -> bool:
        """Whether it is the first frame after a change of settings."""
        return bool(self._header.flags & _FLAG_SETTINGS_CHANGED)

    @property
    def bits(self) -> int:
        """Significant bits of a sample: 8 for a JPEG."""
        return self._header.samples.bits if self._header.samples else 8

    @property
    def mosaic(self) -> Mosaic | None:
        """The Bayer mosaic of samples; None for pictures without one."""
        return self._header.samples.mosaic if self._header.samples else None

    @property
    def is_samples(self) -> bool:
        """Whether it carries samples of more than 8 bits in place of a JPEG."""
        return self._header.kind == SAMPLES

    @property
    def jpeg(self) -> bytes:
        """The picture as a JPEG file."""
        if self.is_samples:
            raise EyepieceError(f"frame {self.seq} carries samples, not a JPEG: use array()")
        return self._message[self._header.header_bytes :]

    def array(self) -> "NDArray[Any]":
        """(height, width), or (height, width, 3) for colours. uint8 for a JPEG, uint16 for samples."""
        payload = self._message[self._header.header_bytes :]
        if self._header.samples is not None:
            return decode_samples(payload, self.height, self.width, self._header.samples)
        return decode_picture(payload, f"frame {self.seq} of {self.camera_id}")
