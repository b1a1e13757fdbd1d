"""Regions and lines that are analysed besides the whole picture."""

import time
from pathlib import Path

import numpy as np
import pytest
from pydantic import ValidationError

from camera_ws.camera.base import Frame
from camera_ws.pictures.analysis import watch as watch_module
from camera_ws.pictures.analysis.analyse import analyse, analyse_area
from camera_ws.pictures.analysis.profile import profile
from camera_ws.pictures.analysis.watch import AnalysisWatch
from camera_ws.protocol.camera.analysis import (
    AREAS_MAX,
    PROFILE_SAMPLES,
    Analysis,
    AnalysisArea,
    AnalysisRequest,
    ProfileLine,
)
from camera_ws.protocol.camera.settings import Roi
from support.cameras.fake_camera import FakeCamera
from support.data.pictures import frame, gradient
from support.services import linked
from support.waiting import connected, running_acquisition, until

LINE = ProfileLine(x1=2, y1=1, x2=5, y2=1)


def test_a_profile_has_the_samples_of_the_picture_unchanged() -> None:
    pixels = np.arange(64, dtype=np.uint16).reshape(8, 8) * 60
    along = profile(pixels, LINE)
    assert [(channel.name, channel.values) for channel in along.channels] == [("L", [600, 660, 720, 780])]
    assert along.step_px == 1
    backwards = profile(pixels, ProfileLine(x1=5, y1=1, x2=2, y2=1))
    assert backwards.channels[0].values == [780, 720, 660, 600]


def test_a_profile_of_a_colour_picture_has_three_channels() -> None:
    pixels = np.zeros((4, 8, 3), np.uint8)
    pixels[1, 2:6] = [1, 2, 3]
    channels = profile(pixels, LINE).channels
    assert [(channel.name, channel.values) for channel in channels] == [
        ("R", [1] * 4),
        ("G", [2] * 4),
        ("B", [3] * 4),
    ]


def test_a_slanted_line_has_one_sample_per_pixel_of_its_length() -> None:
    pixels = np.zeros((40, 40), np.uint8)
    along = profile(pixels, ProfileLine(x1=0, y1=0, x2=30, y2=30))
    assert len(along.channels[0].values) == 44
    assert along.step_px == pytest.approx(30 * 2**0.5 / 43)


def test_a_point_has_one_sample() -> None:
    along = profile(gradient(), ProfileLine(x1=3, y1=3, x2=3, y2=3))
    assert (len(along.channels[0].values), along.step_px) == (1, 0)


def test_a_long_line_has_a_limited_number_of_samples() -> None:
    pixels = np.zeros((1, 5000), np.uint8)
    along = profile(pixels, ProfileLine(x1=0, y1=0, x2=4999, y2=0))
    assert len(along.channels[0].values) == PROFILE_SAMPLES
    assert along.step_px == pytest.approx(4999 / (PROFILE_SAMPLES - 1))


def test_an_area_outside_the_picture_has_no_result() -> None:
    picture = frame(np.zeros((10, 10), np.uint8))
    assert analyse_area(picture, AnalysisArea(id="a", line=ProfileLine(x1=0, y1=0, x2=10, y2=0))) is None
    assert analyse_area(picture, AnalysisArea(id="a", region=Roi(left=10, top=0, width=1, height=1))) is None
    result = analyse_area(picture, AnalysisArea(id="a", histogram=True, region=Roi(left=9, top=0, width=5, height=5)))
    assert result is not None
    assert (result.area, result.region) == ("a", Roi(left=9, top=0, width=1, height=5))


def test_more_areas_than_the_limit_are_refused() -> None:
    areas = [{"id": str(index), "line": LINE.to_json()} for index in range(AREAS_MAX + 1)]
    with pytest.raises(ValidationError, match="areas"):
        AnalysisRequest.from_wire({"areas": areas})


async def test_each_area_has_a_result_of_its_own(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _hub):
        region = {"left": 0, "top": 0, "width": 8, "height": 4}
        areas = [
            {"id": "part", "histogram": True, "region": region},
            {"id": "line", "line": {"x1": 0, "y1": 0, "x2": 9, "y2": 0}},
            {"id": "gone", "line": {"x1": 0, "y1": 0, "x2": 128, "y2": 0}},
        ]
        answer = await link.request("analysis.watch", {"focus": True, "areas": areas})
        assert answer["result"] == {"outside": ["gone"]}
        await link.until(lambda: len(link.notices) >= 6)
        results = {(result := Analysis.from_wire(params)).area: result for _, params in link.notices}
        assert set(results) == {None, "part", "line"}
        part, line = results["part"], results["line"]
        assert part.histogram is not None
        assert (sum(part.histogram[0].bins), part.focus) == (32, None)
        assert line.profile is not None
        assert (len(line.profile.channels[0].values), line.histogram) == (10, None)
        assert results[None].focus is not None


async def test_ten_thousand_requests_do_not_raise_the_share_of_a_core(monkeypatch: pytest.MonkeyPatch) -> None:
    spent_s: list[float] = []

    def slow(picture: Frame, request: AnalysisRequest) -> Analysis:
        started = time.monotonic()
        time.sleep(0.1)
        spent_s.append(time.monotonic() - started)
        return analyse(picture, request)

    monkeypatch.setattr(watch_module, "analyse", slow)
    async with running_acquisition(FakeCamera(frame_rate=100)) as acquisition:
        results: list[Analysis] = []
        watch = AnalysisWatch(acquisition, results.append)
        try:
            await connected(acquisition)
            started = time.monotonic()
            for index in range(10_000):
                watch.request(AnalysisRequest(histogram=True, focus=index % 2 == 0))
                if index % 100 == 0:
                    version = seen.version if (seen := acquisition.frames.current) else 0
                    await acquisition.frames.newer_than(version)
            await until(lambda: len(results) >= 2)
            # One analysis may have begun just before the end.
            assert sum(spent_s[:-1]) <= 0.25 * (time.monotonic() - started)
        finally:
            await watch.close()
