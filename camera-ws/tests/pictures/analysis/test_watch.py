"""AnalysisWatch: analyses on request, also over the link."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import numpy as np
import pytest

from camera_ws.acquisition.acquisition import Acquisition
from camera_ws.camera.base import Frame
from camera_ws.errors import SettingRejected
from camera_ws.pictures.analysis import watch as watch_module
from camera_ws.pictures.analysis.analyse import analyse
from camera_ws.pictures.analysis.watch import AnalysisWatch
from camera_ws.protocol.camera.analysis import Analysis, AnalysisRequest
from camera_ws.protocol.camera.settings import Roi, SettingsUpdate
from support.cameras.fake_camera import FakeCamera
from support.data.pictures import frame, gradient
from support.services import linked
from support.waiting import closed_twice, connected, running_acquisition, status_where, until

BOTH = AnalysisRequest(histogram=True, focus=True)


class Results(list[Analysis]):
    """Results with the times of their arrival."""

    def __init__(self) -> None:
        super().__init__()
        self.times_s: list[float] = []

    def add(self, result: Analysis) -> None:
        self.append(result)
        self.times_s.append(time.monotonic())


@asynccontextmanager
async def watching(camera: FakeCamera | None = None) -> AsyncIterator[tuple[AnalysisWatch, Results, Acquisition]]:
    results = Results()
    async with (
        running_acquisition(camera or FakeCamera()) as acquisition,
        closed_twice(AnalysisWatch(acquisition, results.add)) as watch,
    ):
        await connected(acquisition)
        yield watch, results, acquisition


def test_analyses_what_was_requested() -> None:
    result = analyse(frame(gradient(), seq=5), AnalysisRequest(histogram=True))
    assert (result.seq, result.bit_depth, result.focus, result.region) == (5, 8, None, None)
    assert result.histogram is not None
    assert [histogram.name for histogram in result.histogram] == ["L", "R", "G", "B"]
    only_focus = analyse(frame(gradient()), AnalysisRequest(focus=True))
    assert only_focus.histogram is None
    assert only_focus.focus is not None
    assert only_focus.focus.score > 0
    assert only_focus.focus.camera is None


def test_the_region_is_clipped_to_the_picture() -> None:
    pixels = np.zeros((100, 100), np.uint8)
    pixels[90:, 80:] = 200
    request = AnalysisRequest(histogram=True, region=Roi(left=80, top=90, width=500, height=500))
    result = analyse(frame(pixels), request)
    assert result.region == Roi(left=80, top=90, width=20, height=10)
    assert result.histogram is not None
    assert (result.histogram[0].min, sum(result.histogram[0].bins)) == (200, 200)


def test_a_region_outside_the_picture_is_ignored() -> None:
    request = AnalysisRequest(histogram=True, region=Roi(left=900, top=0, width=10, height=10))
    result = analyse(frame(np.zeros((50, 50), np.uint8)), request)
    assert result.region is None
    assert result.histogram is not None
    assert sum(result.histogram[0].bins) == 2500


async def test_the_camera_streams_while_there_is_a_request(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camera_ws.acquisition.demand.LINGER_S", 0.05)
    async with watching() as (watch, results, acquisition):
        assert not acquisition.current.streaming
        watch.request(BOTH)
        await until(lambda: len(results) >= 2)
        assert results[1].seq > results[0].seq
        assert acquisition.current.streaming
        watch.request(AnalysisRequest())
        await status_where(acquisition, lambda status: not status.streaming)


async def test_the_last_request_counts() -> None:
    async with watching() as (watch, results, _):
        watch.request(AnalysisRequest(histogram=True))
        watch.request(AnalysisRequest(focus=True))
        await until(lambda: len(results) >= 2)
        assert all(result.histogram is None and result.focus for result in results)


def frames_seen(acquisition: Acquisition) -> int:
    newest = acquisition.frames.current
    return newest.version if newest else 0


async def test_at_most_five_results_a_second_with_frequent_requests() -> None:
    async with watching(FakeCamera(frame_rate=120)) as (watch, results, acquisition):
        for index in range(40):
            watch.request(AnalysisRequest(histogram=True, focus=index % 2 == 0))
            await until(lambda index=index: frames_seen(acquisition) > 2 * index)
        await until(lambda: len(results) >= 5)
        # These are the times of the results: after a slow analysis the next interval is shorter.
        assert results.times_s[4] - results.times_s[0] > 0.7


async def test_a_slow_analysis_skips_frames_and_delays_none(monkeypatch: pytest.MonkeyPatch) -> None:
    def slow(frame: Frame, request: AnalysisRequest) -> Analysis:
        time.sleep(0.5)
        return analyse(frame, request)

    monkeypatch.setattr(watch_module, "analyse", slow)
    async with watching(FakeCamera(frame_rate=100)) as (watch, results, acquisition):
        watch.request(BOTH)
        await until(lambda: len(results) >= 3)
        assert results[2].seq - results[1].seq > 1
        assert acquisition.current.dropped == 0
        newest = acquisition.frames.current
        assert newest is not None
        assert newest.value.descriptor.seq > results[2].seq


async def test_a_region_outside_the_picture_is_refused_and_the_last_request_stays() -> None:
    async with watching() as (watch, results, acquisition):
        watch.request(BOTH)
        with pytest.raises(SettingRejected) as caught:
            watch.request(AnalysisRequest(histogram=True, region=Roi(left=0, top=96, width=8, height=8)))
        issue = caught.value.issues[0]
        assert (issue.path, issue.value, issue.max) == ("region.top", 96, 95)
        assert "128 × 96" in issue.message
        await until(lambda: len(results) >= 1)
        await acquisition.apply(SettingsUpdate(rotate=90))
        watch.request(AnalysisRequest(histogram=True, region=Roi(left=0, top=96, width=8, height=8)))


async def test_sends_results_until_the_hub_disconnects(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("camera_ws.acquisition.demand.LINGER_S", 0.05)
    async with linked(tmp_path) as (link, service, hub):
        answer = await link.request("analysis.watch", {"histogram": True, "focus": True})
        assert answer["result"] == {"outside": []}
        await link.until(lambda: len(link.notices) >= 2)
        method, params = link.notices[-1]
        result = Analysis.from_wire(params)
        assert method == "analysis"
        assert result.histogram is not None
        assert sum(result.histogram[0].bins) == 128 * 96
        await link.socket.close()
        second = await hub.next_link()
        await status_where(service.acquisition, lambda status: not status.streaming)
        assert second.notices == []


async def test_an_invalid_request_is_refused_with_its_field(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        answer = await link.request("analysis.watch", {"histogram": "yes"})
        assert answer["error"]["code"] == -32602
        assert "histogram" in answer["error"]["message"]
        region = {"left": 128, "top": 0, "width": 8, "height": 8}
        answer = await link.request("analysis.watch", {"histogram": True, "region": region})
        assert answer["error"]["data"]["issues"][0]["path"] == "region.left"
