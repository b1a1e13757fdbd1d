"""Pictures with known content, for drivers and encoders."""

import io
from pathlib import Path

import numpy as np
import simplejpeg
from numpy.typing import NDArray

from camera_ws.camera.base import Frame, FrameDescriptor, Pixels
from camera_ws.encoding.display_jpeg import DisplayJpeg
from camera_ws.encoding.display_pictures import DisplayPictures
from camera_ws.encoding.encoder import encode_display
from camera_ws.protocol.camera.corrections import DisplayWindow
from camera_ws.protocol.camera.settings import Roi


def gradient(width: int = 160, height: int = 120, phase: int = 0) -> NDArray[np.uint8]:
    """A smooth RGB picture: compresses well and differs for each phase."""
    y, x = np.mgrid[0:height, 0:width]
    red = (x * 255 // width + phase) % 256
    green = y * 255 // height
    blue = (x + y + phase) * 255 // (width + height + phase + 1)
    return np.stack([red, green, blue], axis=-1).astype(np.uint8)


def jpeg(pixels: NDArray[np.uint8], quality: int = 90) -> bytes:
    return simplejpeg.encode_jpeg(np.ascontiguousarray(pixels), quality, "RGB", "444")


def jpeg_folder(folder: Path, count: int) -> list[bytes]:
    pictures = [jpeg(gradient(phase=20 * index)) for index in range(count)]
    for index, data in enumerate(pictures):
        (folder / f"{index:03d}.jpg").write_bytes(data)
    return pictures


def mjpeg_file(path: Path, pictures: list[bytes], between: bytes = b"") -> None:
    buffer = io.BytesIO()
    for data in pictures:
        buffer.write(between + data)
    path.write_bytes(buffer.getvalue())


def descriptor_of(pixels: Pixels, bit_depth: int = 8, *, seq: int = 0, pixel_format: str = "RGB24") -> FrameDescriptor:
    height, width = pixels.shape[:2]
    return FrameDescriptor(
        seq=seq,
        captured_at_us=1_800_000_000_123_456,
        exposure_ms=8.0,
        gain_db=0.0,
        roi=Roi(left=0, top=0, width=width, height=height),
        width=width,
        height=height,
        channels=3 if pixels.ndim == 3 else 1,
        pixel_format=pixel_format,
        bit_depth=bit_depth,
    )


def frame(pixels: NDArray[np.unsignedinteger], bit_depth: int = 8, jpeg: bytes | None = None, seq: int = 0) -> Frame:
    return Frame(descriptor_of(pixels, bit_depth, seq=seq), pixels, jpeg)


class Window:
    """A display window without other corrections."""

    def __init__(self, table: NDArray[np.uint8]) -> None:
        self._table = table

    def correct(self, frame: Frame) -> tuple[Frame, None]:
        return frame, None

    def display(self, bit_depth: int) -> tuple[DisplayWindow, NDArray[np.uint8]]:
        assert len(self._table) == (256 if bit_depth == 8 else 1 << 16)
        return DisplayWindow(black=0.0, white=0.5, gamma=1.0), self._table


def display_jpeg(
    frame: Frame, max_width: int | None, quality: int, table: NDArray[np.uint8] | None = None
) -> DisplayJpeg:
    """The JPEG that viewers get of the frame."""
    return encode_display(DisplayPictures(None if table is None else Window(table)), frame, max_width, quality)
