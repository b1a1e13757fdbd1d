"""Writes several features, all or none; the SDK has no call for this."""

import logging
import math
from collections.abc import Mapping, Sequence

from camera_ws.camera.pixelink import codes
from camera_ws.camera.pixelink import features as pxl
from camera_ws.camera.pixelink.codes import PixelinkError
from camera_ws.camera.pixelink.device import Device, FeatureState
from camera_ws.camera.pixelink.features import Limits
from camera_ws.camera.pixelink.pixels import BY_NAME, format_of, same_layout
from camera_ws.camera.pixelink.settings.writes import Write
from camera_ws.errors import CameraError, SettingRejected
from camera_ws.protocol.rpc import FieldIssue

log = logging.getLogger(__name__)

_TOLERANCE = 1e-5
_SMALLEST = 1e-3
_ROUNDS = 3


def write_all(device: Device, writes: Sequence[Write], limits: Mapping[int, Limits]) -> None:
    """Raises SettingRejected with the refused settings and the reasons, after restoring all features."""
    before = _snapshot(device, limits)
    try:
        refused = _write_in_rounds(device, writes)
        if refused:
            raise SettingRejected([_issue(write, error) for write, error in refused])
    except (PixelinkError, SettingRejected):
        _put_back(device, before)
        raise


def _write_in_rounds(device: Device, writes: Sequence[Write]) -> list[tuple[Write, PixelinkError]]:
    """Returns the refused writes. They are tried again after the others, because limits may depend on those."""
    pending = list(writes)
    while pending:
        refused = [(write, error) for write in pending if (error := _try(device, write)) is not None]
        if len(refused) == len(pending):
            return refused
        pending = [write for write, _ in refused]
    return []


def _try(device: Device, write: Write) -> PixelinkError | None:
    """Returns a refusal; raises any other failure."""
    try:
        _write(device, write)
    except PixelinkError as error:
        if error.rc in codes.SUSPECT:
            device.check_connection()
        if error.rc not in codes.REFUSALS:
            raise
        return error
    return None


def _write(device: Device, write: Write) -> None:
    if write.id == pxl.SHARPNESS_SCORE and write.flags == pxl.MANUAL:
        # With the region as the camera has rounded it.
        device.write(write.id, write.flags, (*device.read(pxl.ROI).params[:4], write.params[-1]))
        return
    if write.id != pxl.PIXEL_FORMAT:
        device.write(write.id, write.flags, write.params)
        return
    # After a flip the same mosaic has another name: the camera accepts only the present one.
    names = same_layout(format_of(round(write.params[0])).name)
    for index, name in enumerate(names):
        try:
            device.write(write.id, write.flags, (float(BY_NAME[name].id),))
        except PixelinkError as error:
            if error.rc not in (codes.OUT_OF_RANGE, codes.INVALID_PARAMETER) or index == len(names) - 1:
                raise
        else:
            return


def _issue(write: Write, error: PixelinkError) -> FieldIssue:
    return FieldIssue(path=write.path, message=f"the camera refused this {write.path}, nothing was changed: {error}")


def _snapshot(device: Device, limits: Mapping[int, Limits]) -> dict[int, FeatureState]:
    known = {scalar.id for scalar in pxl.SCALARS} | {auto.id for auto in pxl.AUTOS}
    known |= {pxl.FLIP, pxl.ROTATE, pxl.PIXEL_FORMAT, pxl.PIXEL_ADDRESSING, pxl.ROI, pxl.TRIGGER}
    known |= {pxl.AUTO_ROI, pxl.SHARPNESS_SCORE}
    return {id: device.read(id) for id, limit in limits.items() if id in known and limit.writable}


def _put_back(device: Device, before: Mapping[int, FeatureState]) -> None:
    """In rounds, because restoring one may change another. CameraError when a value cannot be restored."""
    for _ in range(_ROUNDS):
        different = _different(device, before, tolerance=0.0)
        if not different:
            return
        for id in different:
            try:
                device.write(id, before[id].mode, before[id].params)
            except PixelinkError as error:
                log.warning("a feature is not restored yet", extra={"feature": id, "reason": str(error)})
    # A camera may round even a value that it reported itself.
    if different := _different(device, before, _TOLERANCE):
        raise CameraError(f"features {different} could not be restored after a refused change")


def _different(device: Device, before: Mapping[int, FeatureState], tolerance: float) -> list[int]:
    return [id for id, state in before.items() if not _same(device.read(id), state, tolerance)]


def _same(now: FeatureState, then: FeatureState, tolerance: float) -> bool:
    if now.mode != then.mode:
        return False
    # An automatic changes its own value.
    first = 1 if now.mode == pxl.AUTO else 0
    pairs = list(zip(now.params, then.params, strict=True))[first:]
    return all(math.isclose(a, b, rel_tol=tolerance, abs_tol=tolerance * _SMALLEST) for a, b in pairs)
