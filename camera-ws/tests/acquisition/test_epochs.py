"""Epochs: which frames belong to one uninterrupted sequence."""

from dataclasses import replace

from camera_ws.acquisition.epochs import Epochs
from camera_ws.camera.base import Frame
from camera_ws.protocol.camera.settings import CameraSettings, Flip
from support.data.pictures import frame, gradient

SETTINGS = CameraSettings.from_wire(
    {"exposure": 8, "gain": 0, "roi": {"left": 0, "top": 0, "width": 160, "height": 120}, "rotate": 0}
)
UPSIDE_DOWN = SETTINGS.with_changes(rotate=180)
MIRRORED = SETTINGS.with_changes(flip=Flip(horizontal=True, vertical=False))


def shown(width: int = 160, pixel_format: str = "RGB24", changed: bool = False) -> Frame:
    made = frame(gradient(width))
    made.descriptor = replace(made.descriptor, pixel_format=pixel_format, settings_changed=changed)
    return made


def test_frames_of_one_stream_share_an_epoch() -> None:
    epochs = Epochs()
    longer = SETTINGS.with_changes(exposure=20.0)
    assert [epochs.number(shown(), SETTINGS), epochs.number(shown(changed=True), longer)] == [1, 1]


def test_size_format_and_start_of_the_stream_begin_an_epoch() -> None:
    epochs = Epochs()
    numbers = [
        epochs.number(shown(), SETTINGS),
        epochs.number(shown(width=96, changed=True), SETTINGS),
        epochs.number(shown(width=96, pixel_format="BGR24", changed=True), SETTINGS),
    ]
    epochs.restart()
    numbers.append(epochs.number(shown(width=96, pixel_format="BGR24"), SETTINGS))
    assert numbers == [1, 2, 3, 4]


def test_an_orientation_counts_from_the_first_frame_that_has_it() -> None:
    epochs = Epochs()
    numbers = [
        epochs.number(shown(), SETTINGS),
        # Exposed before the change, read after it.
        epochs.number(shown(), UPSIDE_DOWN),
        epochs.number(shown(changed=True), UPSIDE_DOWN),
        epochs.number(shown(), UPSIDE_DOWN),
        epochs.number(shown(changed=True), MIRRORED),
    ]
    assert numbers == [1, 1, 2, 2, 3]
