"""Samples on the link: demand, offer, rate, the values of captures, and a hub that does not read."""

import asyncio
import io
from pathlib import Path

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from websockets.asyncio.server import ServerConnection, serve

from camera_ws.errors import CameraError
from camera_ws.protocol import rpc
from camera_ws.protocol.camera.sample_offer import SampleOffer
from camera_ws.protocol.camera.settings import Roi, SettingsUpdate
from camera_ws.protocol.frame import FRAME_KIND_SAMPLES, FrameHeader
from camera_ws.protocol.sample_fields import SampleFields
from support.cameras.fake_camera import FakeCamera
from support.decoding.sample_decoder import decoded_frame
from support.fake_hub import FakeHub, Link
from support.services import linked, running_service
from support.waiting import DEADLINE_S, until

SampleFrame = tuple[FrameHeader, bytes]


def samples_of(link: Link) -> list[SampleFrame]:
    return [(header, data) for header, data in link.frames if header.kind == FRAME_KIND_SAMPLES]


async def more_samples(link: Link, count: int = 1) -> list[SampleFrame]:
    start = len(samples_of(link))
    await link.until(lambda: len(samples_of(link)) >= start + count)
    return samples_of(link)[start:]


async def set_format(link: Link, pixel_format: str) -> None:
    answer = await link.request("settings.update", {"settings": {"pixelFormat": pixel_format}})
    assert answer["result"]["settings"]["pixelFormat"] == pixel_format


def pixels_in(file: bytes, format: str) -> NDArray[np.uint16]:
    if format == "raw":
        return np.load(io.BytesIO(file))
    pixels = cv2.imdecode(np.frombuffer(file, np.uint8), cv2.IMREAD_UNCHANGED)
    assert pixels is not None
    return pixels[:, :, ::-1] if pixels.ndim == 3 else pixels


async def captured(link: Link, hub: FakeHub, format: str) -> tuple[int, bytes]:
    """The sequence number and the file of a new capture."""
    capture_id = f"0b8f9c1e-3c56-4a0e-9b1d-{len(hub.uploads):012x}"
    answer = await link.request("capture", {"captureId": capture_id, "format": format})
    await until(lambda: capture_id in hub.uploads)
    return answer["result"]["capture"]["seq"], hub.uploads[capture_id][1]


@pytest.mark.parametrize(("pixel_format", "channels"), [("MONO16", 1), ("RGB48", 3)])
@pytest.mark.parametrize("format", ["tiff", "png", "raw"])
async def test_samples_are_the_values_of_a_capture_of_the_same_frame(
    tmp_path: Path, pixel_format: str, channels: int, format: str
) -> None:
    async with linked(tmp_path, FakeCamera(frame_rate=5)) as (link, _, hub):
        await set_format(link, pixel_format)
        await link.notify("demand", {"streaming": True, "samples": {}})
        await more_samples(link)

        def sent(seq: int) -> SampleFrame | None:
            return next((frame for frame in samples_of(link) if frame[0].fields.seq == seq), None)

        async with asyncio.timeout(DEADLINE_S):
            while True:
                # A slow machine may leave out the frame of a capture.
                seq, file = await captured(link, hub, format)
                await more_samples(link, 2)
                if frame := sent(seq):
                    break
        header, data = frame
        assert header.samples == SampleFields(12, channels)
        assert np.array_equal(decoded_frame(header, data), pixels_in(file, format))
        assert (header.fields.exposure_ms, header.fields.width, header.fields.height) == (2.0, 128, 96)


async def test_samples_have_the_corrections_and_the_settings_flag(tmp_path: Path) -> None:
    async with linked(tmp_path, FakeCamera(frame_rate=20)) as (link, _, _):
        await set_format(link, "MONO16")
        await link.notify("demand", {"streaming": True, "samples": {}})
        await more_samples(link)
        answer = await link.request("corrections.update", {"corrections": {"dark": "take", "frames": 2}})
        assert answer["result"]["corrections"]["dark"]["state"] == "on"
        # The same scene less itself: what is left is noise.
        await link.until(lambda: float(decoded_frame(*samples_of(link)[-1]).mean()) < 200)
        start = len(samples_of(link))
        await link.request("settings.update", {"settings": {"exposure": 3}})
        await link.until(lambda: any(header.fields.flags == 2 for header, _ in samples_of(link)[start:]))


