"""The messages between the service and the process of a step: a JSON object and binary data."""

import json
import struct
from typing import Any, BinaryIO

HEADER = struct.Struct(">II")
JSON_MAX = 256 * 1024


def packed(message: dict[str, Any], binary_bytes: int = 0) -> bytes:
    """Header and JSON; the binary data follow. ValueError when the JSON is too long or not JSON."""
    text = json.dumps(message, allow_nan=False).encode()
    if len(text) > JSON_MAX:
        raise ValueError(f"the message has {len(text)} bytes, at most {JSON_MAX}")
    return HEADER.pack(len(text), binary_bytes) + text


def lengths(header: bytes, binary_max: int) -> tuple[int, int]:
    """Bytes of the JSON and of the binary data; ValueError above the limits."""
    text, binary = HEADER.unpack(header)
    if text > JSON_MAX or binary > binary_max:
        raise ValueError(f"a message of {text} and {binary} bytes, at most {JSON_MAX} and {binary_max}")
    return text, binary


def receive(source: BinaryIO) -> tuple[dict[str, Any], bytes] | None:
    """Blocks until the next message; None at the end."""
    header = source.read(HEADER.size)
    if len(header) < HEADER.size:
        return None
    text, binary = HEADER.unpack(header)
    return json.loads(source.read(text)), source.read(binary)
