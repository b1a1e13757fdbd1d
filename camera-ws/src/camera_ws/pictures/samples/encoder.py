"""Encodes the samples of a frame in a thread of its own."""

import asyncio
import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from camera_ws.camera.base import Frame, FrameDescriptor, Pixels
from camera_ws.encoding.display_pictures import DisplayPictures
from camera_ws.pictures.samples.coding import deflate, to_planes
from camera_ws.protocol.camera.sample_offer import SampleOffer
from camera_ws.protocol.sample_fields import MAX_SAMPLE_BYTES, MOSAICS, Mosaic, SampleFields

_DISPLAY_BITS = 8
_EXPECTED_RATIO = 0.7
"""Of compressed to packed samples, before the first frame is encoded."""
_OFFERED_BYTES_STEP = 100_000
"""Step of the offered size, so that the state of the camera does not change with each frame."""


@dataclass(frozen=True, slots=True)
class EncodedSamples:
    data: bytes
    fields: SampleFields
    width: int
    height: int


class SampleEncoder:
    """Create it on the event loop; close ends its thread. Its thread starts with the first frame."""

    def __init__(self, pictures: DisplayPictures, max_fps: float | None) -> None:
        """max_fps: None switches the samples off."""
        self._pictures = pictures
        self._max_fps = max_fps
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="samples")
        self._measured: tuple[tuple[int, int, str], int] | None = None

    @property
    def max_fps(self) -> float:
        """0 if samples are switched off."""
        return self._max_fps or 0.0

    def offer(self, newest: FrameDescriptor | None) -> SampleOffer | None:
        """What viewers can ask for; None without samples of more than 8 bits. newest: of the camera's frames."""
        if self._max_fps is None or newest is None or newest.bit_depth <= _DISPLAY_BITS:
            return None
        channels = 1 if mosaic_of(newest) else newest.channels
        if newest.width * newest.height * channels * 2 > MAX_SAMPLE_BYTES:
            return None
        size = self._size(newest, channels)
        steps = max(1, round(size / _OFFERED_BYTES_STEP))
        return SampleOffer(
            bits=newest.bit_depth,
            channels=3 if channels == 3 else 1,
            frame_bytes=steps * _OFFERED_BYTES_STEP,
            max_fps=self._max_fps,
        )

    async def encode(self, frame: Frame) -> EncodedSamples | None:
        """None for a frame without samples of more than 8 bits. CameraError if the frame cannot be decoded."""
        if self.offer(frame.descriptor) is None:
            return None
        encoded = await asyncio.get_running_loop().run_in_executor(self._thread, self._encode, frame)
        if encoded is not None:
            self._measured = (_shape(frame.descriptor), len(encoded.data))
        return encoded

    def close(self) -> None:
        """Waits for a frame that is being encoded. May be called twice."""
        self._thread.shutdown(cancel_futures=True)

    def _size(self, newest: FrameDescriptor, channels: int) -> float:
        if self._measured is not None and self._measured[0] == _shape(newest):
            return self._measured[1]
        return newest.width * newest.height * channels * newest.bit_depth / 8 * _EXPECTED_RATIO

    def _encode(self, frame: Frame) -> EncodedSamples | None:
        samples, mosaic = self._samples(frame)
        if samples.dtype != np.uint16:
            return None
        fields = SampleFields(frame.descriptor.bit_depth, 3 if samples.ndim == 3 else 1, mosaic)
        height, width = samples.shape[:2]
        return EncodedSamples(deflate(to_planes(_wide(samples), fields)), fields, width, height)

    def _samples(self, frame: Frame) -> tuple[Pixels, Mosaic | None]:
        """As a capture has them: the mosaic of a file in raw format, or the corrected pixels of the other formats."""
        mosaic = mosaic_of(frame.descriptor)
        if mosaic is not None and frame.raw is not None and frame.raw.ndim == 2:
            return frame.raw, mosaic
        return self._pictures.samples(frame), None


def mosaic_of(descriptor: FrameDescriptor) -> Mosaic | None:
    """The order of colours from the name of a Bayer format, such as BAYER16_GRBG."""
    found = re.match(rf"BAYER\d+_({'|'.join(MOSAICS)})", descriptor.pixel_format)
    return next((mosaic for mosaic in MOSAICS if found and mosaic == found[1]), None)


def _shape(descriptor: FrameDescriptor) -> tuple[int, int, str]:
    return descriptor.width, descriptor.height, descriptor.pixel_format


def _wide(samples: Pixels) -> NDArray[np.uint16]:
    return samples.astype(np.uint16, copy=False)
