"""Captures that are cancelled before they are exposed, with the simulator and the PixeLINK test double."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from camera_ws.camera.base import Camera
from camera_ws.camera.pixelink.camera import PixelinkCamera
from camera_ws.errors import CaptureCancelled
from camera_ws.protocol.camera.settings import CameraSettings, SettingsUpdate
from camera_ws.protocol.messages import CaptureParams
from camera_ws.uploads.spool import SpoolEntry
from support.cameras.fake_camera import FakeCamera
from support.cameras.pxl_double import MONO, Double
from support.rigs.capture_rig import CaptureParts, capture_parts, params_for
from support.waiting import DEADLINE_S, run_pending, status_where, until

LONGEST_MS = 2000.0


@dataclass(frozen=True, slots=True)
class Rig(CaptureParts):
    @property
    def settings(self) -> CameraSettings:
        camera = self.acquisition.current.camera
        assert camera is not None
        return camera.settings

    async def begin(self, params: CaptureParams) -> "asyncio.Task[SpoolEntry]":
        """Starts a capture and waits until the camera exposes for it."""
        task = asyncio.create_task(self.captures.take(params, "hub"))
        await until(lambda: any(one.capture_id == params.capture_id for one in self.captures.exposures.report() or ()))
        await status_where(self.acquisition, lambda status: status.streaming)
        if params.exposure is not None:
            await until(lambda: self.settings.exposure == params.exposure)
        return task

    async def frame_of(self, exposure_ms: float) -> None:
        """Waits for a frame with this exposure that arrives from now on."""
        newest = self.acquisition.frames.current
        version = newest.version if newest else 0
        with self.acquisition.watch():
            async with asyncio.timeout(DEADLINE_S):
                while True:
                    frame = await self.acquisition.frames.newer_than(version)
                    if frame.value.descriptor.exposure_ms == pytest.approx(exposure_ms):
                        return
                    version = frame.version


@asynccontextmanager
async def rig(folder: Path, camera: Camera, **settings: Any) -> AsyncIterator[Rig]:
    update = SettingsUpdate(**{"exposure": 5.0, "gain": 0.0, **settings})
    async with capture_parts(folder, camera=camera, update=update) as parts:
        yield Rig(parts.captures, parts.spool, parts.acquisition)


async def refused(task: "asyncio.Task[SpoolEntry]") -> None:
    with pytest.raises(CaptureCancelled):
        await asyncio.wait_for(task, DEADLINE_S)


async def test_a_cancelled_exposure_leaves_nothing_and_the_settings_as_before(
    tmp_path: Path, either_camera: Camera
) -> None:
    async with rig(tmp_path, either_camera) as it:
        with it.acquisition.watch():
            params = params_for(exposure=LONGEST_MS, gain=3.0)
            task = await it.begin(params)
            assert await it.captures.cancel(params.capture_id)
            await refused(task)
            assert (it.settings.exposure, it.settings.gain) == (pytest.approx(5.0), 0.0)
            assert it.spool.count == 0
            assert it.captures.exposures.report() is None
            await it.frame_of(5.0)
        assert list((tmp_path / "spool").rglob("*.jpg")) == []
        # The camera takes the next capture as if nothing had been.
        assert (await it.captures.take(params_for(), "hub")).metadata.exposure_ms == pytest.approx(5.0)


async def test_the_running_exposure_ends_when_nobody_waits_for_it(tmp_path: Path, double: Double) -> None:
    double[0].plug(77001, MONO)
    async with rig(tmp_path, PixelinkCamera(double.sdk), exposure=LONGEST_MS) as it:
        first, second = params_for(), params_for()
        tasks = [await it.begin(first), await it.begin(second)]
        stops = double[0].stops
        assert await it.captures.cancel(first.capture_id)
        assert double[0].stops == stops
        assert await it.captures.cancel(second.capture_id)
        assert double[0].stops == stops + 1
        for task in tasks:
            await refused(task)
        assert it.settings.exposure == LONGEST_MS
        assert it.acquisition.current.connected


async def test_the_capture_of_another_person_goes_on(tmp_path: Path, either_camera: Camera) -> None:
    async with rig(tmp_path, either_camera, exposure=1200.0) as it:
        hers, his = params_for(), params_for()
        kept, cancelled = await it.begin(hers), await it.begin(his)
        assert await it.captures.cancel(his.capture_id)
        await refused(cancelled)
        assert (await asyncio.wait_for(kept, DEADLINE_S)).metadata.id == hers.capture_id


async def test_a_mean_can_be_cancelled_between_its_frames(tmp_path: Path, either_camera: Camera) -> None:
    async with rig(tmp_path, either_camera, exposure=20.0) as it:
        params = params_for(average=256)
        task = await it.begin(params)
        assert await it.captures.cancel(params.capture_id)
        await refused(task)
        assert it.spool.count == 0


async def test_a_cancelled_software_trigger_gives_no_frame(tmp_path: Path, either_camera: Camera) -> None:
    async with rig(tmp_path, either_camera, exposure=LONGEST_MS, trigger="software") as it:
        params = params_for()
        task = await it.begin(params)
        await until(lambda: either_camera.pending_triggers == 1)
        assert await it.captures.cancel(params.capture_id)
        await refused(task)
        assert either_camera.pending_triggers == 0


async def test_a_capture_is_cancelled_while_it_waits_for_another_one(tmp_path: Path) -> None:
    async with rig(tmp_path, FakeCamera()) as it:
        params = params_for(exposure=LONGEST_MS)
        async with it.captures.full_frame():
            task = asyncio.create_task(it.captures.take(params, "hub"))
            await until(lambda: it.captures.exposures.report() is not None)
            assert await it.captures.cancel(params.capture_id)
            await refused(task)
        assert it.settings.exposure == 5.0


async def test_a_setting_that_another_person_changes_meanwhile_stays(tmp_path: Path) -> None:
    async with rig(tmp_path, FakeCamera()) as it:
        params = params_for(exposure=LONGEST_MS, gain=3.0)
        task = await it.begin(params)
        await it.acquisition.apply(SettingsUpdate(exposure=1500.0))
        assert await it.captures.cancel(params.capture_id)
        await refused(task)
        assert (it.settings.exposure, it.settings.gain) == (1500.0, 0.0)


async def test_an_automatic_that_the_capture_ended_goes_on(tmp_path: Path) -> None:
    async with rig(tmp_path, FakeCamera(), exposure_auto="continuous", exposure_auto_max=20.0) as it:
        params = params_for(exposure=LONGEST_MS)
        task = await it.begin(params)
        assert it.settings.exposure_auto == "off"
        assert await it.captures.cancel(params.capture_id)
        await refused(task)
        assert it.settings.exposure_auto == "continuous"


async def test_a_second_order_to_cancel_has_the_same_answer(tmp_path: Path) -> None:
    async with rig(tmp_path, FakeCamera(), exposure=LONGEST_MS) as it:
        params = params_for()
        task = await it.begin(params)
        answers = await asyncio.gather(*(it.captures.cancel(params.capture_id) for _ in range(3)))
        assert answers == [True, True, True]
        await refused(task)
        assert not await it.captures.cancel(params.capture_id)


async def test_an_exposed_capture_is_stored(tmp_path: Path) -> None:
    async with rig(tmp_path, FakeCamera()) as it:
        params = params_for()
        entry = await it.captures.take(params, "hub")
        assert not await it.captures.cancel(params.capture_id)
        assert it.spool.count == 1
        assert await it.captures.take(params, "hub") == entry


async def test_a_cancellation_in_the_moment_of_the_request_finds_the_capture(tmp_path: Path) -> None:
    async with rig(tmp_path, FakeCamera(), exposure=LONGEST_MS) as it:
        params = params_for()
        task = asyncio.create_task(it.captures.take(params, "hub"))
        cancelling = asyncio.create_task(it.captures.cancel(params.capture_id))
        assert await asyncio.wait_for(cancelling, DEADLINE_S)
        await refused(task)


async def test_a_lost_camera_ends_the_capture_with_its_own_error(tmp_path: Path) -> None:
    camera = FakeCamera()
    async with rig(tmp_path, camera) as it:
        params = params_for(exposure=LONGEST_MS)
        task = await it.begin(params)
        camera.plugged = False
        await status_where(it.acquisition, lambda status: not status.connected)
        await run_pending()
        assert not await it.captures.cancel(params.capture_id)
        with pytest.raises(Exception, match="unplugged"):
            await task


async def test_long_captures_are_listed_with_their_time(tmp_path: Path) -> None:
    async with rig(tmp_path, FakeCamera(), exposure=1500.0) as it:
        params = params_for(average=3)
        task = await it.begin(params)
        (listed,) = it.captures.exposures.report() or ()
        assert listed.capture_id == params.capture_id
        assert listed.total_ms is not None
        assert listed.left_ms is not None
        assert 3 * 1500 <= listed.total_ms <= 4 * 1520
        assert 0 <= listed.left_ms <= listed.total_ms
        assert await it.captures.cancel(params.capture_id)
        await refused(task)


async def test_a_short_capture_is_not_listed(tmp_path: Path) -> None:
    async with rig(tmp_path, FakeCamera()) as it:
        for _ in range(3):
            await it.captures.take(params_for(), "hub")
        assert it.captures.exposures.changes.current is None


async def test_a_wait_for_a_hardware_trigger_is_listed_without_a_time(tmp_path: Path, double: Double) -> None:
    double[0].plug(77001, MONO)
    async with rig(tmp_path, PixelinkCamera(double.sdk), trigger="hardware") as it:
        params = params_for()
        task = await it.begin(params)
        (listed,) = it.captures.exposures.report() or ()
        assert (listed.total_ms, listed.left_ms) == (None, None)
        assert await it.captures.cancel(params.capture_id)
        await refused(task)
