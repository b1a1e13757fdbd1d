"""The pixels that viewers see of a frame: corrected, through the display window, in 8 bits, scaled down."""

import threading
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from camera_ws.camera.base import Frame, Pixels
from camera_ws.encoding.display_jpeg import Shown, eight_bit, scaled_down, through_table
from camera_ws.encoding.per_frame import PerFrame
from camera_ws.protocol.camera.corrections import AppliedCorrections, DisplayWindow


class DisplayCorrections(Protocol):
    """Applied to a frame before it is shown. Called from the encoding threads."""

    def correct(self, frame: Frame) -> tuple[Frame, AppliedCorrections | None]: ...

    def display(self, bit_depth: int) -> tuple[DisplayWindow, NDArray[np.uint8]] | None: ...


@dataclass(slots=True)
class _Picture:
    """corrected: None if the frame is shown uncorrected. by_width: None is the full width."""

    lock: threading.Lock = field(default_factory=threading.Lock)
    prepared: bool = False
    corrected: Pixels | None = None
    table: NDArray[np.uint8] | None = None
    shown: Shown = field(default_factory=Shown)
    by_width: dict[int | None, NDArray[np.uint8]] = field(default_factory=dict[int | None, NDArray[np.uint8]])


class DisplayPictures:
    """Computes each frame and width once, on the thread that asks first; other threads wait for the result.

    CameraError if a frame cannot be decoded.
    """

    def __init__(self, corrections: DisplayCorrections | None = None) -> None:
        self._corrections = corrections
        self._pictures = PerFrame(_Picture)

    def pixels(self, frame: Frame, max_width: int | None = None) -> NDArray[np.uint8]:
        """(h, w) grey or (h, w, 3) RGB, at most max_width wide. Not to be written to."""
        picture = self._pictures.of(frame)
        with picture.lock:
            self._prepare(frame, picture)
            full = picture.by_width.get(None)
            if full is None:
                full = picture.by_width[None] = _full(frame, picture)
            if max_width is None or max_width >= full.shape[1]:
                return full
            small = picture.by_width.get(max_width)
            if small is None:
                small = picture.by_width[max_width] = scaled_down(full, max_width)
            return small

    def samples(self, frame: Frame) -> Pixels:
        """The corrected pixels at full depth, as captures have them. Not to be written to."""
        picture = self._pictures.of(frame)
        with picture.lock:
            self._prepare(frame, picture)
            return frame.pixels if picture.corrected is None else picture.corrected

    def driver_jpeg(self, frame: Frame) -> bytes | None:
        """The driver's own JPEG if it shows the same as the pixels."""
        picture = self._pictures.of(frame)
        with picture.lock:
            self._prepare(frame, picture)
            return frame.jpeg if picture.corrected is None and picture.table is None else None

    def shown(self, frame: Frame) -> Shown:
        """The corrections and the display window that were applied to this frame."""
        picture = self._pictures.of(frame)
        with picture.lock:
            self._prepare(frame, picture)
            return picture.shown

    def _prepare(self, frame: Frame, picture: _Picture) -> None:
        if self._corrections is None or picture.prepared:
            return
        corrected, applied = self._corrections.correct(frame)
        # Its pixels only: the corrected frame refers to the frame.
        picture.corrected = None if corrected is frame else corrected.pixels
        display = self._corrections.display(frame.descriptor.bit_depth)
        picture.table = display[1] if display else None
        picture.shown = Shown(applied, display[0] if display else None)
        picture.prepared = True


def _full(frame: Frame, picture: _Picture) -> NDArray[np.uint8]:
    pixels = frame.pixels if picture.corrected is None else picture.corrected
    if picture.table is not None:
        return through_table(pixels, picture.table)
    return eight_bit(pixels, frame.descriptor.bit_depth)
