"""A finished master file in memory, as a sequence of parts."""

import hashlib
from dataclasses import dataclass

Bytes = bytes | memoryview


@dataclass(frozen=True, slots=True)
class Master:
    """bit_depth: significant bits of the samples, aligned to the least significant bit.

    The file is the concatenation of its parts; they are not joined in memory, to save a copy of the samples. preview is
    a JPEG for readers that cannot decode the format.
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
    def sha256(self) -> str:
        """Of the file, in hexadecimal digits. Reads all parts."""
        digest = hashlib.sha256()
        for part in self.parts:
            digest.update(part)
        return digest.hexdigest()

    @property
    def data(self) -> bytes:
        """The joined parts."""
        return b"".join(self.parts)
