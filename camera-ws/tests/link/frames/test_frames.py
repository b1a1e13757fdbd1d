"""Frames on the link: demand, headers, size and rate."""

from itertools import pairwise
from pathlib import Path

import simplejpeg

from camera_ws.camera.clock import SystemClock
from camera_ws.protocol.frame import FLAG_SCALED, FLAG_SETTINGS_CHANGED
from support.cameras.fake_camera import FakeCamera
from support.services import linked
from support.waiting import until


async def test_streams_only_on_demand(tmp_path: Path) -> None:
    camera = FakeCamera()
    async with linked(tmp_path, camera) as (link, service, _):
        await link.until(lambda: bool(link.states))
        assert (camera.starts, link.frames) == (0, [])
        await link.notify("demand", {"streaming": True})
        frames = await link.next_frames(5)
        sequence = [header.fields.seq for header, _ in frames]
        assert sequence == sorted(set(sequence))
        await link.notify("demand", {"streaming": False})
        await until(lambda: not service.acquisition.current.streaming)
        await link.until(lambda: not link.states[-1].streaming)


async def test_frames_match_their_headers(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        await link.notify("demand", {"streaming": True})
        header, jpeg = (await link.next_frames(1))[0]
        assert simplejpeg.decode_jpeg(jpeg, "RGB").shape == (96, 128, 3)
        fields = header.fields
        assert (fields.width, fields.height, fields.flags & FLAG_SCALED) == (128, 96, 0)
        assert fields.exposure_ms == 2.0
        assert abs(fields.captured_at_us - SystemClock().now_us()) < 60_000_000


async def test_scales_to_the_requested_width(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        await link.notify("demand", {"streaming": True, "maxWidth": 64})
        header, jpeg = (await link.next_frames(1))[0]
        assert simplejpeg.decode_jpeg_header(jpeg)[:2] == (48, 64)
        assert (header.fields.width, header.fields.flags & FLAG_SCALED) == (64, FLAG_SCALED)
        await link.notify("demand", {"streaming": True})
        await link.until(lambda: link.frames[-1][0].fields.width == 128)


async def test_keeps_the_requested_rate(tmp_path: Path) -> None:
    async with linked(tmp_path, FakeCamera(frame_rate=100)) as (link, _, _):
        await link.notify("demand", {"streaming": True, "maxFps": 20})
        times = [header.fields.captured_at_us for header, _ in await link.next_frames(10)]
        gaps_us = [later - earlier for earlier, later in pairwise(times)]
        assert sum(gaps_us) / len(gaps_us) >= 45_000


async def test_the_first_frame_after_a_change_is_marked(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        await link.notify("demand", {"streaming": True})
        await link.next_frames(2)
        answer = await link.request("settings.update", {"settings": {"exposure": 4.5}})
        assert answer["result"]["settings"]["exposure"] == 4.5
        await link.until(lambda: any(header.fields.exposure_ms == 4.5 for header, _ in link.frames))
        first = next(header for header, _ in link.frames if header.fields.exposure_ms == 4.5)
        assert first.fields.flags & FLAG_SETTINGS_CHANGED
        await link.until(lambda: link.states[-1].settings.exposure == 4.5)


async def test_the_mark_of_a_skipped_frame_moves_to_the_next_one(tmp_path: Path) -> None:
    async with linked(tmp_path, FakeCamera(frame_rate=100)) as (link, _, _):
        await link.notify("demand", {"streaming": True, "maxFps": 4})
        await link.next_frames(2)
        before = len(link.frames)
        await link.request("settings.update", {"settings": {"exposure": 4.5}})
        await link.until(lambda: any(header.fields.exposure_ms == 4.5 for header, _ in link.frames[before:]))
        marks = [bool(header.fields.flags & FLAG_SETTINGS_CHANGED) for header, _ in await link.next_frames(2)]
        first = next(header for header, _ in link.frames if header.fields.exposure_ms == 4.5)
        assert first.fields.flags & FLAG_SETTINGS_CHANGED
        assert not any(marks)


async def test_an_invalid_demand_does_not_stop_the_stream(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        await link.notify("demand", {"streaming": True})
        await link.next_frames(1)
        await link.notify("demand", {"streaming": "please"})
        await link.next_frames(3)
