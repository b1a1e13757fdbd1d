"""Frames of the past on the link: their bytes, captures and clips of them, and what the live stream notices."""

import asyncio
import hashlib
import uuid
from pathlib import Path
from typing import Any

import av
import pytest
import simplejpeg

from camera_ws.encoding import encoder as encoder_module
from camera_ws.protocol import rpc
from camera_ws.protocol.frame import FLAG_REWOUND, FrameHeader
from camera_ws.service.service import CameraService
from support.cameras.fake_camera import FakeCamera
from support.fake_hub import FakeHub, Link
from support.services import linked
from support.waiting import until

Sent = tuple[FrameHeader, bytes]


def key(header: FrameHeader) -> dict[str, int]:
    return {"seq": header.fields.seq, "capturedAtUs": header.fields.captured_at_us}


def live(link: Link) -> list[Sent]:
    return [sent for sent in link.frames if not sent[0].fields.flags & FLAG_REWOUND]


def of_the_past(link: Link) -> list[Sent]:
    return [sent for sent in link.frames if sent[0].fields.flags & FLAG_REWOUND]


async def streamed(link: Link, count: int) -> list[Sent]:
    """Starts the stream, waits for frames and stops it. Returns all of them."""
    await link.notify("demand", {"streaming": True})
    await link.until(lambda: len(live(link)) >= count)
    await link.notify("demand", {"streaming": False})
    await link.until(lambda: bool(link.states) and not link.states[-1].streaming)
    return live(link)


async def rewound(link: Link, header: FrameHeader) -> Sent:
    """The frame, which precedes the answer. Frames of the stream may come between them."""
    earlier = len(of_the_past(link))
    assert (await link.request("rewind.frame", key(header)))["result"] == {}
    [(found, jpeg)] = of_the_past(link)[earlier:]
    assert (key(found), found.fields.flags) == (key(header), FLAG_REWOUND)
    return found, jpeg


async def test_frames_are_those_of_the_stream_and_encoded_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    encoded: list[bytes] = []
    to_jpeg = encoder_module.to_jpeg

    def counted(*arguments: Any) -> bytes:
        encoded.append(to_jpeg(*arguments))
        return encoded[-1]

    monkeypatch.setattr(encoder_module, "to_jpeg", counted)
    async with linked(tmp_path) as (link, service, _):
        sent = await streamed(link, 12)
        page = (await link.request("rewind.list", {}))["result"]
        assert (page["seq"], page["sizeBytes"]) == (
            [header.fields.seq for header, _ in sent],
            [len(jpeg) for _, jpeg in sent],
        )
        for header, jpeg in sent:
            found, again = await rewound(link, header)
            assert hashlib.sha256(again).digest() == hashlib.sha256(jpeg).digest()
            assert (found.fields.exposure_ms, found.fields.width) == (header.fields.exposure_ms, header.fields.width)
        assert len(encoded) == len(sent)
        # The very objects that were sent.
        assert all(frame.jpeg is jpeg for frame, jpeg in zip(service.rewind.ring.frames, encoded, strict=True))
        state = link.states[-1].rewind
        assert state is not None
        assert (state.frames, state.from_us) == (len(sent), sent[0][0].fields.captured_at_us)


