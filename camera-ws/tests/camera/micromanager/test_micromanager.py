"""The driver `micromanager` with Micro-Manager's demo camera."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest

from camera_ws.camera.micromanager import camera as camera_module
from camera_ws.camera.micromanager import core as core_module
from camera_ws.camera.micromanager.camera import MicroManagerCamera
from camera_ws.camera.micromanager.core import load_library
from camera_ws.camera.micromanager.frames import pixels_of
from camera_ws.errors import CameraDisconnected, CameraError, SdkUnavailable, SettingRejected
from camera_ws.protocol.camera.settings import PixelAddressing, Roi, RoiFeature, SettingsUpdate
from support.cameras.micromanager import UnpluggableCore, adapters, demo_camera, needs_wheels
from support.waiting import connected, running_acquisition, status_where

pytestmark = needs_wheels

WAIT_S = 60.0


@pytest.fixture
def camera() -> Iterator[MicroManagerCamera]:
    with demo_camera() as opened:
        yield opened


@pytest.fixture
def core_class(monkeypatch: pytest.MonkeyPatch) -> type[UnpluggableCore]:
    make_core, make_metadata = load_library()

    class Core(UnpluggableCore):
        """Its own class attributes, for each test."""

        def __init__(self) -> None:
            super().__init__(make_core())

    monkeypatch.setattr(camera_module, "load_library", lambda: (Core, make_metadata))
    return Core


def bins(factor: int) -> PixelAddressing:
    return PixelAddressing(mode="bin", x=factor, y=factor)


def test_describes_the_camera_and_what_it_can_do(camera: MicroManagerCamera) -> None:
    assert (camera.info.driver, camera.info.model) == ("micromanager", "DemoCamera DCam")
    assert camera.temperature == 0.0
    features = camera.capabilities.features
    assert {"exposure", "gain", "roi", "pixelFormat", "pixelAddressing"} <= set(features)
    gain = features["gain"].to_json()
    assert (gain["min"], gain["max"], gain["step"]) == (-5, 8, 1)


def test_delivers_sixteen_bits(camera: MicroManagerCamera) -> None:
    camera.apply(SettingsUpdate(pixel_format="MONO16", exposure=20.0, gain=3.0))
    camera.start()
    frame = camera.next_frame(WAIT_S)
    assert (frame.pixels.dtype, frame.descriptor.bit_depth) == (np.uint16, 16)
    assert frame.pixels.max() > 255
    assert (frame.descriptor.exposure_ms, frame.descriptor.gain_db) == (20.0, 3.0)


def test_binning_keeps_the_region_of_the_sensor(camera: MicroManagerCamera) -> None:
    camera.start()
    camera.apply(SettingsUpdate(roi=Roi(left=100, top=60, width=200, height=120)))
    settings = camera.apply(SettingsUpdate(pixel_addressing=bins(4)))
    assert settings.roi == Roi(left=100, top=60, width=200, height=120)
    frame = camera.next_frame(WAIT_S)
    assert frame.pixels.shape == (30, 50)
    roi = camera.capabilities.features["roi"]
    assert isinstance(roi, RoiFeature)
    assert (roi.step, roi.max_width) == (4, 512)
    camera.apply(SettingsUpdate(pixel_addressing=bins(1), roi=Roi(left=0, top=0, width=512, height=512)))
    assert camera.next_frame(WAIT_S).pixels.shape == (512, 512)


@pytest.mark.parametrize(
    ("binning", "path"),
    [
        (bins(3), "pixelAddressing.x"),
        (PixelAddressing(mode="bin", x=2, y=4), "pixelAddressing.y"),
        (PixelAddressing(mode="decimate", x=2, y=2), "pixelAddressing.mode"),
    ],
)
def test_refuses_a_binning_that_it_does_not_have(
    camera: MicroManagerCamera, binning: PixelAddressing, path: str
) -> None:
    before = camera.settings
    with pytest.raises(SettingRejected) as refused:
        camera.apply(SettingsUpdate(exposure=33.0, pixel_addressing=binning))
    assert refused.value.issues[0].path == path
    assert camera.settings == before


def test_writes_all_of_a_change_or_nothing(core_class: type[UnpluggableCore]) -> None:
    with demo_camera() as camera:
        camera.start()
        before = camera.settings
        core_class.refused = ("Gain",)
        with pytest.raises(SettingRejected, match="Gain"):
            camera.apply(SettingsUpdate(pixel_addressing=bins(2), exposure=33.0, gain=2.0))
        core_class.refused = ()
        camera.apply(SettingsUpdate(frame_rate=20.0))
        assert camera.settings == before.with_changes(frame_rate=20.0)
        assert camera.next_frame(WAIT_S).descriptor.width == 512


def test_ends_an_exposure_by_starting_the_sequence_again(core_class: type[UnpluggableCore]) -> None:
    with demo_camera() as camera:
        camera.abort_exposure()
        assert core_class.calls == ()
        camera.apply(SettingsUpdate(exposure=5.0))
        camera.start()
        before = camera.next_frame(WAIT_S).descriptor
        core_class.calls = ()
        camera.abort_exposure()
        assert core_class.calls == ("stopSequenceAcquisition", "startContinuousSequenceAcquisition")
        after = camera.next_frame(WAIT_S).descriptor
        assert (after.seq, after.captured_at_us > before.captured_at_us) == (before.seq + 1, True)
        core_class.plugged = False
        with pytest.raises(CameraDisconnected):
            camera.abort_exposure()
        core_class.plugged = True


def test_colour_is_rgb() -> None:
    packed = np.full((2, 3), 0xFF102030, np.uint32)
    assert pixels_of(packed)[0, 0].tolist() == [0x10, 0x20, 0x30]
    wide = np.full((2, 3), 0xFFFF_1000_2000_3000, np.uint64)
    assert pixels_of(wide)[1, 2].tolist() == [0x1000, 0x2000, 0x3000]


async def test_a_camera_that_vanishes_comes_back_with_its_settings(
    core_class: type[UnpluggableCore], short_waits: None
) -> None:
    camera = demo_camera()
    async with running_acquisition(camera) as acquisition:
        await connected(acquisition)
        await acquisition.apply(SettingsUpdate(exposure=12.5, pixel_addressing=bins(2)))
        with acquisition.watch():
            await acquisition.frames.newer_than(0)
            core_class.plugged = False
            lost = await status_where(acquisition, lambda status: not status.connected)
            assert lost.fault is not None
            assert (lost.fault.code, "Device disconnected" in lost.fault.message) == ("camera_disconnected", True)
            await status_where(acquisition, lambda status: status.retry_attempt >= 3)
            core_class.plugged = True
            back = await status_where(acquisition, lambda status: status.connected and status.streaming)
            assert back.fault is None
            assert (camera.settings.exposure, camera.settings.pixel_addressing) == (12.5, bins(2))
            newest = acquisition.frames.current
            await acquisition.frames.newer_than(newest.version if newest else 0)


async def test_an_idle_camera_is_seen_to_vanish(core_class: type[UnpluggableCore]) -> None:
    async with running_acquisition(demo_camera()) as acquisition:
        await connected(acquisition)
        core_class.plugged = False
        await status_where(acquisition, lambda status: not status.connected)


def test_names_what_is_missing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(CameraDisconnected, match="no configuration"):
        MicroManagerCamera(tmp_path / "none.cfg").open()
    without_camera = tmp_path / "empty.cfg"
    without_camera.write_text("Property,Core,Initialize,0\nProperty,Core,Initialize,1\n")
    with pytest.raises(CameraDisconnected, match="names no camera"):
        MicroManagerCamera(without_camera).open()
    # Without the adapters beside it.
    shutil.copy(adapters() / "MMConfig_demo.cfg", tmp_path)
    with pytest.raises(CameraDisconnected, match="DemoCamera"):
        MicroManagerCamera(tmp_path / "MMConfig_demo.cfg").open()
    with MicroManagerCamera(tmp_path / "MMConfig_demo.cfg", adapters()) as camera:
        assert camera.info.model == "DemoCamera DCam"

    def missing(_: str) -> None:
        raise ImportError("no module")

    monkeypatch.setattr(core_module.importlib, "import_module", missing)
    with pytest.raises(SdkUnavailable, match=r"requirements-micromanager\.txt"):
        MicroManagerCamera(tmp_path / "none.cfg")


def test_samples_that_cannot_be_shown_are_named(tmp_path: Path) -> None:
    configuration = tmp_path / "deep.cfg"
    configuration.write_text(
        "Device,Camera,DemoCamera,DCam\nProperty,Core,Initialize,1\nProperty,Core,Camera,Camera\n"
        "ConfigGroup,System,Startup,Camera,PixelType,32bit\n"
    )
    with pytest.raises(CameraError, match="4 bytes and 1 channels cannot be shown"):
        MicroManagerCamera(configuration, adapters()).open()
