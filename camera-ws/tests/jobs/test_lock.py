import uuid

import pytest

from camera_ws.errors import CameraBusy
from camera_ws.jobs.lock import JobLock
from camera_ws.protocol.camera.corrections import CorrectionsUpdate, DisplayWindow
from camera_ws.protocol.camera.settings import Flip, PixelAddressing, Roi, SettingsUpdate
from camera_ws.protocol.messages import CaptureParams
from support.rigs.job_samples import job, timelapse

RUNNING = JobLock(lambda: job(timelapse(), done=12, total=60))
FREE = JobLock(lambda: None)

LOCKED = [
    SettingsUpdate(exposure=8.0),
    SettingsUpdate(exposure_auto="once"),
    SettingsUpdate(gain=1.0),
    SettingsUpdate(gain_auto="once"),
    SettingsUpdate(roi=Roi(left=0, top=0, width=8, height=8)),
    SettingsUpdate(pixel_format="MONO8"),
    SettingsUpdate(pixel_addressing=PixelAddressing(mode="bin", x=2, y=2)),
    SettingsUpdate(rotate=90),
    SettingsUpdate(flip=Flip(horizontal=True, vertical=False)),
    SettingsUpdate(trigger="software"),
]


@pytest.mark.parametrize("update", LOCKED, ids=lambda update: next(iter(update.changes())))
def test_settings_that_change_pictures_are_locked(update: SettingsUpdate) -> None:
    with pytest.raises(CameraBusy, match=r"is locked by time-lapse 12/60$"):
        RUNNING.check_settings(update)
    FREE.check_settings(update)


def test_the_message_names_every_field_as_in_the_protocol() -> None:
    with pytest.raises(CameraBusy, match=r"^exposureAuto, gain are locked by time-lapse 12/60$"):
        RUNNING.check_settings(SettingsUpdate(gain=1.0, exposure_auto="off", gamma=1.2))


def test_other_settings_are_not_locked() -> None:
    RUNNING.check_settings(SettingsUpdate(gamma=1.2, focus=3.0, frame_rate=5.0))
    RUNNING.check_capture(CaptureParams(capture_id=str(uuid.uuid4()), format="png", average=4))
    RUNNING.check_corrections(
        CorrectionsUpdate(dark="on", flat="off", display=DisplayWindow(black=0.1, white=1.0, gamma=1.0))
    )


@pytest.mark.parametrize("change", [{"exposure": 5.0}, {"gain": 1.0}, {"full_frame": True}])
def test_a_capture_that_changes_settings_is_locked(change: dict[str, object]) -> None:
    params = CaptureParams.model_validate({"capture_id": str(uuid.uuid4()), **change})
    with pytest.raises(CameraBusy, match="time-lapse 12/60"):
        RUNNING.check_capture(params)
    FREE.check_capture(params)


def test_references_and_memory_are_locked() -> None:
    with pytest.raises(CameraBusy, match="a new dark frame is locked by time-lapse 12/60"):
        RUNNING.check_corrections(CorrectionsUpdate(dark="take"))
    with pytest.raises(CameraBusy, match="locked by time-lapse 12/60"):
        RUNNING.check_memory()
    FREE.check_memory()
