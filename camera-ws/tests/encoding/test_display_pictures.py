"""The pixels that viewers see: computed once per frame and width."""

import gc
import threading
import weakref

import numpy as np

from camera_ws.camera.base import Frame
from camera_ws.encoding.display_pictures import DisplayPictures
from support.data.pictures import Window, frame, gradient, jpeg


class Darker:
    """Corrects each frame to half its value, and counts."""

    def __init__(self) -> None:
        self.count = 0

    def correct(self, frame: Frame) -> tuple[Frame, None]:
        self.count += 1
        return Frame(frame.descriptor, frame.pixels // 2), None

    def display(self, bit_depth: int) -> None:
        assert bit_depth == 8


def test_a_frame_is_corrected_once_for_all_widths_and_threads() -> None:
    corrections = Darker()
    pictures, shown = DisplayPictures(corrections), frame(gradient())
    results: list[np.ndarray] = []
    threads = [threading.Thread(target=lambda: results.append(pictures.pixels(shown, 80))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert corrections.count == 1
    assert all(result is results[0] for result in results)
    assert np.array_equal(pictures.pixels(shown), gradient() // 2)
    assert corrections.count == 1


def test_the_pictures_of_a_frame_go_with_it() -> None:
    pictures, shown = DisplayPictures(Darker()), frame(gradient())
    pixels = weakref.ref(pictures.pixels(shown, 80))
    assert pixels() is not None
    del shown
    gc.collect()
    assert pixels() is None


def test_the_jpeg_of_the_driver_counts_only_while_it_shows_the_same() -> None:
    original = jpeg(gradient())
    assert DisplayPictures().driver_jpeg(frame(gradient(), jpeg=original)) == original
    assert DisplayPictures(Darker()).driver_jpeg(frame(gradient(), jpeg=original)) is None
    table = np.arange(256, dtype=np.uint8)
    assert DisplayPictures(Window(table)).driver_jpeg(frame(gradient(), jpeg=original)) is None
