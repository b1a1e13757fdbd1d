"""The camera's memory for settings, by channel."""

from collections.abc import Callable

from camera_ws.camera.base import MemoryChannel
from camera_ws.camera.pixelink import codes
from camera_ws.camera.pixelink.codes import PixelinkError
from camera_ws.camera.pixelink.device import Device
from camera_ws.errors import SettingRejected
from camera_ws.protocol.rpc import FieldIssue

_CHANNELS: dict[MemoryChannel, int] = {"factory": 0, "user": 1}


def save(device: Device) -> None:
    """Into the user channel; the stream must be stopped. SettingRejected when the camera refuses."""
    _call(device, "user", device.save)


def load(device: Device, channel: MemoryChannel) -> None:
    """The stream must be stopped. SettingRejected when the camera has nothing in this channel."""
    _call(device, channel, device.load)


def _call(device: Device, channel: MemoryChannel, call: Callable[[int], None]) -> None:
    try:
        call(_CHANNELS[channel])
    except PixelinkError as error:
        if error.rc in codes.SUSPECT:
            device.check_connection()
        message = f"the camera refused its {channel} memory: {error}"
        raise SettingRejected([FieldIssue(path="channel", message=message, value=channel)]) from error
