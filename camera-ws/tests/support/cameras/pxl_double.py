"""Builds and loads the C test double of the vendor's library, and its control block."""

import ctypes
import mmap
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from camera_ws.camera.pixelink.camera import load_sdk

SOURCES = Path(__file__).parents[3] / "fake-sdk"
ANY_FEATURE = 0xFFFF
ALWAYS = 0xFFFF_FFFF
MONO, COLOR, OLDER = 0, 1, 2
WIDTH, HEIGHT = 320, 240

CALLS = ("none", "enumerate", "initialize", "uninitialize", "info", "features", "get", "set", "start", "stop", "frame")
CALLS += ("save", "load")

IN_USE, HARDWARE, OUT_OF_RANGE = 0x80000007, 0x80000009, 0x80000016
IO, INVALID_HANDLE, BUSY, NO_CONTROL = 0x80000011, 0x80000002, 0x80000019, 0x90000010
TIMEOUT, INVALID_FRAME, LINK_SPEED, DENIED = 0x9000000C, 0x9000000D, 0x90000018, 0x9000001C
LOW_MEMORY, PARAMETERS_CHANGED = 3, 1


class Rule(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ("call", "feature", "skip", "times")] + [("code", ctypes.c_int32)]


class DoubleCamera(ctypes.Structure):
    """Fields as in fake-sdk/control.h."""

    _fields_ = [
        *[(name, ctypes.c_uint32) for name in ("serial", "model", "plugged")],
        ("gone_code", ctypes.c_int32),
        *[
            (name, ctypes.c_uint32)
            for name in ("unplug_at_frame", "lose_frames", "slow_us", "delay_frames", "triggers")
        ],
        ("rules", Rule * 8),
        *[(name, ctypes.c_uint32) for name in ("opens", "closes", "starts", "stops", "frames", "overlaps")],
    ]

    def plug(self, serial: int, model: int) -> None:
        self.serial, self.model, self.plugged = serial, model, 1

    def unplug(self, code: int = HARDWARE) -> None:
        self.gone_code = _signed(code)
        self.plugged = 0

    def fail_next(self, call: str, code: int, times: int = 1, skip: int = 0, feature: int = ANY_FEATURE) -> None:
        """The next calls of this kind return this code."""
        rule = next(rule for rule in self.rules if rule.times == 0)
        rule.feature, rule.skip, rule.code, rule.call = feature, skip, _signed(code), CALLS.index(call)
        rule.times = times

    def clear_rules(self) -> None:
        """Removes all rules."""
        for rule in self.rules:
            rule.times = 0


class Control(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("reset", ctypes.c_uint32), ("cameras", DoubleCamera * 4)]


def build(folder: Path) -> None:
    """Builds the library into an empty folder, with the vendor's file names; fails clearly without a compiler."""
    if sys.platform != "linux":
        pytest.skip("the double replaces the vendor's Linux library")
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        pytest.fail("no C compiler for the PixeLINK test double: install gcc and libc6-dev (Debian), gcc (Fedora)")
    flags = ["-std=c11", "-D_POSIX_C_SOURCE=200809L", "-O2", "-Wall", "-Wextra", "-Wpedantic", "-Werror"]
    flags += ["-fPIC", "-fvisibility=hidden", "-shared", "-Wl,-soname,libPxLApi.so"]
    sources = sorted(str(source) for source in SOURCES.glob("*.c"))
    command = [compiler, *flags, "-o", str(folder / "libPxLApi.so"), *sources, "-lm", "-lpthread"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    if done.returncode != 0:
        pytest.fail(f"the PixeLINK test double does not compile:\n{done.stderr}")
    (folder / "libPxLApi.so.4.2.2.11").touch()


@contextmanager
def control_block(path: Path) -> Iterator[Control]:
    """The control block of a process whose FAKE_PXL_CONTROL names this file."""
    path.write_bytes(bytes(ctypes.sizeof(Control)))
    with path.open("r+b") as file:
        block = mmap.mmap(file.fileno(), 0)
    control = Control.from_buffer(block)
    control.version = 1
    yield control


class Double:
    """The double in this process."""

    def __init__(self, sdk: Any, control: Control) -> None:
        self.sdk = sdk
        self.control = control

    def __getitem__(self, index: int) -> DoubleCamera:
        return self.control.cameras[index]

    def reset(self) -> None:
        """No cameras, no rules, factory settings."""
        cameras = self.control.cameras
        ctypes.memset(ctypes.addressof(cameras), 0, ctypes.sizeof(cameras))
        self.control.reset = 1


def load(folder: Path, control: Control) -> Double:
    """Call once per process: the wrapper loads the library at its first import."""
    os.environ["PIXELINK_SDK_LIB"] = str(folder)
    os.environ["FAKE_PXL_CONTROL"] = str(folder / "control")
    ctypes.CDLL(str(folder / "libPxLApi.so"))
    return Double(load_sdk(), control)


def mono_pattern(number: int, bits: int = 12, width: int = WIDTH, height: int = HEIGHT) -> NDArray[np.uint16]:
    """The picture of the double's monochrome sensors in the frame with this camera number."""
    y, x = np.mgrid[:height, :width]
    return ((3 * x + 5 * y + 7 * number) & ((1 << bits) - 1)).astype(np.uint16)


def color_pattern(number: int, bits: int = 12) -> NDArray[np.uint16]:
    """Red, green and blue of the double's colour sensor at every pixel."""
    gradient = mono_pattern(number, bits) // 4
    lift = (1 << bits) // 4
    return np.stack([gradient + 3 * lift, gradient + lift, gradient], axis=-1).astype(np.uint16)


def mosaic_of(color: NDArray[np.uint16]) -> NDArray[np.uint16]:
    """The GRBG mosaic of a colour picture."""
    mosaic = color[:, :, 1].copy()
    mosaic[0::2, 1::2] = color[0::2, 1::2, 0]
    mosaic[1::2, 0::2] = color[1::2, 0::2, 2]
    return mosaic


def _signed(code: int) -> int:
    return code - 2**32 if code >= 2**31 else code