async def test_the_stream_goes_on_while_frames_of_the_past_are_sent(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        await link.notify("demand", {"streaming": True})
        (header, jpeg), *_ = await link.next_frames(1)
        for _ in range(10):
            before = len(live(link))
            assert (await rewound(link, header))[1] == jpeg
            await link.until(lambda before=before: len(live(link)) > before)
        numbers = [shown.fields.seq for shown, _ in live(link)]
        assert numbers == sorted(set(numbers))


async def test_a_hub_that_asks_for_many_at_once_is_refused(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        (header, _), *_ = await streamed(link, 1)
        answers = await asyncio.gather(*(link.request("rewind.frame", key(header)) for _ in range(12)))
        codes = [answer["error"]["code"] for answer in answers if "error" in answer]
        assert rpc.BUSY in codes
        assert len(codes) < 12
        assert (await rewound(link, header))[0].fields.seq == header.fields.seq


async def test_a_frame_that_is_not_kept_and_an_invalid_one(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        gone = await link.request("rewind.frame", {"seq": 1, "capturedAtUs": 7})
        assert gone["error"] == {"code": rpc.GONE, "message": "frame 1 of 7 µs is not kept: none is kept"}
        invalid = await link.request("rewind.frame", {"seq": -1, "capturedAtUs": 7})
        assert (invalid["error"]["code"], invalid["error"]["data"]["issues"][0]["path"]) == (rpc.INVALID_PARAMS, "seq")
        lost = await link.request("capture", {"captureId": str(uuid.uuid4()), "rewind": {"seq": 1, "capturedAtUs": 7}})
        assert lost["error"]["code"] == rpc.GONE


async def captured(link: Link, service: CameraService, hub: FakeHub, header: FrameHeader) -> tuple[Any, bytes]:
    params = {"captureId": str(uuid.uuid4()), "rewind": key(header), "label": "missed", "nameTemplate": "{label}"}
    capture = (await link.request("capture", params))["result"]["capture"]
    await until(lambda: service.spool.count == 0)
    metadata, body = hub.uploads[capture["id"]]
    assert metadata.to_json() == capture
    return capture, body


async def test_a_captured_frame_has_its_own_descriptor_and_picture_data(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, service, hub):
        header, jpeg = (await streamed(link, 3))[1]
        await link.request("settings.update", {"settings": {"exposure": 4.5}})
        capture, body = await captured(link, service, hub, header)
        assert (capture["seq"], capture["exposureMs"], capture["settings"]["exposure"]) == (header.fields.seq, 2, 2)
        assert (capture["format"], capture["label"], capture["nameTemplate"]) == ("jpg", "missed", "{label}")
        assert capture["fromLive"] == {"sha256": hashlib.sha256(jpeg).hexdigest()}
        assert capture["sha256"] == hashlib.sha256(body).hexdigest()
        # EXIF is inserted behind the head of the JPEG, which ends with its first quantisation table.
        tables = jpeg.index(b"\xff\xdb")
        assert body.endswith(jpeg[tables:])
        assert b'"fromLive"' in body


@pytest.mark.parametrize(
    ("field", "value"), [("exposure", 3), ("gain", 1), ("average", 4), ("fullFrame", True), ("format", "png")]
)
async def test_a_frame_of_the_past_cannot_be_exposed_otherwise(tmp_path: Path, field: str, value: object) -> None:
    async with linked(tmp_path) as (link, service, _):
        (header, _), *_ = await streamed(link, 1)
        params = {"captureId": str(uuid.uuid4()), "rewind": key(header), field: value}
        error = (await link.request("capture", params))["error"]
        assert (error["code"], error["data"]["issues"][0]["path"]) == (rpc.SETTING_REJECTED, field)
        assert service.spool.count == 0


async def test_frames_of_both_sizes_survive_a_change_and_a_lost_camera(tmp_path: Path) -> None:
    camera = FakeCamera()
    async with linked(tmp_path, camera) as (link, service, hub):
        large = (await streamed(link, 2))[0]
        region = {"left": 0, "top": 0, "width": 96, "height": 64}
        await link.request("settings.update", {"settings": {"roi": region}})
        await link.notify("demand", {"streaming": True})
        await link.until(lambda: link.frames[-1][0].fields.width == 96)
        small = link.frames[-1]
        camera.plugged = False
        await link.until(lambda: not link.states[-1].connected)
        for (header, jpeg), size in ((large, (96, 128)), (small, (64, 96))):
            assert (await rewound(link, header))[1] == jpeg
            capture, body = await captured(link, service, hub, header)
            assert simplejpeg.decode_jpeg_header(body)[:2] == size
            assert (capture["height"], capture["width"]) == size
            assert (capture["roi"]["height"], capture["roi"]["width"]) == size


async def test_only_pictures_of_full_size_are_kept(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, service, _):
        await link.notify("demand", {"streaming": True, "maxWidth": 64})
        await link.next_frames(3)
        assert service.rewind.ring.frames == []


async def test_with_rewind_always_frames_are_kept_while_nobody_watches(tmp_path: Path) -> None:
    async with linked(tmp_path, rewind_always="on") as (link, service, _):
        await until(lambda: len(service.rewind.ring.frames) >= 3)
        assert link.frames == []


async def test_without_memory_nothing_is_kept(tmp_path: Path) -> None:
    async with linked(tmp_path, rewind_mb=0) as (link, _, _):
        await streamed(link, 2)
        assert link.states[-1].rewind is None
        page = (await link.request("rewind.list", {}))["result"]
        assert (page["seq"], page["budgetBytes"]) == ([], 0)


async def test_the_last_frames_become_a_clip_while_settings_stay_free(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, service, hub):
        sent = await streamed(link, 20)
        until_us = sent[-3][0].fields.captured_at_us
        job_id = str(uuid.uuid4())
        spec = {"kind": "clip", "durationMs": 600_000, "past": {"untilUs": until_us}, "label": "beat"}
        assert "result" in await link.request("sequence.start", {"jobId": job_id, "job": spec})
        assert "result" in await link.request("settings.update", {"settings": {"exposure": 3}})
        await until(lambda: bool(hub.uploads))
        ((metadata, body),) = hub.uploads.values()
        assert metadata.clip is not None
        assert (metadata.format, metadata.job_id, metadata.label) == ("mp4", job_id, "beat")
        assert metadata.clip.frames == len(sent) - 2
        assert metadata.seq == sent[0][0].fields.seq
        assert metadata.from_live is not None
        span_ms = (until_us - sent[0][0].fields.captured_at_us) / 1000
        assert metadata.clip.duration_ms == pytest.approx(span_ms, abs=0.1)
        path = tmp_path / "clip.mp4"
        path.write_bytes(body)
        with av.open(str(path)) as clip:
            assert len(list(clip.decode(video=0))) == metadata.clip.frames
        assert service.rewind.ring.frames[0].holds == 0
        # The job ends a moment after the upload has been accepted.
        await until(lambda: service.jobs.get(job_id).state != "running")
        job = service.jobs.get(job_id)
        assert (job.state, job.done, job.total) == ("done", len(sent) - 2, len(sent) - 2)


async def test_a_clip_of_the_past_needs_frames_and_has_one_size(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, service, hub):
        spec = {"kind": "clip", "durationMs": 1000, "past": {}}
        start = {"jobId": str(uuid.uuid4()), "job": spec}
        assert (await link.request("sequence.start", start))["error"]["code"] == rpc.GONE
        assert (await link.request("sequence.estimate", {"job": spec}))["error"]["code"] == rpc.GONE
        await streamed(link, 3)
        large = len(service.rewind.ring.frames)
        await link.request("settings.update", {"settings": {"roi": {"left": 0, "top": 0, "width": 96, "height": 64}}})
        await link.notify("demand", {"streaming": True})
        await link.until(lambda: link.frames[-1][0].fields.width == 96)
        await link.notify("demand", {"streaming": False})
        long = {**spec, "durationMs": 600_000}
        assert (await link.request("sequence.estimate", {"job": long}))["result"]["estimate"]["bytes"] > 0
        assert "result" in await link.request("sequence.start", {"jobId": str(uuid.uuid4()), "job": long})
        await until(lambda: bool(hub.uploads))
        ((metadata, _),) = hub.uploads.values()
        assert metadata.clip is not None
        assert (metadata.width, metadata.height) == (96, 64)
        assert metadata.clip.missed >= large
