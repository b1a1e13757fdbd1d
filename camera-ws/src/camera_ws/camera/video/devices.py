"""Finds the USB cameras of this machine. Blocks, because drivers may hang."""

import itertools
import os
import struct
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import cv2

if sys.platform != "win32":
    import fcntl

from camera_ws.camera.video.address import parse_address
from camera_ws.camera.video.streams.usb_stream import open_device
from camera_ws.protocol.camera.choice import DEVICES_MAX
from camera_ws.protocol.text import cut, storable

NAME_MAX = 120
_TRIED = 4
"""Elsewhere than on Linux, cameras can only be found by opening them."""
_QUERYCAP = 0x80685600
_CAPABILITY = struct.Struct("=16s32s32sIII12x")
"""struct v4l2_capability of linux/videodev2.h."""
_VIDEO_CAPTURE = 0x1


@dataclass(frozen=True, slots=True)
class UsbCamera:
    """address: for parse_address."""

    address: str
    name: str


def find_usb_cameras() -> list[UsbCamera]:
    if sys.platform == "linux":
        return linux_cameras(Path("/sys/class/video4linux"), Path("/dev"), can_capture)
    names = [str(index) for index in range(_TRIED) if _opens(str(index))]
    return [UsbCamera(f"usb:{name}", f"USB camera {name}") for name in names]


def linux_cameras(classes: Path, devices: Path, captures: Callable[[Path], bool]) -> list[UsbCamera]:
    """classes: the folder of sysfs. A camera has further devices, for metadata, which capture nothing."""
    stable = _names_by_id(devices)
    found: list[UsbCamera] = []
    for entry in itertools.islice(sorted(classes.glob("video*"), key=_number), 256):
        device = devices / entry.name
        if not captures(device):
            continue
        address = f"usb:{stable.get(entry.name, device)}"
        try:
            parse_address(address)
        except ValueError:
            address = f"usb:{device}"
        found.append(UsbCamera(address, _name(entry)))
    return found[:DEVICES_MAX]


def can_capture(device: Path) -> bool:
    """True also for a device that cannot be asked: opening it reports the reason."""
    answer = bytearray(_CAPABILITY.size)
    try:
        file = os.open(device, os.O_RDWR | os.O_NONBLOCK)
    except OSError:
        return True
    try:
        fcntl.ioctl(file, _QUERYCAP, answer)
    except OSError:
        return False
    finally:
        os.close(file)
    return bool(_CAPABILITY.unpack(answer)[5] & _VIDEO_CAPTURE)


def _names_by_id(devices: Path) -> dict[str, Path]:
    """From the name of a device to the one that stays the same when cameras are plugged in another order."""
    links = itertools.islice(sorted((devices / "v4l" / "by-id").glob("*")), 256)
    return {link.resolve().name: link for link in links}


def _number(entry: Path) -> tuple[int, str]:
    digits = entry.name.removeprefix("video")
    return (int(digits) if digits.isdecimal() else sys.maxsize, entry.name)


def _name(entry: Path) -> str:
    try:
        text = (entry / "name").read_text(errors="replace").strip()
    except OSError:
        text = ""
    return cut(storable(text), NAME_MAX) or entry.name


def _opens(name: str) -> bool:
    device = open_device(name)
    try:
        return device.isOpened() and device.get(cv2.CAP_PROP_FRAME_WIDTH) > 0
    finally:
        device.release()
