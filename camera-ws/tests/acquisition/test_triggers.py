"""Acquisition with a software or hardware trigger."""

import asyncio

import pytest

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.acquisition.readers import grabs
from camera_ws.camera.base import Camera
from camera_ws.camera.pixelink.camera import PixelinkCamera
from camera_ws.camera.simulator.camera import SimulatedCamera
from camera_ws.errors import CameraTimeout, SettingRejected
from camera_ws.protocol.camera.settings import Roi, SettingsUpdate
from support.cameras.pxl_double import MONO, Double
from support.waiting import DEADLINE_S, running_acquisition, status_where

SMALL = Roi(left=0, top=0, width=128, height=96)


@pytest.fixture(params=["simulated", "pixelink"])
def camera(request: pytest.FixtureRequest) -> Camera:
    if request.param == "simulated":
        return SimulatedCamera(1)
    double: Double = request.getfixturevalue("double")
    double[0].plug(77001, MONO)
    return PixelinkCamera(double.sdk)


async def set_trigger(acquisition: Acquisition, trigger: str) -> None:
    await status_where(acquisition, lambda status: status.connected)
    await acquisition.apply(SettingsUpdate.from_wire({"trigger": trigger, "exposure": 5, "roi": SMALL.to_json()}))


async def test_a_grab_fires_the_software_trigger(camera: Camera) -> None:
    async with running_acquisition(camera) as acquisition:
        await set_trigger(acquisition, "software")
        frames = [await asyncio.wait_for(acquisition.grab(), DEADLINE_S) for _ in range(3)]
        assert len({frame.descriptor.captured_at_us for frame in frames}) == 3
        frame = await asyncio.wait_for(acquisition.grab(SettingsUpdate(exposure=20.0)), DEADLINE_S)
        assert frame.descriptor.exposure_ms == 20


async def test_a_follower_fires_for_each_frame_until_it_ends(camera: Camera) -> None:
    async with running_acquisition(camera) as acquisition:
        await set_trigger(acquisition, "software")
        with acquisition.watch():
            with acquisition.follow(8) as frames:
                followed = [(await asyncio.wait_for(anext(frames), DEADLINE_S)).descriptor.seq for _ in range(6)]
            assert followed == list(range(followed[0], followed[0] + 6))
            await wait_until_quiet(acquisition)


async def test_the_live_view_has_one_frame_per_trigger(camera: Camera) -> None:
    async with running_acquisition(camera) as acquisition:
        await set_trigger(acquisition, "software")
        with acquisition.watch():
            version = await wait_until_quiet(acquisition)
            await acquisition.fire()
            newest = await asyncio.wait_for(acquisition.frames.newer_than(version), DEADLINE_S)
            assert newest.version == version + 1
            assert await wait_until_quiet(acquisition) == newest.version
            assert acquisition.current.connected


async def test_a_trigger_without_watchers_gives_a_frame(camera: Camera) -> None:
    async with running_acquisition(camera) as acquisition:
        await set_trigger(acquisition, "software")
        await acquisition.fire()
        newest = await asyncio.wait_for(acquisition.frames.newer_than(0), DEADLINE_S)
        assert newest.value.descriptor.width == SMALL.width


async def test_firing_with_a_free_trigger_is_refused(camera: Camera) -> None:
    async with running_acquisition(camera) as acquisition:
        await set_trigger(acquisition, "free")
        with pytest.raises(SettingRejected, match="set the trigger to software first"):
            await acquisition.fire()
        assert acquisition.current.connected


async def test_a_grab_waits_for_the_hardware_trigger(double: Double) -> None:
    double[0].plug(77001, MONO)
    async with running_acquisition(PixelinkCamera(double.sdk)) as acquisition:
        await set_trigger(acquisition, "hardware")
        waiting = asyncio.create_task(acquisition.grab())
        await status_where(acquisition, lambda status: status.streaming)
        assert not waiting.done()
        double[0].triggers = 1
        assert (await asyncio.wait_for(waiting, DEADLINE_S)).descriptor.exposure_ms == 5


async def test_a_missing_hardware_trigger_times_out_with_advice(
    double: Double, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(grabs, "TRIGGER_TIMEOUT_S", 0.2)
    double[0].plug(77001, MONO)
    async with running_acquisition(PixelinkCamera(double.sdk)) as acquisition:
        await set_trigger(acquisition, "hardware")
        with pytest.raises(CameraTimeout, match=r"no hardware trigger came within 0\.2 s: check the trigger's cable"):
            await asyncio.wait_for(acquisition.grab(), DEADLINE_S)
        assert acquisition.current.connected


async def wait_until_quiet(acquisition: Acquisition) -> int:
    """Waits until no frame arrives for half a second; returns the version of the newest frame."""
    while True:
        newest = acquisition.frames.current
        version = newest.version if newest else 0
        try:
            await asyncio.wait_for(acquisition.frames.newer_than(version), 0.5)
        except TimeoutError:
            return version
