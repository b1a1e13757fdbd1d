"""What the program prints: text for people, JSON for programs, progress on a terminal only."""

import json
import os
import sys
from collections.abc import Mapping
from typing import Any

from eyepiece.errors import EyepieceError, Refused


class Output:
    """as_json: one JSON value per line on standard output."""

    def __init__(self, as_json: bool) -> None:
        self.as_json = as_json
        self._shows_progress = not as_json and sys.stderr.isatty()
        self._progress_width = 0

    def result(self, data: Mapping[str, Any], text: str) -> None:
        self.clear()
        print(json.dumps(dict(data), ensure_ascii=False) if self.as_json else text, flush=True)

    def note(self, text: str) -> None:
        """For people; programs need no such line."""
        if not self.as_json:
            self.clear()
            print(text, file=sys.stderr, flush=True)

    def progress(self, text: str) -> None:
        """Replaces the last one."""
        if self._shows_progress:
            print("\r" + text.ljust(self._progress_width), end="", file=sys.stderr, flush=True)
            self._progress_width = len(text)

    def clear(self) -> None:
        if self._progress_width:
            print("\r" + " " * self._progress_width + "\r", end="", file=sys.stderr, flush=True)
            self._progress_width = 0

    def error(self, error: EyepieceError) -> None:
        self.clear()
        if not self.as_json:
            print(f"eyepiece: {error}", file=sys.stderr)
            return
        details: dict[str, Any] = {"kind": type(error).__name__, "message": str(error)}
        if isinstance(error, Refused):
            issues = [{"field": one.field, "message": one.message} for one in error.issues]
            details |= {"code": error.code, "holder": error.holder, "issues": issues}
        print(json.dumps({"error": details}, ensure_ascii=False), file=sys.stderr)


def ignore_broken_pipe() -> None:
    """The reader of the output has ended, such as `head`. Python would write to it again at the end."""
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, sys.stdout.fileno())
    os.close(null)


def size(size_bytes: int) -> str:
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes >= 1e5 else f"{size_bytes / 1e3:.1f} kB"
