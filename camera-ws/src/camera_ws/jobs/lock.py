"""What nobody may change while a job takes pictures: they are to be alike."""

from collections.abc import Callable

from camera_ws.errors import CameraBusy
from camera_ws.protocol.corrections import CorrectionsUpdate
from camera_ws.protocol.jobs import Job
from camera_ws.protocol.messages import CaptureParams, CaptureRequest
from camera_ws.protocol.settings import SettingsUpdate

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
    """running is asked for the job that takes pictures now. Each check raises CameraBusy, which names it."""

    def __init__(self, running: Callable[[], Job | None]) -> None:
        self._running = running

    def check_settings(self, update: SettingsUpdate) -> None:
        changes = update.changes()
        self._check([_alias(name) for name in _LOCKED if name in changes])

    def check_capture(self, wish: CaptureParams | CaptureRequest) -> None:
        """A picture as the camera stands is always possible."""
        asked = [
            ("exposure", wish.exposure is not None),
            ("gain", wish.gain is not None),
            ("fullFrame", wish.full_frame),
        ]
        self._check([name for name, is_asked in asked if is_asked])

    def check_corrections(self, update: CorrectionsUpdate) -> None:
        orders = [("a new dark frame", update.dark), ("a new flat field", update.flat)]
        self._check([name for name, order in orders if order == "take"])

    def check_memory(self) -> None:
        self._check(["loading settings from the camera's memory"])

    def _check(self, asked: list[str]) -> None:
        job = self._running() if asked else None
        if job is not None:
            verb = "are" if len(asked) > 1 else "is"
            raise CameraBusy(f"{', '.join(asked)} {verb} locked by {job_words(job)}")


def job_words(job: Job) -> str:
    """As people read it: time-lapse 12/60."""
    return f"{_WORDS[job.job.kind]} {job.done}/{job.total}"


def _alias(name: str) -> str:
    return SettingsUpdate.model_fields[name].alias or name
