"""Reads answers of the hub."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from eyepiece.errors import UnexpectedAnswer
from eyepiece.json_types import json_list, json_object


class Record:
    """Fields of an answer. `data` has all of them, also those of later versions."""

    def __init__(self, data: Mapping[str, Any]) -> None:
        self.data = data

    def _text(self, name: str) -> str:
        return str(self._field(name))

    def _optional_text(self, name: str) -> str | None:
        value = self.data.get(name)
        return None if value is None else str(value)

    def _whole(self, name: str) -> int:
        value = self._field(name)
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        raise UnexpectedAnswer(f"{name} of the answer is {value!r}, not a whole number")

    def _number(self, name: str) -> float:
        value = self._field(name)
        if isinstance(value, int | float) and not isinstance(value, bool):
            return float(value)
        raise UnexpectedAnswer(f"{name} of the answer is {value!r}, not a number")

    def _time(self, name: str) -> datetime:
        return datetime.fromisoformat(self._text(name))

    def _time_us(self, name: str) -> datetime:
        return datetime.fromtimestamp(self._whole(name) / 1e6, UTC)

    def _field(self, name: str) -> Any:
        if name not in self.data:
            raise UnexpectedAnswer(f"the answer of the hub has no {name}")
        return self.data[name]


class OfCamera(Record):
    """A record with an id that belongs to a camera."""

    @property
    def id(self) -> str:
        return self._text("id")

    @property
    def camera_id(self) -> str:
        return self._text("cameraId")


def mapping(value: object, what: str) -> dict[str, Any]:
    """A JSON object."""
    found = json_object(value)
    if found is None:
        raise UnexpectedAnswer(f"{what} is not a JSON object")
    return found


def records(value: object, what: str) -> list[dict[str, Any]]:
    """A JSON list of objects."""
    found = json_list(value)
    if found is None:
        raise UnexpectedAnswer(f"{what} is not a list")
    return [mapping(one, what) for one in found]
