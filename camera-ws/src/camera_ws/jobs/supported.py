"""Checks whether the camera supports a job."""

from camera_ws.acquisition.status import KnownCamera
from camera_ws.errors import SettingRejected
from camera_ws.protocol.camera.jobs import Clip, JobSpec, Timelapse
from camera_ws.protocol.rpc import FieldIssue


def check_supported(spec: JobSpec, camera: KnownCamera) -> None:
    """SettingRejected names each field that this camera does not support."""
    issues: list[FieldIssue] = []
    if isinstance(spec, Timelapse) and spec.auto_expose:
        feature = camera.capabilities.features.get("exposureAuto")
        if feature is None or feature.read_only:
            issues.append(FieldIssue(path="job.autoExpose", message="this camera has no automatic exposure"))
    if (
        not isinstance(spec, Clip)
        and spec.format is not None
        and spec.format not in camera.capabilities.capture_formats
    ):
        offered = ", ".join(camera.capabilities.capture_formats)
        issues.append(FieldIssue(path="job.format", message=f"{spec.format} is not one of {offered}"))
    if issues:
        raise SettingRejected(issues)
