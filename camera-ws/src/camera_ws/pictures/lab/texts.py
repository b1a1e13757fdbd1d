"""Errors of a step as one line of text."""

import traceback
from pathlib import Path

from camera_ws.protocol.camera.lab_step import ERROR_MAX
from camera_ws.protocol.text import cut, storable


def error_text(error: BaseException, file: Path) -> str:
    """With the line of the step's file, if the error passed through it."""
    lines = [frame.lineno for frame in traceback.extract_tb(error.__traceback__) if frame.filename == str(file)]
    where = f" ({file.name}, line {lines[-1]})" if lines else ""
    return shown(f"{type(error).__name__}: {_message(error)}{where}")


def shown(text: str) -> str:
    """One line that fits into a result."""
    return cut(storable(" ".join(text.split())) or "unknown error", ERROR_MAX)


def _message(error: BaseException) -> str:
    try:
        return str(error)[: 2 * ERROR_MAX]
    except Exception:  # noqa: BLE001  (an exception class of the step)
        return "its message cannot be read"
