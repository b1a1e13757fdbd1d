"""Makes a master file of a frame: all the work for the processor, in one call on one thread."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from camera_ws.camera.base import Frame
from camera_ws.encoding.encoder import Encoder
from camera_ws.encoding.masters.facts import Facts
from camera_ws.encoding.masters.formats import live_master
from camera_ws.encoding.masters.master import Master
from camera_ws.errors import SettingRejected
from camera_ws.protocol.camera.corrections import AppliedCorrections
from camera_ws.protocol.camera.settings import CaptureFormat
from camera_ws.protocol.messages import CaptureParams
from camera_ws.protocol.rpc import FieldIssue
from camera_ws.rewind.kept_frame import KeptFrame

Correct = Callable[[Frame], tuple[Frame, AppliedCorrections | None]]
"""Called on a worker thread. A corrected frame no longer has the JPEG of the driver."""


def uncorrected(frame: Frame) -> tuple[Frame, AppliedCorrections | None]:
    return frame, None


@dataclass(frozen=True, slots=True)
class Developed:
    master: Master
    format: CaptureFormat
    sha256: str
    facts: Facts


def develop(encoder: Encoder, correct: Correct, frame: Frame, facts: Facts) -> Developed:
    """Call it on the thread of the masters."""
    format = facts.params.format or "jpg"
    if format != "raw":
        frame, corrections = correct(frame)
        facts = facts.with_corrections(corrections)
    master = encoder.encode_master(frame, format, facts)
    return Developed(master, format, master.sha256, facts)


def develop_kept(kept: KeptFrame, facts: Facts) -> Developed:
    """The JPEG that viewers saw, which is not encoded again."""
    facts = replace(facts, corrections=kept.shown.corrections, from_live=kept.from_live())
    master = live_master(kept.jpeg, facts)
    return Developed(master, "jpg", master.sha256, facts)


def check_kept(params: CaptureParams) -> None:
    """SettingRejected names each field that a frame of the past cannot have."""
    refused = [
        name
        for name, is_set in (
            ("exposure", params.exposure is not None),
            ("gain", params.gain is not None),
            ("average", params.average is not None),
            ("fullFrame", bool(params.full_frame)),
            ("format", params.format not in (None, "jpg")),
        )
        if is_set
    ]
    if refused:
        message = "a frame of the live stream is kept as it was, as jpg"
        raise SettingRejected([FieldIssue(path=name, message=f"{name}: {message}") for name in refused])
