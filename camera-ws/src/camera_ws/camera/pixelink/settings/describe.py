"""Description and capabilities of an opened PixeLINK camera that does not stream yet."""

from collections.abc import Mapping
from typing import cast

from camera_ws.camera.pixelink import features as pxl
from camera_ws.camera.pixelink.codes import PixelinkError
from camera_ws.camera.pixelink.device import Device, text
from camera_ws.camera.pixelink.features import Limits
from camera_ws.camera.pixelink.pixels import FORMATS, same_layout
from camera_ws.protocol.camera.settings import CAPTURE_FORMATS, Capabilities, Resolution, RoiFeature, Sensor
from camera_ws.protocol.messages import CameraInfo

_DEEPEST_BITS = 16


def camera_info(device: Device, serial: int) -> CameraInfo:
    info = device.info()
    name = text(info.CameraName).strip()
    model = text(info.ModelName)
    return CameraInfo(
        driver="pixelink",
        model=(f"{model} ({name})" if name and name != model else model)[:128],
        serial=str(serial),
        firmware=text(info.FirmwareVersion)[:64],
    )


def sensor_bits(device: Device, limits: Mapping[int, Limits]) -> int:
    limit = limits.get(pxl.MAX_PIXEL_SIZE)
    return round(device.read(pxl.MAX_PIXEL_SIZE).params[0]) if limit is not None and limit.present else _DEEPEST_BITS


def find_pixel_formats(device: Device) -> tuple[str, ...]:
    """Tries each format, because the SDK reports only the highest id. Restores the format afterwards."""
    before = device.read(pxl.PIXEL_FORMAT)
    found: list[str] = []
    for id, format in FORMATS.items():
        try:
            device.write(pxl.PIXEL_FORMAT, pxl.MANUAL, (id,))
        except PixelinkError:
            continue
        found.append(format.name)
    device.write(pxl.PIXEL_FORMAT, pxl.MANUAL, before.params)
    return tuple(found)


def with_bayer_order(formats: tuple[str, ...], current: str) -> tuple[str, ...]:
    """The formats with the Bayer order of the current one: a flip changes the order of all."""
    orders = same_layout(current)
    if len(orders) == 1:
        return formats
    order = current.split("_")[1]
    return tuple(next((n for n in same_layout(f) if f"_{order}" in n), f) for f in formats)


def capabilities(limits: Mapping[int, Limits], formats: tuple[str, ...], bits: int) -> Capabilities:
    features = pxl.describe(limits, formats)
    roi = cast("RoiFeature", features["roi"])
    return Capabilities(
        sensor=Sensor(
            width=roi.max_width,
            height=roi.max_height,
            color=any(not name.startswith("MONO") for name in formats),
            bit_depth=bits,
        ),
        features=features,
        resolutions=_resolutions(roi),
        capture_formats=CAPTURE_FORMATS,
        memory=("factory", "user"),
    )


def _resolutions(roi: RoiFeature) -> tuple[Resolution, ...]:
    sizes = [(640, 480), (1024, 768), (1280, 1024), (1920, 1080), (2448, 2048)]
    inside = [(w, h) for w, h in sizes if roi.min_width <= w < roi.max_width and roi.min_height <= h <= roi.max_height]
    return tuple(Resolution(width=w, height=h) for w, h in [*inside, (roi.max_width, roi.max_height)])
