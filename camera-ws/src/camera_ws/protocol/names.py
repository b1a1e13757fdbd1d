"""Checks names that people read: one line with visible characters. Mirrors names in shared-types."""

import re
import unicodedata

_CATEGORIES = frozenset(["Cc", "Cs", "Zl", "Zp"])
"""Control characters, lone surrogates and line breaks."""
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_IGNORABLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
"""Unicode's Default_Ignorable_Code_Point, and the braille blank."""


def check_name(text: str) -> str:
    """Returns the text. Raises ValueError when it cannot be a name."""
    for char in text:
        if unicodedata.category(char) in _CATEGORIES or _DIRECTION.match(char):
            raise ValueError(
                f"must be one line without control and direction characters; it contains U+{ord(char):04X}"
            )
    if not any(_is_visible(char) for char in text):
        raise ValueError("must contain a visible character")
    return text


def check_label(text: str) -> str:
    """As check_name, for a label, which may be empty."""
    return check_name(text) if text else text


def _is_visible(char: str) -> bool:
    return not (char.isspace() or unicodedata.category(char).startswith("M") or _IGNORABLE.match(char))
