"""The test double: its exports, its pictures through the real wrapper, and a complete service."""

import ctypes
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import cv2
import httpx
import numpy as np
import pytest

from camera_ws.camera.base import Frame
from camera_ws.camera.pixelink.camera import PixelinkCamera
from camera_ws.protocol.camera.settings import Flip, SettingsUpdate
from support.cameras.pxl_double import (
    COLOR,
    MONO,
    SOURCES,
    Control,
    Double,
    build,
    color_pattern,
    control_block,
    mono_pattern,
    mosaic_of,
)
from support.cameras.pxl_rig import frame_of
from support.processes import started, wait_until_connected

# Functions of the wrapper that the Linux library does not have: calling them raises AttributeError.
LACKING = (
    *("PxLGetStreamState", "PxLSetFrameBufferPolicy", "PxLGetClip", "PxLCreateDescriptor", "PxLRemoveDescriptor"),
    *("PxLUpdateDescriptor", "PxLGetNumberControllers", "PxLAssignController", "PxLUnassignController"),
)


def first_frame(camera: PixelinkCamera) -> Frame:
    camera.start()
    return frame_of(camera)


@contextmanager
def streaming(double: Double, model: int, pixel_format: str) -> Iterator[tuple[PixelinkCamera, Frame]]:
    """The camera of a model, and its first frame in a pixel format."""
    double[0].plug(1, model)
    with PixelinkCamera(double.sdk) as camera:
        camera.apply(SettingsUpdate(pixel_format=pixel_format))
        yield camera, first_frame(camera)


def test_exports_the_functions_of_the_linux_library(double: Double, sdk_folder: Path) -> None:
    wrapper = Path(__import__("pixelinkWrapper").__file__).with_name("pixelink.py").read_text(encoding="utf-8")
    called = {word.split("(")[0].split(".")[-1] for word in wrapper.split() if word.startswith("PxLApi._Api.PxL")}
    library = ctypes.CDLL(str(sdk_folder / "libPxLApi.so"))
    assert {name for name in called if not hasattr(library, name)} == set(LACKING)
    if shutil.which("nm"):
        command = ["nm", "-D", "--defined-only", str(sdk_folder / "libPxLApi.so")]
        listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
        assert {name for name in listed if name.startswith("PxL")} == called - set(LACKING)


def test_the_control_block_matches_the_one_in_c(tmp_path: Path) -> None:
    program = '#include <stdio.h>\n#include "control.h"\nint main(void) { printf("%zu", sizeof(Control)); }'
    (tmp_path / "size.c").write_text(program)
    compiler = shutil.which("cc") or "gcc"
    subprocess.run([compiler, "-I", str(SOURCES), str(tmp_path / "size.c"), "-o", str(tmp_path / "size")], check=True)
    output = subprocess.run([str(tmp_path / "size")], capture_output=True, text=True, check=True).stdout
    assert int(output) == ctypes.sizeof(Control)


