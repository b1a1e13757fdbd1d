"""The image sensor: light to digital numbers, after the linear camera model of EMVA Standard 1288, release 4.0.

The electrons of a pixel are normally distributed around μ_e with variance μ_e + σ_d² (photon shot noise and read
noise). Full well and converter clip; the digital number is K·e + black level. White balance and gamma come after the
converter, as in the camera, and so amplify noise.

This depends only on the specimen's code (8 bits) and a uniform random byte per sample. So one table of 65,536 entries
per channel renders a whole frame by a single look-up.
"""

from dataclasses import dataclass
from statistics import NormalDist
from typing import cast

import cv2
import numpy as np
from numpy.typing import NDArray

from camera_ws.camera.base import Pixels
from camera_ws.camera.simulator.row_strips import RowStrips

ADC_MAX = 4095
FULL_WELL_E = 10_500.0  # IMX250-class pixel of 3.45 µm
READ_NOISE_E = 2.4
COLOR_RESPONSE = (0.704, 1.0, 0.585)
"""Relative quantum efficiency of red, green and blue; the default white balance is its inverse."""
FLUX_E_PER_MS = 0.8 * FULL_WELL_E / 8.0
"""Photo-electrons per ms of a green pixel through empty glass: 8 ms fill 80 % of the well."""

_NOISE_SPARE_BYTES = 1 << 20
_QUANTILES = np.array([NormalDist().inv_cdf((index + 0.5) / 256) for index in range(256)])


@dataclass(frozen=True, slots=True)
class SensorSettings:
    """The inputs of the look-up table. balance has one gain per channel; black_level is a fraction of full scale."""

    exposure_ms: float
    gain_db: float
    gamma: float
    black_level: float
    balance: tuple[float, ...]
    bit_depth: int


class Sensor:
    """Turns specimen codes into pixels. Deterministic for a seed and a sequence of calls."""

    def __init__(self, samples: int, seed: int, strips: RowStrips | None = None) -> None:
        self._strips = strips or RowStrips(1)
        self._random = np.random.default_rng(seed)
        self._noise = self._random.integers(0, 256, samples + _NOISE_SPARE_BYTES, np.uint8)
        self._settings: SensorSettings | None = None
        self._table: Pixels = np.zeros(0, np.uint8)
        self._index: NDArray[np.uint8] = np.zeros((0, 0, 2), np.uint8)

    def expose(self, codes: NDArray[np.uint8], settings: SensorSettings) -> Pixels:
        """Pixels of the shape of codes: uint8 for 8 bits, uint16 with 12 significant bits otherwise."""
        if settings != self._settings:
            self._table = response_table(settings)
            self._settings = settings
        height, width = codes.shape[:2]
        samples = codes.reshape(height, -1)
        start = int(self._random.integers(0, _NOISE_SPARE_BYTES))
        noise = self._noise[start : start + samples.size].reshape(samples.shape)
        # Noise in the low byte and code in the high byte: all supported platforms are little-endian.
        if self._index.shape[:2] != samples.shape:
            self._index = np.empty((*samples.shape, 2), np.uint8)
        channels = len(settings.balance)
        pixels = np.empty((height, width, channels), self._table.dtype)

        def look_up(_: int, first: int, end: int) -> None:
            index = cv2.merge([noise[first:end], samples[first:end]], dst=self._index[first:end]).view(np.uint16)
            cv2.LUT(index.reshape(end - first, width, channels), self._table, dst=pixels[first:end])

        self._strips.run(height, samples.shape[1], look_up)
        return cast("Pixels", pixels if channels > 1 else pixels.reshape(height, width))


def response_table(settings: SensorSettings) -> Pixels:
    """(1, 65536, channels) digital numbers for index code·256 + noise byte."""
    response = COLOR_RESPONSE if len(settings.balance) == 3 else (1.0,)
    columns = [_channel(settings, qe, balance) for qe, balance in zip(response, settings.balance, strict=True)]
    return np.ascontiguousarray(np.stack(columns, axis=-1).reshape(1, 65536, len(columns)))


def _channel(settings: SensorSettings, efficiency: float, balance: float) -> Pixels:
    transmission = (np.arange(256) / 255.0) ** 2
    mean_e = transmission * efficiency * FLUX_E_PER_MS * settings.exposure_ms
    spread_e = np.sqrt(mean_e + READ_NOISE_E**2)
    electrons = np.clip(mean_e[:, None] + spread_e[:, None] * _QUANTILES[None, :], None, FULL_WELL_E)
    black = settings.black_level * ADC_MAX
    signal = electrons * (ADC_MAX / FULL_WELL_E) * 10 ** (settings.gain_db / 20)
    converted = np.clip(signal + black, 0, ADC_MAX)
    balanced = np.clip((converted - black) * balance + black, 0, ADC_MAX)
    curved = (balanced / ADC_MAX) ** (1 / settings.gamma)
    if settings.bit_depth == 8:
        return np.rint(curved * 255).astype(np.uint8).reshape(-1)
    return np.rint(curved * ADC_MAX).astype(np.uint16).reshape(-1)
