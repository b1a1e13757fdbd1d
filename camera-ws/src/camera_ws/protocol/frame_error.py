"""The error of the frame codec. Its codes are those of the TypeScript codec."""

from typing import Literal

FrameErrorCode = Literal[
    "frame_too_short",
    "bad_magic",
    "unsupported_version",
    "unsupported_kind",
    "bad_header_length",
    "too_large",
    "payload_length_mismatch",
    "bad_value",
]


class FrameError(ValueError):
    """The reason why a message is not a valid frame."""

    def __init__(self, code: FrameErrorCode, message: str) -> None:
        super().__init__(message)
        self.code: FrameErrorCode = code


def check_uint(field: str, value: int, maximum: int) -> None:
    """Raises FrameError unless the value is a whole number from 0 to maximum."""
    # A float is a mistake of the caller even if it is whole: struct would refuse it without naming the field.
    if type(value) is not int or not 0 <= value <= maximum:
        raise FrameError("bad_value", f"{field} {value} is not a whole number from 0 to {maximum}")