def test_fails_with_advice_without_a_compiler(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(shutil, "which", lambda _: None)
    with pytest.raises(pytest.fail.Exception, match=r"no C compiler.*install gcc and libc6-dev"):
        build(tmp_path)


@pytest.mark.parametrize(
    ("name", "shift"),
    [("MONO8", 4), ("MONO16", 0), ("MONO12_PACKED", 0), ("MONO12_PACKED_MSFIRST", 0), ("MONO10_PACKED_MSFIRST", 2)],
)
def test_a_gradient_is_bit_exact(double: Double, name: str, shift: int) -> None:
    with streaming(double, MONO, name) as (camera, first):
        frame = first
        assert frame.descriptor.bit_depth == 12 - shift
        for number in range(3):
            assert (frame.pixels == mono_pattern(number) >> shift).all()
            frame = camera.next_frame(1)


@pytest.mark.parametrize("name", ["RGB24", "RGB24_NON_DIB", "BGR24"])
def test_colours_of_the_camera_are_bit_exact(double: Double, name: str) -> None:
    with streaming(double, COLOR, name) as (_, frame):
        assert (frame.pixels == color_pattern(0) >> 4).all()


@pytest.mark.parametrize(("across", "down"), [(False, False), (True, False), (False, True), (True, True)])
def test_colours_stay_right_under_every_flip(double: Double, across: bool, down: bool) -> None:
    double[0].plug(1, COLOR)
    with PixelinkCamera(double.sdk) as camera:
        flip = Flip(horizontal=across, vertical=down)
        settings = camera.apply(SettingsUpdate(pixel_format="BAYER16_GRBG", flip=flip))
        order = {(False, False): "GRBG", (True, False): "RGGB", (False, True): "BGGR", (True, True): "GBRG"}
        assert settings.pixel_format == f"BAYER16_{order[across, down]}"
        feature = camera.capabilities.features["pixelFormat"]
        assert feature.kind == "choice"
        assert settings.pixel_format in feature.options
        pixels = first_frame(camera).pixels
        mirrored = mosaic_of(color_pattern(0))[:: -1 if down else 1, :: -1 if across else 1]
        code = getattr(cv2, f"COLOR_Bayer{order[across, down]}2RGB_EA")
        assert (pixels == cv2.cvtColor(np.ascontiguousarray(mirrored), code)).all()
        red, green, blue = pixels[8:-8, 8:-8].reshape(-1, 3).mean(axis=0)
        assert red > green > blue


@pytest.mark.parametrize(
    ("name", "shift"),
    [
        ("BAYER8_GRBG", 4),
        ("BAYER16_GRBG", 0),
        ("BAYER12_GRBG_PACKED", 0),
        ("BAYER12_GRBG_PACKED_MSFIRST", 0),
        ("BAYER10_GRBG_PACKED_MSFIRST", 2),
    ],
)
def test_a_raw_mosaic_is_bit_exact(double: Double, name: str, shift: int) -> None:
    with streaming(double, COLOR, name) as (_, frame):
        assert frame.raw is not None
        assert (frame.raw == mosaic_of(color_pattern(0)) >> shift).all()
        assert (frame.raw.dtype, frame.pixels.shape) == (frame.pixels.dtype, (240, 320, 3))


@pytest.mark.parametrize(("model", "name"), [(MONO, "MONO16"), (COLOR, "RGB24")])
def test_formats_without_conversion_have_no_raw_data(double: Double, model: int, name: str) -> None:
    double[0].plug(1, model)
    with PixelinkCamera(double.sdk) as camera:
        camera.apply(SettingsUpdate(pixel_format=name))
        assert first_frame(camera).raw is None


def test_yuv_has_the_cameras_brightness(double: Double) -> None:
    double[0].plug(1, COLOR)
    with PixelinkCamera(double.sdk) as camera:
        camera.apply(SettingsUpdate(pixel_format="YUV422"))
        frame = first_frame(camera)
        pixels = frame.pixels
        yuv = np.empty((*pixels.shape[:2], 2), np.uint8)
        yuv[:, 0::2, 0], yuv[:, 1::2, 0] = 100, 180
        yuv[:, :, 1] = color_pattern(0)[:, :, 1] >> 4
        assert (pixels == cv2.cvtColor(yuv, cv2.COLOR_YUV2RGB_UYVY)).all()
        assert frame.raw is not None
        assert (frame.raw == yuv).all()


def test_a_complete_service_with_an_unplugged_camera(tmp_path: Path, sdk_folder: Path) -> None:
    with control_block(tmp_path / "control") as control:
        camera = control.cameras[0]
        camera.plug(4711, MONO)
        variables = {
            "CAMERA_DRIVER": "pixelink",
            "PIXELINK_SDK_LIB": str(sdk_folder),
            "LD_LIBRARY_PATH": str(sdk_folder),
            "FAKE_PXL_CONTROL": str(tmp_path / "control"),
        }
        with started(tmp_path, **variables) as (process, url), httpx.Client(base_url=url, timeout=60) as http:
            wait_until_connected(url)
            answer = http.put("/settings", json={"exposure": 3, "pixelFormat": "MONO16"}).json()
            assert answer["settings"]["exposure"] == 3
            before = http.post("/capture", json={"format": "tiff"}).json()
            assert before["capture"]["bitDepth"] == 12
            assert http.post("/settings/save").json()["settings"]["exposure"] == 3
            assert http.post("/settings/load", json={"channel": "factory"}).json()["exposure"] == 8
            assert http.post("/settings/load", json={}).json()["exposure"] == 3
            camera.unplug()
            wait_until_connected(url, connected=False)
            assert http.post("/capture").status_code == 503
            camera.plug(4711, MONO)
            wait_until_connected(url)
            after = http.post("/capture", json={"format": "tiff"}).json()
            assert (after["capture"]["exposureMs"], after["capture"]["pixelFormat"]) == (3, "MONO16")
            process.terminate()
            assert process.wait(timeout=60) == 0
        assert (camera.opens, camera.overlaps) == (2, 0)
