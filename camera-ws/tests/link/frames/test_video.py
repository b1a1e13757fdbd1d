"""Video on the link: demand, chains, key frames, failures, and a hub that does not read."""

import asyncio
import random
import threading
from pathlib import Path

import pytest
from websockets.asyncio.server import ServerConnection, serve

from camera_ws.link.frames.in_flight import WINDOW_MAX, InFlight
from camera_ws.pictures.video import encoders as encoders_module
from camera_ws.pictures.video import tier_encoder
from camera_ws.pictures.video.encoders import VideoEncoders
from camera_ws.pictures.video.tier_encoder import TierEncoder
from camera_ws.protocol import rpc
from camera_ws.protocol.frame import FRAME_KIND_JPEG, FRAME_KIND_VIDEO, FrameFields, FrameHeader
from camera_ws.protocol.video_fields import VIDEO_TIERS, VideoFields, VideoTier
from support.cameras.fake_camera import FakeCamera
from support.decoding.video_decoder import VideoDecoder
from support.fake_hub import Link
from support.services import linked, running_service
from support.waiting import DEADLINE_S, until

SIZES = [{"left": 0, "top": 0, "width": 128, "height": 96}, {"left": 0, "top": 0, "width": 96, "height": 64}]

Sent = tuple[FrameHeader, VideoFields, bytes]


def video_of(link: Link, tier: VideoTier) -> list[Sent]:
    """In the order in which the hub received it."""
    return [(header, header.video, data) for header, data in link.frames if header.video and header.video.tier == tier]


async def more_video(link: Link, tier: VideoTier, count: int = 1) -> list[Sent]:
    start = len(video_of(link, tier))
    await link.until(lambda: len(video_of(link, tier)) >= start + count)
    return video_of(link, tier)[start:]


async def key_after(link: Link, tier: VideoTier, start: int) -> None:
    """start: number of frames of this tier before the change that makes the key frame."""
    await link.until(lambda: any(video.key for _, video, _ in video_of(link, tier)[start:]))


def twins(link: Link) -> list[tuple[FrameFields, FrameFields]]:
    """Video frames and the JPEGs of the same sequence numbers."""
    jpegs = {header.fields.seq: header.fields for header, _ in link.frames if header.kind == FRAME_KIND_JPEG}
    shown = [header.fields for header, _, _ in video_of(link, "sharp")]
    return [(fields, jpegs[fields.seq]) for fields in shown if fields.seq in jpegs]


def video_threads() -> set[str]:
    return {thread.name for thread in threading.enumerate() if thread.name.startswith("video-")}


