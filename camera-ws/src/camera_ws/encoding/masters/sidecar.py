"""The metadata of a finished file, which the hub stores."""

from camera_ws.encoding.masters.facts import Facts
from camera_ws.protocol.camera.jobs import ClipFacts
from camera_ws.protocol.camera.lab_step import LabResult
from camera_ws.protocol.camera.settings import MasterFormat
from camera_ws.protocol.messages import CaptureMetadata


def capture_metadata(
    facts: Facts,
    *,
    format: MasterFormat,
    filename: str,
    size_bytes: int,
    sha256: str,
    width: int,
    height: int,
    bit_depth: int,
    channels: int,
    clip: ClipFacts | None = None,
    lab_step: LabResult | None = None,
) -> CaptureMetadata:
    descriptor, params = facts.descriptor, facts.params
    return CaptureMetadata(
        id=params.capture_id,
        camera_id=facts.identity.id,
        camera_name=facts.identity.name,
        camera=facts.camera,
        filename=filename,
        format=format,
        size_bytes=size_bytes,
        sha256=sha256,
        width=width,
        height=height,
        bit_depth=bit_depth,
        channels=3 if channels == 3 else 1,
        captured_at_us=descriptor.captured_at_us,
        seq=descriptor.seq,
        exposure_ms=descriptor.exposure_ms,
        gain_db=descriptor.gain_db,
        roi=descriptor.roi,
        pixel_format=descriptor.pixel_format,
        temperature=descriptor.temperature,
        settings=facts.settings,
        label=params.label,
        tags=params.tags or [],
        notes=params.notes,
        user=params.user,
        session_id=params.session_id,
        name_template=params.name_template,
        average=params.average,
        calibration=params.calibration,
        um_per_pixel=facts.um_per_pixel,
        corrections=facts.corrections,
        job_id=facts.job_id,
        job_index=facts.job_index,
        clip=clip,
        lab_step=lab_step,
        shot=params.shot,
        from_live=facts.from_live,
        source=facts.source,
    )