async def test_only_frames_of_more_than_8_bits_are_offered_and_sent(tmp_path: Path) -> None:
    async with linked(tmp_path, FakeCamera(frame_rate=20)) as (link, _, _):
        await link.notify("demand", {"streaming": True, "samples": {}})
        await link.next_frames(5)
        assert samples_of(link) == []
        assert all(state.samples is None for state in link.states)
        await set_format(link, "MONO16")
        await more_samples(link)
        await link.until(lambda: link.states[-1].samples is not None)
        assert link.states[-1].samples == SampleOffer(bits=12, channels=1, frame_bytes=100_000, max_fps=15)
        await set_format(link, "MONO8")
        await link.until(lambda: link.states[-1].samples is None)
        count = len(samples_of(link))
        await link.next_frames(5)
        assert len(samples_of(link)) == count


async def test_nothing_is_encoded_without_demand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with linked(tmp_path, FakeCamera(frame_rate=50)) as (link, service, _):
        await set_format(link, "MONO16")
        encoded: list[int] = []
        encode = service.samples.encode
        monkeypatch.setattr(
            service.samples, "encode", lambda frame: (encoded.append(frame.descriptor.seq), encode(frame))[1]
        )
        await link.notify("demand", {"streaming": True})
        await link.next_frames(10)
        assert encoded == []
        await link.notify("demand", {"streaming": True, "samples": {}})
        sent = await more_samples(link, 3)
        await link.notify("demand", {"streaming": True})
        # The frame that was on its way arrives first.
        await link.request("settings.update", {"settings": {}})
        count = len(encoded)
        await link.next_frames(10)
        assert len(encoded) == count
        assert [header.fields.seq for header, _ in sent] == encoded[: len(sent)]


async def test_the_rate_is_limited(tmp_path: Path) -> None:
    async with linked(tmp_path, FakeCamera(frame_rate=60)) as (link, _, _):
        await set_format(link, "MONO16")
        await link.notify("demand", {"streaming": True, "samples": {"maxFps": 10}})
        times = [header.fields.captured_at_us for header, _ in await more_samples(link, 10)]
        assert times[-1] - times[0] >= 9 * 100_000 - 20_000


async def test_switched_off_it_offers_and_sends_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CAMERA_SAMPLES", "off")
    async with linked(tmp_path, FakeCamera(frame_rate=20)) as (link, _, _):
        await set_format(link, "MONO16")
        await link.notify("demand", {"streaming": True, "samples": {}})
        await link.next_frames(10)
        assert samples_of(link) == []
        assert all(state.samples is None for state in link.states)


async def test_a_frame_that_cannot_be_decoded_is_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    async with linked(tmp_path, FakeCamera(frame_rate=20)) as (link, service, _):
        await set_format(link, "MONO16")
        encode, calls = service.samples._encode, 0

        def fails_once(frame: object) -> object:
            nonlocal calls
            calls += 1
            if calls == 1:
                raise CameraError("the picture is broken")
            return encode(frame)  # pyright: ignore[reportArgumentType]

        monkeypatch.setattr(service.samples, "_encode", fails_once)
        await link.notify("demand", {"streaming": True, "samples": {}})
        await more_samples(link, 2)
        assert calls >= 3


async def test_a_hub_that_does_not_read_gets_one_frame_at_a_time(tmp_path: Path) -> None:
    """Its pongs stop with its reads, so no second frame is sent, and nothing else is queued for it."""
    sent: list[bytes] = []
    stop = asyncio.Event()

    async def hub(socket: ServerConnection) -> None:
        await socket.recv()
        await socket.send(rpc.result(1, {"hubTimeUs": 1, "pingIntervalMs": 60_000.0}))
        await socket.send(rpc.notification("demand", {"streaming": True, "samples": {}}))
        await stop.wait()

    async with serve(hub, "127.0.0.1", 0, max_queue=1) as server:
        port = server.sockets[0].getsockname()[1]
        camera = FakeCamera(frame_rate=100)
        camera.apply(SettingsUpdate(pixel_format="MONO16", roi=Roi(left=0, top=0, width=1280, height=1024)))
        async with running_service(camera, tmp_path, f"http://127.0.0.1:{port}") as service:
            encode = service.samples.encode

            async def counted(frame: object) -> object:
                encoded = await encode(frame)  # pyright: ignore[reportArgumentType]
                sent.append(encoded.data if encoded else b"")
                return encoded

            service.samples.encode = counted  # pyright: ignore[reportAttributeAccessIssue]
            frames = service.acquisition.frames
            await until(lambda: len(sent) > 0)
            newest = frames.current
            start = newest.version if newest else 0
            await until(lambda: frames.current is not None and frames.current.version > start + 50)
            assert len(sent) <= 4
            stop.set()
