"""The state of a camera."""

from typing import Any

from eyepiece.values.record import Record, mapping
from eyepiece.values.settings import from_wire


class CameraState(Record):
    """As the hub reported it. `data` has all fields, see CameraState at /docs of the hub."""

    def __repr__(self) -> str:
        return f"<CameraState {self.id} {self.status}>"

    @property
    def id(self) -> str:
        return self._text("id")

    @property
    def name(self) -> str:
        return self._text("name")

    @property
    def model(self) -> str:
        return self._text("model")

    @property
    def status(self) -> str:
        """live: frames arrive; idle: nobody watches; stalled, disconnected or offline: there are no frames."""
        return self._text("status")

    @property
    def fps(self) -> float:
        """Frames per second that arrive at the hub."""
        return self._number("fps")

    @property
    def viewers(self) -> int:
        """Connections that receive frames."""
        return self._whole("viewers")

    @property
    def settings(self) -> dict[str, Any]:
        """As the camera read them back."""
        return from_wire(mapping(self._field("settings"), "settings"))

    @property
    def features(self) -> dict[str, dict[str, Any]]:
        """The settings that the camera has, with limits, unit and step."""
        return from_wire(mapping(self._capabilities.get("features"), "features"))

    @property
    def formats(self) -> list[str]:
        """Formats of captures."""
        return [str(one) for one in self._capabilities.get("captureFormats", [])]

    @property
    def _capabilities(self) -> dict[str, Any]:
        return mapping(self._field("capabilities"), "capabilities")
