"""A finished file, still in the pieces it was made of."""

from dataclasses import dataclass

Bytes = bytes | memoryview


@dataclass(frozen=True, slots=True)
class Master:
    """A picture to keep; bit_depth counts the significant bits of its samples, least significant bit aligned.

    The file is its parts one after another: samples are written from where they lie rather than joined first. preview
    is a JPEG for readers that cannot decode the format.
    """

    parts: tuple[Bytes, ...]
    width: int
    height: int
    bit_depth: int
    channels: int
    preview: bytes | None = None

    @property
    def size_bytes(self) -> int:
        return sum(len(part) for part in self.parts)

    @property
    def data(self) -> bytes:
        """The parts joined, for readers of the whole."""
        return b"".join(self.parts)
