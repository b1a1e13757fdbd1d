"""Locks settings while a job takes pictures, so that all its pictures are alike."""

from collections.abc import Callable

from camera_ws.errors import CameraBusy
from camera_ws.protocol.camera.corrections import CorrectionsUpdate
from camera_ws.protocol.camera.jobs import Job
from camera_ws.protocol.camera.settings import SettingsUpdate
from camera_ws.protocol.messages import CaptureParams, CaptureRequest

_LOCKED = (
    "exposure",
    "exposure_auto",
    "gain",
    "gain_auto",
    "roi",
    "pixel_format",
    "pixel_addressing",
    "rotate",
    "flip",
    "trigger",
)
_WORDS = {"burst": "burst", "timelapse": "time-lapse", "clip": "clip"}


class JobLock:
    """running returns the job that takes pictures now. Each check raises CameraBusy, which names the job."""

    def __init__(self, running: Callable[[], Job | None]) -> None:
        self._running = running

    def check_settings(self, update: SettingsUpdate) -> None:
        changes = update.changes()
        self._check([_alias(name) for name in _LOCKED if name in changes])

    def check_capture(self, params: CaptureParams | CaptureRequest) -> None:
        """A capture with the present settings is always possible."""
        requested = [
            ("exposure", params.exposure is not None),
            ("gain", params.gain is not None),
            ("fullFrame", params.full_frame),
        ]
        self._check([name for name, is_set in requested if is_set])

    def check_corrections(self, update: CorrectionsUpdate) -> None:
        requests = [("a new dark frame", update.dark), ("a new flat field", update.flat)]
        self._check([name for name, request in requests if request == "take"])

    def check_memory(self) -> None:
        self._check(["loading settings from the camera's memory"])

    def check_camera(self) -> None:
        self._check(["the choice of a camera"])

    def _check(self, requested: list[str]) -> None:
        job = self._running() if requested else None
        if job is not None:
            verb = "are" if len(requested) > 1 else "is"
            raise CameraBusy(f"{', '.join(requested)} {verb} locked by {job_words(job)}")


def job_words(job: Job) -> str:
    """For people, such as: time-lapse 12/60."""
    return f"{_WORDS[job.job.kind]} {job.done}/{job.total}"


def _alias(name: str) -> str:
    return SettingsUpdate.model_fields[name].alias or name
