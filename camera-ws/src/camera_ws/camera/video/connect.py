"""Opens the stream of an address. Every kind has the protocols that it needs and no others."""

from pathlib import Path

from camera_ws.camera.video.address import Address
from camera_ws.camera.video.controls import Controls, NoControls
from camera_ws.camera.video.streams.av_stream import AddressInput, AvStream
from camera_ws.camera.video.streams.block_limit import limit_blocks
from camera_ws.camera.video.streams.http_input import HttpInput
from camera_ws.camera.video.streams.rtsp_relay import RelayedInput
from camera_ws.camera.video.streams.stream import Stream
from camera_ws.camera.video.streams.usb_stream import Size, UsbStream
from camera_ws.camera.video.v4l2 import open_controls
from camera_ws.errors import CameraDisconnected


def connect(address: Address, size: Size | None) -> Stream:
    """Blocks for seconds. CameraError, which does not quote the address, when it cannot be read."""
    target, shown = address.target, address.shown
    if address.kind == "usb":
        return UsbStream(target, shown, size)
    if address.kind == "http":
        source = HttpInput(target, shown)
    elif address.kind == "rtsp":
        limit_blocks()
        source = RelayedInput(target)
    elif address.kind == "lavfi":
        source = AddressInput(target, "", "lavfi")
    else:
        # FFmpeg takes a short file of JPEGs for a single picture.
        kind = "mjpeg" if Path(target).suffix.lower() in (".mjpeg", ".mjpg") else None
        source = AddressInput(_existing(target, shown), "file", kind)
    return AvStream(source, shown, is_live=address.kind in ("http", "rtsp"))


def controls_of(address: Address) -> Controls:
    return open_controls(address.target, address.shown) if address.kind == "usb" else NoControls()


def _existing(target: str, shown: str) -> str:
    """Not a pipe or a device, which would block."""
    if not Path(target).is_file():
        raise CameraDisconnected(f"there is no file {shown}")
    return target
