"""Controls by V4L2, with a double of the kernel's ioctl."""

import errno
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from camera_ws.camera.video.v4l2 import V4l2Controls
from camera_ws.errors import CameraDisconnected, SettingRejected
from camera_ws.protocol.camera.settings import NumberFeature

EXPOSURE, EXPOSURE_AUTO, GAIN, WHITE, WHITE_AUTO, GAMMA = (
    0x009A0902,
    0x009A0901,
    0x00980913,
    0x0098091A,
    0x0098090C,
    0x00980910,
)
BRIGHTNESS = 0x00980900


@dataclass
class Kernel:
    """A webcam: minimum, maximum, step and default of each control, and its value."""

    limits: dict[int, tuple[int, int, int, int]] = field(
        default_factory=lambda: {
            EXPOSURE: (3, 2047, 1, 250),
            EXPOSURE_AUTO: (0, 3, 1, 3),
            GAIN: (0, 255, 5, 0),
            WHITE: (2000, 6500, 10, 4000),
            WHITE_AUTO: (0, 1, 1, 1),
            BRIGHTNESS: (-64, 64, 1, 0),
        }
    )
    values: dict[int, int] = field(default_factory=dict[int, int])
    unplugged: bool = False
    refused: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        self.values = {id: limits[3] for id, limits in self.limits.items()}

    def ioctl(self, _: int, request: int, data: bytearray) -> None:
        if self.unplugged:
            raise OSError(errno.ENODEV, "No such device")
        (id,) = struct.unpack_from("=I", data)
        if id not in self.limits:
            raise OSError(errno.EINVAL, "Invalid argument")
        if request == 0xC0445624:
            struct.pack_into("=II32siiii", data, 0, id, 1, b"control", *self.limits[id])
        elif request == 0xC008561B:
            struct.pack_into("=i", data, 4, self.values[id])
        else:
            self._set(id, struct.unpack_from("=i", data, 4)[0])

    def _set(self, id: int, value: int) -> None:
        low, high, _, _ = self.limits[id]
        is_automatic = {EXPOSURE: self.values.get(EXPOSURE_AUTO) == 3, WHITE: self.values.get(WHITE_AUTO) == 1}
        if is_automatic.get(id) or id in self.refused:
            raise OSError(errno.EBUSY, "Device or resource busy")
        if not low <= value <= high:
            raise OSError(errno.ERANGE, "Numerical result out of range")
        self.values[id] = value


@pytest.fixture
def kernel() -> Kernel:
    return Kernel()


@pytest.fixture
def controls(kernel: Kernel, tmp_path: Path) -> Iterator[V4l2Controls]:
    (tmp_path / "video0").touch()
    opened = V4l2Controls(str(tmp_path / "video0"), "usb:0", kernel.ioctl)
    yield opened
    opened.close()


def number(controls: V4l2Controls, name: Any) -> NumberFeature:
    feature = controls.features[name]
    assert isinstance(feature, NumberFeature)
    return feature


def test_has_the_controls_of_the_camera_with_their_limits(controls: V4l2Controls) -> None:
    assert set(controls.features) == {
        "exposure",
        "exposureAuto",
        "gain",
        "brightness",
        "colorTemperature",
        "whiteBalanceAuto",
    }
    exposure = number(controls, "exposure")
    assert (exposure.min, exposure.max, exposure.unit) == (0.3, 204.7, "ms")
    assert number(controls, "gain").step == 5
    assert controls.read() == {
        "exposure": 25.0,
        "exposure_auto": "continuous",
        "gain": 0.0,
        "brightness": 0.0,
        "color_temperature": 4000.0,
        "white_balance_auto": "continuous",
    }


def test_a_value_ends_its_automatic(controls: V4l2Controls, kernel: Kernel) -> None:
    controls.write({"exposure": 12.34, "gain": 12.0})
    values = controls.read()
    assert (values["exposure"], values["exposure_auto"]) == (12.3, "off")
    # The nearest step.
    assert values["gain"] == 10.0
    assert values["white_balance_auto"] == "continuous"
    controls.write({"exposure_auto": "continuous", "exposure": 5.0})
    assert kernel.values[EXPOSURE_AUTO] == 3
    assert controls.read()["exposure"] == 12.3


def test_a_refusal_leaves_everything_as_it_was(controls: V4l2Controls, kernel: Kernel) -> None:
    before = dict(kernel.values)
    kernel.refused = (BRIGHTNESS,)
    with pytest.raises(SettingRejected) as refused:
        controls.write({"exposure": 12.0, "gain": 50.0, "brightness": 3.0})
    assert refused.value.issues[0].path == "brightness"
    assert {id: value for id, value in kernel.values.items() if id != EXPOSURE} == {
        id: value for id, value in before.items() if id != EXPOSURE
    }


def test_a_camera_that_is_gone_is_disconnected(controls: V4l2Controls, kernel: Kernel, tmp_path: Path) -> None:
    kernel.unplugged = True
    with pytest.raises(CameraDisconnected, match="usb:0: No such device"):
        controls.read()
    with pytest.raises(CameraDisconnected):
        controls.write({"gain": 5.0})
    with pytest.raises(CameraDisconnected):
        V4l2Controls(str(tmp_path / "none"), "usb:0", kernel.ioctl)


def test_leaves_out_controls_without_a_range_and_zero_where_it_has_no_meaning(tmp_path: Path) -> None:
    kernel = Kernel({GAIN: (7, 7, 1, 7), GAMMA: (0, 300, 1, 100)})
    (tmp_path / "video0").touch()
    controls = V4l2Controls(str(tmp_path / "video0"), "usb:0", kernel.ioctl)
    assert set(controls.features) == {"gamma"}
    assert number(controls, "gamma").min == 0.01
    controls.close()
