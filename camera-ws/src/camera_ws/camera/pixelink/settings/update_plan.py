"""Prepares a change of settings before the camera is called."""

from collections.abc import Mapping

from camera_ws.camera.pixelink import features as pxl
from camera_ws.camera.pixelink.features import Limits
from camera_ws.camera.pixelink.pixels import BY_NAME, same_layout
from camera_ws.protocol.camera.settings import Capabilities, SettingsUpdate


def needs_stop(update: SettingsUpdate, capabilities: Capabilities) -> bool:
    """True if a setting cannot change while the camera streams."""
    features = capabilities.features
    return any(not features[name].while_streaming for name in update.to_json() if name in features)


def moving_limits(update: SettingsUpdate, limits: Mapping[int, Limits]) -> frozenset[str]:
    """Numbers whose limits may depend on other changes of this update: only the camera can check those."""
    if len(update.changes()) < 2:
        return frozenset()
    return frozenset(
        scalar.wire
        for scalar in pxl.SCALARS
        if (limit := limits.get(scalar.id)) is not None and limit.flags & pxl.VOLATILE
    )


def with_current_bayer_order(update: SettingsUpdate, formats: tuple[str, ...]) -> SettingsUpdate:
    """Replaces a Bayer format by its present name: before a flip it had another order."""
    if update.pixel_format is None or update.pixel_format not in BY_NAME:
        return update
    names = same_layout(update.pixel_format)
    return update.model_copy(update={"pixel_format": next((name for name in names if name in formats), names[0])})
