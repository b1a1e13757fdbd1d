"""Directories of a TIFF structure (TIFF 6.0, section 2), as EXIF uses them; little-endian."""

import struct
from collections.abc import Sequence
from fractions import Fraction

_BYTE, _ASCII, _SHORT, _LONG, _RATIONAL, _UNDEFINED = 1, 2, 3, 4, 5, 7
_LONG_MAX = 0xFFFF_FFFF
_HEADER = b"II*\0" + struct.pack("<I", 8)

Entry = tuple[int, int, int, bytes]
"""Tag, type, count, value."""


def text(tag: int, value: str) -> Entry:
    """UTF-8, as readers expect in ASCII fields. A NUL inside would end the text early."""
    data = value.replace("\0", "").encode() + b"\0"
    return tag, _ASCII, len(data), data


def short(tag: int, *values: int) -> Entry:
    return tag, _SHORT, len(values), struct.pack(f"<{len(values)}H", *values)


def long(tag: int, value: int) -> Entry:
    return tag, _LONG, 1, struct.pack("<I", value)


def rational(tag: int, value: float) -> Entry:
    """The nearest fraction of two 32-bit numbers, within a millionth; value from 0 to 2^32 − 1."""
    limit = max(1, min(1_000_000, int(_LONG_MAX / max(value, 1))))
    fraction = Fraction(value).limit_denominator(limit)
    return tag, _RATIONAL, 1, struct.pack("<II", fraction.numerator, fraction.denominator)


def opaque(tag: int, value: bytes) -> Entry:
    return tag, _UNDEFINED, len(value), value


def octets(tag: int, value: bytes) -> Entry:
    return tag, _BYTE, len(value), value


def with_subdirectory(entries: Sequence[Entry], pointer: int, inner: Sequence[Entry]) -> bytes:
    """A complete TIFF structure: a directory whose entry `pointer` refers to a second one."""
    size = len(_directory([*entries, long(pointer, 0)], len(_HEADER)))
    start = len(_HEADER) + size
    first = _directory([*entries, long(pointer, start)], len(_HEADER))
    return _HEADER + first + _directory(inner, start)


def _directory(entries: Sequence[Entry], offset: int) -> bytes:
    """Sorted by tag as readers expect. Values longer than four bytes follow it, each at an even offset."""
    table = struct.pack("<H", len(entries))
    heap = b""
    heap_offset = offset + 2 + 12 * len(entries) + 4
    for tag, kind, count, value in sorted(entries):
        if len(value) <= 4:
            field = value.ljust(4, b"\0")
        else:
            field = struct.pack("<I", heap_offset + len(heap))
            heap += value + b"\0" * (len(value) % 2)
        table += struct.pack("<HHI", tag, kind, count) + field
    return table + struct.pack("<I", 0) + heap
