"""Measures JPEG encoders at quality 80 on one core; prints one JSON line.

python bench/encoders.py [ROUNDS]

Pillow and PyTurboJPEG are no dependencies of the service; each is left out where it is not installed. The encoders take
turns, so that what else the machine does meets all of them; the figure is the median of the processor time.
"""

import io
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from typing import Any

import cv2
import numpy as np
import simplejpeg
from numpy.typing import NDArray

from camera_ws.camera.clock import VirtualClock
from camera_ws.camera.simulator.camera import SimulatedCamera
from camera_ws.camera.simulator.features import DEFAULT_SIZE, FIVE_MEGAPIXELS, SensorSize
from camera_ws.protocol.camera.settings import SettingsUpdate

QUALITY = 80
ROUNDS = 30
PICTURES = {
    "1280x1024 RGB": (DEFAULT_SIZE, "RGB24"),
    "1280x1024 mono": (DEFAULT_SIZE, "MONO8"),
    "2592x2048 mono": (FIVE_MEGAPIXELS, "MONO8"),
}
Pixels = NDArray[np.uint8]
Encode = Callable[[Pixels], bytes]


def picture(size: SensorSize, pixel_format: str) -> Pixels:
    with SimulatedCamera(clock=VirtualClock(), size=size) as camera:
        camera.apply(SettingsUpdate(pixel_format=pixel_format))
        camera.start()
        return camera.next_frame(1).pixels.astype(np.uint8, copy=False)


def encoders() -> Iterator[tuple[str, Encode]]:
    yield "simplejpeg", by_simplejpeg
    yield "OpenCV", by_opencv
    try:
        from PIL import Image  # noqa: PLC0415  (optional)
    except ImportError:
        pass
    else:
        yield "Pillow", lambda pixels: by_pillow(Image, pixels)
    try:
        from turbojpeg import TJPF_GRAY, TJPF_RGB, TJSAMP_420, TJSAMP_GRAY, TurboJPEG  # noqa: PLC0415
    except ImportError:
        return
    turbo = TurboJPEG()

    def by_turbojpeg(pixels: Pixels) -> bytes:
        if pixels.ndim == 2:
            return turbo.encode(pixels[..., None], QUALITY, TJPF_GRAY, TJSAMP_GRAY)
        return turbo.encode(pixels, QUALITY, TJPF_RGB, TJSAMP_420)

    yield "PyTurboJPEG", by_turbojpeg


def by_simplejpeg(pixels: Pixels) -> bytes:
    if pixels.ndim == 2:
        return simplejpeg.encode_jpeg(pixels[..., None], QUALITY, "GRAY", "Gray", True)
    return simplejpeg.encode_jpeg(pixels, QUALITY, "RGB", "420", True)


def by_opencv(pixels: Pixels) -> bytes:
    ordered = cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR) if pixels.ndim == 3 else pixels
    done, data = cv2.imencode(".jpg", ordered, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
    if not done:
        raise ValueError("OpenCV refused the picture")
    return data.tobytes()


def by_pillow(image: Any, pixels: Pixels) -> bytes:
    buffer = io.BytesIO()
    image.fromarray(pixels).save(buffer, "JPEG", quality=QUALITY, subsampling=2)
    return buffer.getvalue()


def measure(rounds: int) -> dict[str, dict[str, dict[str, float]]]:
    """Milliseconds and kilobytes by picture and encoder."""
    cv2.setNumThreads(1)
    found: dict[str, dict[str, dict[str, float]]] = {}
    for name, (size, pixel_format) in PICTURES.items():
        pixels = picture(size, pixel_format)
        took_ms: dict[str, list[float]] = {}
        sizes: dict[str, int] = {}
        for _ in range(rounds + 1):
            for encoder, encode in encoders():
                began_s = time.thread_time()
                sizes[encoder] = len(encode(pixels))
                took_ms.setdefault(encoder, []).append((time.thread_time() - began_s) * 1000)
        found[name] = {
            encoder: {"ms": round(statistics.median(times[1:]), 2), "kB": round(sizes[encoder] / 1000)}
            for encoder, times in took_ms.items()
        }
    return found


if __name__ == "__main__":
    result = measure(int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS)
    sys.stdout.write(json.dumps(result) + "\n")
