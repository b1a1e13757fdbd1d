"""The demo camera of Micro-Manager."""

import platform
import sys
from pathlib import Path
from typing import Any

import pytest

from camera_ws.camera.micromanager.camera import MicroManagerCamera

HAS_WHEELS = sys.platform != "linux" or platform.machine() == "x86_64"
needs_wheels = pytest.mark.skipif(not HAS_WHEELS, reason="Micro-Manager's core has no wheel for Linux on ARM")


def adapters() -> Path:
    """The folder of the demo's adapters and of its configuration."""
    import mm_test_adapters  # noqa: PLC0415  (absent on Linux on ARM)

    return Path(mm_test_adapters.device_adapter_path())


def demo_camera() -> MicroManagerCamera:
    return MicroManagerCamera(adapters() / "MMConfig_demo.cfg")


class UnpluggableCore:
    """The core, whose camera a test can unplug, and whose properties can refuse values."""

    plugged = True
    refused: tuple[str, ...] = ()
    calls: tuple[str, ...] = ()
    """The names of the calls that start and stop the stream."""

    def __init__(self, core: Any) -> None:
        self._core = core

    def __getattr__(self, name: str) -> Any:
        def call(*values: Any) -> Any:
            if "SequenceAcquisition" in name:
                type(self).calls += (name,)
            if not type(self).plugged and name not in ("unloadAllDevices", "getAPIVersionInfo"):
                raise RuntimeError("Device disconnected")
            if name == "setProperty" and values[1] in type(self).refused:
                raise RuntimeError(f'Cannot set property "{values[1]}"')
            return getattr(self._core, name)(*values)

        return call
