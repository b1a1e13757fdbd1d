"""Told of the newest frame while somebody watches, over the real link; nobody watches, nothing happens."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.analysis import watch as module
from camera_ws.analysis.analyse import analyse
from camera_ws.analysis.watch import AnalysisWatch
from camera_ws.camera.base import Frame
from camera_ws.errors import SettingRejected
from camera_ws.protocol.analysis import Analysis, AnalysisWish
from camera_ws.protocol.settings import Roi, SettingsUpdate
from support.cameras.fake_camera import FakeCamera
from support.data.pictures import frame, gradient
from support.fake_hub import FakeHub, Link, running_hub
from support.services import running_service
from support.waiting import status_where, until

BOTH = AnalysisWish(histogram=True, focus=True)


class Told(list[Analysis]):
    """What came, and when."""

    def __init__(self) -> None:
        super().__init__()
        self.times_s: list[float] = []

    def add(self, result: Analysis) -> None:
        self.append(result)
        self.times_s.append(time.monotonic())


@asynccontextmanager
async def watching(camera: FakeCamera | None = None) -> AsyncIterator[tuple[AnalysisWatch, Told, Acquisition]]:
    acquisition, told = Acquisition(camera or FakeCamera()), Told()
    watch = AnalysisWatch(acquisition, told.add)
    acquisition.start()
    try:
        await status_where(acquisition, lambda status: status.connected)
        yield watch, told, acquisition
    finally:
        await watch.close()
        await watch.close()
        await acquisition.close()


def test_a_frame_is_analysed_as_wished() -> None:
    result = analyse(frame(gradient(), seq=5), AnalysisWish(histogram=True))
    assert (result.seq, result.bit_depth, result.focus, result.region) == (5, 8, None, None)
    assert result.histogram is not None
    assert [histogram.name for histogram in result.histogram] == ["L", "R", "G", "B"]
    only_focus = analyse(frame(gradient()), AnalysisWish(focus=True))
    assert only_focus.histogram is None
    assert only_focus.focus is not None
    assert only_focus.focus.score > 0
    assert only_focus.focus.camera is None


def test_a_region_is_cut_to_the_picture() -> None:
    pixels = np.zeros((100, 100), np.uint8)
    pixels[90:, 80:] = 200
    wish = AnalysisWish(histogram=True, region=Roi(left=80, top=90, width=500, height=500))
    result = analyse(frame(pixels), wish)
    assert result.region == Roi(left=80, top=90, width=20, height=10)
    assert result.histogram is not None
    assert (result.histogram[0].min, sum(result.histogram[0].bins)) == (200, 200)


def test_a_region_that_the_picture_left_counts_no_more() -> None:
    wish = AnalysisWish(histogram=True, region=Roi(left=900, top=0, width=10, height=10))
    result = analyse(frame(np.zeros((50, 50), np.uint8)), wish)
    assert result.region is None
    assert result.histogram is not None
    assert sum(result.histogram[0].bins) == 2500


async def test_the_camera_streams_while_somebody_watches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camera_ws.acquisition.acquisition.LINGER_S", 0.05)
    async with watching() as (watch, told, acquisition):
        assert not acquisition.current.streaming
        watch.ask(BOTH)
        await until(lambda: len(told) >= 2)
        assert told[1].seq > told[0].seq
        assert acquisition.current.streaming
        watch.ask(AnalysisWish())
        await status_where(acquisition, lambda status: not status.streaming)


async def test_the_last_wish_counts() -> None:
    async with watching() as (watch, told, _):
        watch.ask(AnalysisWish(histogram=True))
        watch.ask(AnalysisWish(focus=True))
        await until(lambda: len(told) >= 2)
        assert all(result.histogram is None and result.focus for result in told)


async def test_never_more_than_five_a_second_however_often_the_wish_changes() -> None:
    async with watching(FakeCamera(frame_rate=120)) as (watch, told, _):
        for index in range(40):
            watch.ask(AnalysisWish(histogram=True, focus=index % 2 == 0))
            await asyncio.sleep(0.02)
        await until(lambda: len(told) >= 5)
        # The times are those of the ends: an analysis that took longer shortens the gap that follows.
        assert told.times_s[4] - told.times_s[0] > 0.7


async def test_a_slow_analysis_skips_frames_and_delays_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(frame: Frame, wish: AnalysisWish) -> Analysis:
        time.sleep(0.5)
        return analyse(frame, wish)

    monkeypatch.setattr(module, "analyse", slow)
    async with watching(FakeCamera(frame_rate=100)) as (watch, told, acquisition):
        watch.ask(BOTH)
        await until(lambda: len(told) >= 3)
        assert told[2].seq - told[1].seq > 10
        assert acquisition.current.dropped == 0
        newest = acquisition.frames.current
        assert newest is not None
        assert newest.value.descriptor.seq > told[2].seq


async def test_a_region_off_the_picture_is_refused_and_the_wish_before_stays() -> None:
    async with watching() as (watch, told, acquisition):
        watch.ask(BOTH)
        with pytest.raises(SettingRejected) as caught:
            watch.ask(AnalysisWish(histogram=True, region=Roi(left=0, top=96, width=8, height=8)))
        issue = caught.value.issues[0]
        assert (issue.path, issue.value, issue.max) == ("region.top", 96, 95)
        assert "128 × 96" in issue.message
        await until(lambda: len(told) >= 1)
        await acquisition.apply(SettingsUpdate(rotate=90))
        watch.ask(AnalysisWish(histogram=True, region=Roi(left=0, top=96, width=8, height=8)))


@asynccontextmanager
async def linked(folder: Path) -> AsyncIterator[tuple[FakeHub, Link, Any]]:
    hub = FakeHub()
    async with running_hub(hub) as url, running_service(FakeCamera(), folder, url) as service:
        yield hub, await hub.linked(), service


async def test_the_hub_is_told_until_it_leaves(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camera_ws.acquisition.acquisition.LINGER_S", 0.05)
    async with linked(tmp_path) as (hub, link, service):
        answer = await link.request("analysis.watch", {"histogram": True, "focus": True})
        assert answer["result"] == {}
        await link.until(lambda: len(link.notices) >= 2)
        method, params = link.notices[-1]
        result = Analysis.from_wire(params)
        assert method == "analysis"
        assert result.histogram is not None
        assert sum(result.histogram[0].bins) == 128 * 96
        await link.socket.close()
        again = await hub.linked()
        await status_where(service.acquisition, lambda status: not status.streaming)
        assert again.notices == []


async def test_a_wish_that_makes_no_sense_is_refused_with_its_field(tmp_path: Path) -> None:
    async with linked(tmp_path) as (_, link, _):
        answer = await link.request("analysis.watch", {"histogram": "yes"})
        assert answer["error"]["code"] == -32602
        assert "histogram" in answer["error"]["message"]
        region = {"left": 128, "top": 0, "width": 8, "height": 8}
        answer = await link.request("analysis.watch", {"histogram": True, "region": region})
        assert answer["error"]["data"]["issues"][0]["path"] == "region.left"
