"""The contract of the controls that a camera has, besides its frame rate."""

from typing import Any, Protocol

from camera_ws.protocol.camera.settings import Feature, SettingName


class Controls(Protocol):
    """Used on the camera's thread."""

    features: dict[SettingName, Feature]

    def read(self) -> dict[str, Any]:
        """The values by the fields of the settings."""
        ...

    def write(self, changes: dict[str, Any]) -> None:
        """All of them, or with SettingRejected none."""
        ...

    def close(self) -> None: ...


class NoControls:
    features: dict[SettingName, Feature] = {}  # noqa: RUF012  (never changed)

    def read(self) -> dict[str, Any]:
        return {}

    def write(self, changes: dict[str, Any]) -> None:  # noqa: ARG002  (refused before: there are no features)
        return

    def close(self) -> None:
        return
