"""Text that JSON can carry but UTF-8 or PostgreSQL cannot store: lone surrogates and NUL."""

import re
from collections.abc import Mapping
from typing import cast

from pydantic_core import PydanticCustomError

DEPTH_MAX = 32
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")


def storable(text: str) -> str:
    """Escapes each such character, for messages with text from elsewhere."""
    return _UNSTORABLE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def cut(text: str, units_max: int) -> str:
    """The beginning of a text, in UTF-16 units, so that it fits for readers that count units or code points."""
    return text.encode("utf-16-le", "surrogatepass")[: 2 * units_max].decode("utf-16-le", "ignore")


def check_texts(fields: Mapping[object, object]) -> None:
    """Raises the validation error that names the first text, at any depth, that cannot be stored.

    Without recursion, because JSON may be nested more deeply than Python's stack.
    """
    waiting: list[tuple[tuple[object, ...], object]] = [((), fields)]
    while waiting:
        path, value = waiting.pop()
        if isinstance(value, str):
            _check(path, value)
        elif isinstance(value, Mapping):
            _check_depth(path)
            entries = cast("Mapping[object, object]", value)
            for name, part in entries.items():
                if isinstance(name, str):
                    _check((*path, name), name)
                waiting.append(((*path, name), part))
        elif isinstance(value, list):
            _check_depth(path)
            waiting.extend(((*path, index), part) for index, part in enumerate(cast("list[object]", value)))


def _check(path: tuple[object, ...], text: str) -> None:
    if _UNSTORABLE.search(text):
        message = "a text without NUL and without half of a surrogate pair"
        raise PydanticCustomError("text", message, {"path": _path_text(path)})


def _check_depth(path: tuple[object, ...]) -> None:
    if len(path) > DEPTH_MAX:
        raise PydanticCustomError(
            "depth", "nested at most {limit} deep", {"limit": DEPTH_MAX, "path": _path_text(path[:1])}
        )


def _path_text(path: tuple[object, ...]) -> str:
    return storable(".".join(str(part)[:64] for part in path))
