"""Settings as a file, for another camera of the same kind or for the records of an experiment."""

from datetime import datetime
from typing import Any, cast

from camera_ws.camera.pixelink.pixels import BY_NAME, same_layout
from camera_ws.camera.restore import without_one_push
from camera_ws.protocol.camera.settings import CameraSettings, Capabilities, ChoiceFeature, Feature, SettingsUpdate
from camera_ws.protocol.issues import json_safe
from camera_ws.protocol.messages import CameraInfo, SettingsFile
from camera_ws.protocol.rpc import FieldIssue


def settings_file(
    info: CameraInfo, settings: CameraSettings, capabilities: Capabilities, now: datetime
) -> SettingsFile:
    """All settings that can be changed. Others would only be reported as left out when the file is loaded."""
    features = cast("dict[str, Feature]", capabilities.features)
    settable = {name for name, feature in features.items() if not feature.read_only}
    kept = {name: value for name, value in settings.to_json().items() if name in settable}
    return SettingsFile(saved_at=now, camera=info, settings=kept)


def supported_settings(file: SettingsFile, capabilities: Capabilities) -> tuple[SettingsUpdate, list[FieldIssue]]:
    """The settings that this camera has, and those left out with the reason. ValidationError for a wrong type.

    A number beyond this camera's limits is not left out: the camera then refuses the whole file.
    """
    left_out = [issue for name, value in file.settings.items() if (issue := _obstacle(name, value, capabilities))]
    names = {issue.path for issue in left_out}
    wanted = {name: without_one_push(name, value) for name, value in file.settings.items() if name not in names}
    return SettingsUpdate.from_wire(wanted), left_out


def _obstacle(name: str, value: Any, capabilities: Capabilities) -> FieldIssue | None:
    feature = cast("dict[str, Feature]", capabilities.features).get(name)
    if feature is None:
        return FieldIssue(path=name, message=f"this camera has no {name}", value=json_safe(value))
    if feature.read_only:
        return FieldIssue(path=name, message=f"{name} is fixed on this camera", value=json_safe(value))
    if isinstance(feature, ChoiceFeature) and not set(_same(name, value)) & set(feature.options):
        options = ", ".join(str(option) for option in feature.options)
        message = f"this camera has no {name} {json_safe(value)}: it has {options}"
        return FieldIssue(path=name, message=message, value=json_safe(value))
    return None


def _same(name: str, value: Any) -> tuple[str | int | float, ...]:
    """All names of the value: a flip renames the Bayer formats."""
    if not isinstance(value, str | int | float):
        return ()
    if name == "pixelFormat" and value in BY_NAME:
        return same_layout(str(value))
    return (without_one_push(name, value),)
