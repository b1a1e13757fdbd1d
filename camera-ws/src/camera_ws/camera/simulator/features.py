"""Features of the virtual camera, with the units and limits of a PixeLINK camera of its class."""

from dataclasses import dataclass

from camera_ws.protocol.camera.settings import (
    CAPTURE_FORMATS,
    CameraSettings,
    Capabilities,
    ChoiceFeature,
    Component,
    FlagsFeature,
    Flip,
    NumberFeature,
    Resolution,
    Roi,
    RoiFeature,
    Sensor,
    VectorFeature,
    WhiteBalance,
)


@dataclass(frozen=True, slots=True)
class SensorSize:
    """In pixels."""

    width: int = 1280
    height: int = 1024


DEFAULT_SIZE = SensorSize()
FIVE_MEGAPIXELS = SensorSize(2592, 2048)

DEFAULT_FPS = 30.0
RATE_MAX_FPS = 200

COLOR_FORMATS = {"RGB24": 8, "RGB48": 12}
MONO_FORMATS = {"MONO8": 8, "MONO16": 12}
BIT_DEPTH = COLOR_FORMATS | MONO_FORMATS

_DEFAULT_BALANCE = WhiteBalance(red=1.42, green=1.0, blue=1.71)


def default_settings(size: SensorSize = DEFAULT_SIZE, fps: float = DEFAULT_FPS) -> CameraSettings:
    return CameraSettings(
        exposure=8.0,
        gain=0.0,
        frame_rate=fps,
        gamma=1.0,
        brightness=0.5,
        white_balance=_DEFAULT_BALANCE,
        white_balance_auto="off",
        focus=0.0,
        hold_still="off",
        roi=Roi(left=0, top=0, width=size.width, height=size.height),
        flip=Flip(horizontal=False, vertical=False),
        rotate=0,
        pixel_format="RGB24",
        trigger="free",
    )


def capabilities(size: SensorSize = DEFAULT_SIZE, fps: float = DEFAULT_FPS) -> Capabilities:
    return Capabilities(
        sensor=Sensor(width=size.width, height=size.height, color=True, bit_depth=12),
        features={
            "exposure": NumberFeature(
                label="Exposure", unit="ms", min=0.02, max=2000, default=8, scale="log", digits=3
            ),
            "gain": NumberFeature(label="Gain", unit="dB", min=0, max=24, step=0.1, default=0, digits=1),
            "frameRate": NumberFeature(label="Frame rate", unit="fps", min=1, max=RATE_MAX_FPS, default=fps, digits=1),
            "gamma": NumberFeature(label="Gamma", min=0.1, max=4, step=0.01, default=1, digits=2),
            "brightness": NumberFeature(label="Black level", unit="%", min=0, max=10, step=0.1, default=0.5, digits=1),
            "whiteBalance": VectorFeature(
                label="White balance",
                components=tuple(Component(name=name, min=0.5, max=4, step=0.01) for name in ("red", "green", "blue")),
            ),
            "whiteBalanceAuto": ChoiceFeature(label="Auto white balance", options=("off", "once")),
            "focus": NumberFeature(label="Focus", unit="µm", min=-50, max=50, step=0.5, default=0, digits=1),
            "holdStill": ChoiceFeature(label="Hold still", options=("off", "on")),
            "roi": RoiFeature(
                label="Region of interest",
                unit="px",
                while_streaming=False,
                min_width=64,
                min_height=64,
                max_width=size.width,
                max_height=size.height,
                step=8,
            ),
            "flip": FlagsFeature(label="Flip", names=("horizontal", "vertical")),
            "rotate": ChoiceFeature(label="Rotate", unit="°", options=(0, 90, 180, 270)),
            "pixelFormat": ChoiceFeature(label="Pixel format", options=tuple(BIT_DEPTH), while_streaming=False),
            "trigger": ChoiceFeature(label="Trigger", options=("free", "software"), while_streaming=False),
        },
        resolutions=tuple(Resolution(width=width, height=height) for width, height in _resolutions(size)),
        capture_formats=CAPTURE_FORMATS,
        memory=("factory", "user"),
    )


def _resolutions(size: SensorSize) -> list[tuple[int, int]]:
    whole = (size.width, size.height)
    smaller = [(640, 480), (1024, 768)]
    return [one for one in smaller if one[0] <= whole[0] and one[1] <= whole[1] and one != whole] + [whole]