@pytest.fixture(autouse=True)
def steady_rate(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine delivers fewer frames than the encoders were opened for; that makes no key frame here."""
    monkeypatch.setattr(tier_encoder, "_RATE_CHECK_US", 10**15)


async def test_hello_offers_the_tiers(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        assert link.hello is not None
        assert link.hello.video is not None
        offered = {tier.tier: (tier.bits_per_second, tier.max_width, tier.max_fps) for tier in link.hello.video.tiers}
        assert offered == {"sharp": (3e6, 1280, 30), "lean": (950e3, 1280, 30), "thin": (5e5, 640, 30)}


@pytest.mark.parametrize("why", ["off", "no libx264"])
async def test_without_video_hello_offers_none_and_demand_gets_none(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, why: str
) -> None:
    if why == "off":
        monkeypatch.setenv("CAMERA_VIDEO", "off")
    else:
        monkeypatch.setattr("camera_ws.service.video_tiers.has_x264", lambda: False)
    async with linked(tmp_path) as (link, _, _):
        assert link.hello is not None
        assert link.hello.video is None
        await link.notify("demand", {"streaming": True, "video": ["lean"]})
        await link.notify("video:key", {"tier": "lean"})
        await link.next_frames(10)
        assert {header.kind for header, _ in link.frames} == {FRAME_KIND_JPEG}


async def test_video_and_jpegs_of_a_frame_show_the_same_moment(tmp_path: Path) -> None:
    async with linked(tmp_path, FakeCamera(frame_rate=20)) as (link, _, _):
        await link.notify("demand", {"streaming": True, "video": ["sharp"]})
        await link.until(lambda: len(twins(link)) >= 3)
        for fields, twin in twins(link):
            assert (fields.captured_at_us, fields.exposure_ms, fields.gain_db) == (
                twin.captured_at_us,
                twin.exposure_ms,
                twin.gain_db,
            )
            assert (fields.width, fields.height) == (twin.width, twin.height)


async def test_video_without_jpegs(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        await link.notify("demand", {"streaming": False, "video": ["thin"]})
        await more_video(link, "thin", 5)
        assert {header.kind for header, _ in link.frames} == {FRAME_KIND_VIDEO}


async def test_a_tier_is_sent_at_most_at_its_rate(tmp_path: Path) -> None:
    async with linked(tmp_path, FakeCamera(frame_rate=200)) as (link, _, _):
        await link.notify("demand", {"streaming": True, "video": ["lean"]})
        sent = await more_video(link, "lean", 20)
        times = [header.fields.captured_at_us for header, _, _ in sent]
        assert (times[-1] - times[0]) / (len(times) - 1) >= 1e6 / 30 - 2000


async def test_the_encoder_stops_with_the_demand(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders_module, "LINGER_S", 0.05)
    async with linked(tmp_path) as (link, _, _):
        assert video_threads() == set()
        await link.notify("demand", {"streaming": True, "video": ["lean", "thin"]})
        await more_video(link, "lean")
        await more_video(link, "thin")
        await link.notify("demand", {"streaming": True, "video": ["thin"]})
        await until(lambda: {name.split("_")[0] for name in video_threads()} == {"video-thin"})
        # Its answer comes after the frames that were sent before.
        await link.request("ping", {"hubTimeUs": 1})
        count = len(video_of(link, "lean"))
        await more_video(link, "thin", 5)
        assert len(video_of(link, "lean")) == count
        await link.notify("demand", {"streaming": True})
        await until(lambda: video_threads() == set())
        await link.next_frames(3)


async def test_a_lost_link_stops_the_encoder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders_module, "LINGER_S", 0.05)
    async with linked(tmp_path) as (link, _, hub):
        await link.notify("demand", {"streaming": True, "video": ["lean"]})
        await more_video(link, "lean")
        await link.socket.close()
        next_link = await hub.next_link()
        await until(lambda: video_threads() == set())
        await next_link.notify("demand", {"streaming": True, "video": ["lean"]})
        assert (await more_video(next_link, "lean"))[0][1].key


async def test_a_key_frame_comes_on_request(tmp_path: Path) -> None:
    async with linked(tmp_path) as (link, _, _):
        await link.notify("demand", {"streaming": True, "video": ["lean", "thin"]})
        await more_video(link, "lean", 3)
        start = len(video_of(link, "lean"))
        for _ in range(20):
            await link.notify("video:key", {"tier": "lean"})
        await key_after(link, "lean", start)
        assert sum(video.key for _, video, _ in video_of(link, "thin")) <= 1


@pytest.mark.parametrize(
    "change",
    [{"roi": SIZES[1]}, {"pixelFormat": "MONO8"}, {"flip": {"horizontal": True, "vertical": False}}],
    ids=["size", "pixel format", "orientation"],
)
async def test_a_key_frame_follows_a_change(tmp_path: Path, change: dict[str, object]) -> None:
    async with linked(tmp_path) as (link, service, _):
        await link.notify("demand", {"streaming": True, "video": ["lean"]})
        await more_video(link, "lean", 3)
        start = len(video_of(link, "lean"))
        answer = await link.request("settings.update", {"settings": change})
        assert "result" in answer
        await key_after(link, "lean", start)
        exposure = await link.request("settings.update", {"settings": {"exposure": 3.5}})
        assert "result" in exposure
        await link.until(lambda: video_of(link, "lean")[-1][0].fields.exposure_ms == 3.5)
        assert sum(video.key for _, video, _ in video_of(link, "lean")[start:]) == 1, (
            "exposure changes make no key frame"
        )
        assert service.acquisition.current.streaming


async def test_a_failing_encoder_is_reported_and_jpegs_go_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(encoders_module, "RETRY_FIRST_S", 0.3)
    works = TierEncoder._encode

    def fails(*_: object) -> object:
        raise encoders_module.VideoFailed("x264 is broken")

    monkeypatch.setattr(TierEncoder, "_encode", fails)
    async with linked(tmp_path) as (link, _, _):
        await link.notify("demand", {"streaming": True, "video": ["lean"]})
        await link.until(lambda: any(state.video and state.video.failed for state in link.states))
        offer = next(state.video for state in link.states if state.video and state.video.failed)
        assert [tier.tier for tier in offer.tiers] == ["sharp", "thin"]
        assert [(failed.tier, failed.reason) for failed in offer.failed or []] == [("lean", "x264 is broken")]
        await link.next_frames(5)
        monkeypatch.setattr(TierEncoder, "_encode", works)
        assert (await more_video(link, "lean"))[0][1].key
        await link.until(lambda: any(state.video and len(state.video.tiers) == 3 for state in link.states))


@pytest.mark.parametrize("seed", [1, 2, 3])
async def test_any_sequence_of_demands_and_changes_gives_chains_that_decode(tmp_path: Path, seed: int) -> None:
    """Every delta frame refers to the frame sent before of its tier; the first of a tier is a key frame."""
    choose = random.Random(seed)
    async with linked(tmp_path, FakeCamera(frame_rate=60)) as (link, _, _):
        demand: list[VideoTier] = []
        for _ in range(25):
            action = choose.choice(["demand", "size", "key", "exposure", "frames"])
            if action == "demand":
                demand = choose.sample(VIDEO_TIERS, choose.randint(0, len(VIDEO_TIERS)))
                await link.notify("demand", {"streaming": True, "video": demand})
            elif action == "size":
                await link.request("settings.update", {"settings": {"roi": choose.choice(SIZES)}})
            elif action == "key":
                await link.notify("video:key", {"tier": choose.choice(VIDEO_TIERS)})
            elif action == "exposure":
                await link.request("settings.update", {"settings": {"exposure": choose.uniform(1, 5)}})
            elif demand:
                await more_video(link, choose.choice(demand), choose.randint(1, 4))
        await link.notify("demand", {"streaming": True, "video": list(VIDEO_TIERS)})
        for tier in VIDEO_TIERS:
            await more_video(link, tier, 2)
        for tier in VIDEO_TIERS:
            check_chain(video_of(link, tier))


def check_chain(sent: list[Sent]) -> None:
    """As a viewer that gets everything."""
    decoder = VideoDecoder()
    last: FrameHeader | None = None
    for header, video, data in sent:
        if last is None:
            assert video.key
        elif not video.key:
            assert video.depends_on == last.fields.seq
            assert (header.fields.width, header.fields.height) == (last.fields.width, last.fields.height)
            assert 0 < (header.fields.seq - last.fields.seq) % 2**32 < 2**31
        shown = decoder.decode(data)
        assert (shown.width, shown.height) == (header.fields.width, header.fields.height)
        last = header


async def test_a_hub_that_does_not_read_stops_the_encoders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So nothing piles up: at most a window of pictures of each tier is under way."""
    encoded = 0
    stalled = asyncio.Event()
    done = asyncio.Event()
    encode = VideoEncoders.encode

    async def counted(self: VideoEncoders, *args: object, **options: object) -> object:
        nonlocal encoded
        encoded += 1
        return await encode(self, *args, **options)  # type: ignore[arg-type]  # passed on as received

    monkeypatch.setattr(VideoEncoders, "encode", counted)
    # The library of the hub answers pings even if the hub reads nothing.
    monkeypatch.setattr(InFlight, "_answered", lambda _, pong: pong.cancelled() or pong.exception())

    async def hub(socket: ServerConnection) -> None:
        async for message in socket:
            parsed = rpc.parse(message) if isinstance(message, str) else None
            if isinstance(parsed, rpc.Request) and parsed.method == "hello" and parsed.id is not None:
                await socket.send(rpc.result(parsed.id, {"hubTimeUs": 1, "pingIntervalMs": 60_000}))
                await socket.send(rpc.notification("demand", {"streaming": True, "video": list(VIDEO_TIERS)}))
                break
        stalled.set()
        await done.wait()

    async with serve(hub, "127.0.0.1", 0, compression=None) as server:
        url = f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}"
        async with running_service(FakeCamera(), tmp_path, url) as service:
            await asyncio.wait_for(stalled.wait(), DEADLINE_S)
            await until(lambda: encoded >= 3)
            for _ in range(100):
                newest = service.acquisition.frames.current
                await service.acquisition.frames.newer_than(newest.version if newest else 0)
            assert encoded <= WINDOW_MAX * len(VIDEO_TIERS)
        done.set()
