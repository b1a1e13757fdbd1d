"""Arguments that several commands have, with errors that name the limit."""

import argparse
import math
from collections.abc import Callable
from datetime import datetime
from typing import Protocol

FORMATS = ("jpg", "png", "png8", "tiff", "ome-tiff", "raw")


class Commands(Protocol):
    """Where a command adds its parser."""

    def add_parser(
        self, name: str, *, help: str, description: str, parents: list[argparse.ArgumentParser]
    ) -> argparse.ArgumentParser: ...


def whole(low: int, high: int) -> Callable[[str], int]:
    def parse(text: str) -> int:
        if not text.isdecimal() or not low <= int(text) <= high:
            raise argparse.ArgumentTypeError(f"{text} is not a whole number from {low} to {high}")
        return int(text)

    return parse


def number(low: float, high: float) -> Callable[[str], float]:
    def parse(text: str) -> float:
        try:
            value = float(text)
        except ValueError:
            value = math.nan
        if not low <= value <= high:
            raise argparse.ArgumentTypeError(f"{text} is not a number from {low:g} to {high:g}")
        return value

    return parse


def moment(text: str) -> datetime:
    """A time without a zone is local."""
    try:
        return datetime.fromisoformat(text).astimezone()
    except (ValueError, OverflowError):
        raise argparse.ArgumentTypeError(f"{text} is not a time such as 2026-11-30 or 2026-11-30T14:00+01:00") from None
