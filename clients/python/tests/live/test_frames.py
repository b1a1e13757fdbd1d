"""Live frames: fresh, in order, and after a break of the connection."""

import asyncio
import time

import httpx
import numpy as np
import pytest
from engineio.base_client import connected_clients

from eyepiece import AsyncHub, AuthenticationFailed, FrameTimeout, Hub, NotFound, NotPermitted
from support.people import Person, make_key
from support.proxy import Proxy
from support.running_hub import CAMERA
from support.waiting import eventually

PATIENT_S = 60.0
"""Passing tests do not wait for it."""


def test_frames_ascend_and_have_pictures_and_descriptors(hub: Hub) -> None:
    with hub.camera(CAMERA).frames(timeout=PATIENT_S) as frames:
        some = [next(frames) for _ in range(8)]
        state = hub.camera(CAMERA).state()
    numbers = [frame.seq for frame in some]
    assert numbers == sorted(set(numbers))
    last = some[-1]
    assert last.exposure_ms == pytest.approx(state.settings["exposure_ms"], rel=1e-3)
    assert last.jpeg[:2] == b"\xff\xd8"
    picture = last.array()
    assert picture.shape[:2] == (last.height, last.width)
    assert picture.dtype == np.uint8
    assert picture.std() > 0
    assert frames.flow["ackEvery"] >= 1


def test_more_frames_come_than_the_window_of_the_hub_has(hub: Hub) -> None:
    """Without acknowledgements the hub sends at most 32."""
    with hub.camera(CAMERA).frames(timeout=PATIENT_S) as frames:
        first = next(frames)
        eventually(lambda: next(frames).seq - first.seq > 50)


def test_a_stream_accepts_less_width_and_rate(hub: Hub) -> None:
    with hub.camera(CAMERA).frames(max_width=320, max_fps=5, timeout=PATIENT_S) as frames:
        some = [next(frames) for _ in range(4)]
    assert all(frame.width <= 320 and frame.reduced for frame in some)


def test_a_reader_that_was_away_gets_a_fresh_frame(hub: Hub) -> None:
    with hub.camera(CAMERA).frames(timeout=PATIENT_S) as frames:
        before = next(frames)
        away_s = 2.5
        # The pause of the reader is what is tested.
        time.sleep(away_s)
        after = next(frames)
    # 10 frames a second were made in the meantime; the frame that was held for so long is not returned.
    assert after.captured_at_us - before.captured_at_us > (away_s - 1.0) * 1e6


def test_the_age_is_that_of_clocks_of_one_machine(hub: Hub) -> None:
    with hub.camera(CAMERA).frames(timeout=PATIENT_S) as frames:
        for _ in range(3):
            # Wrong units or clocks are far off.
            assert -1000 < next(frames).age_ms < 30_000


def test_continues_after_the_connection_broke(ana: Person) -> None:
    with Proxy(ana.url) as proxy, Hub(proxy.url, ana.key) as hub:
        with hub.camera(CAMERA).frames(timeout=PATIENT_S) as frames:
            before = next(frames)
            proxy.refusing = True
            proxy.cut()
            with pytest.raises(FrameTimeout, match=CAMERA):
                eventually(lambda: frames.next(timeout=1) is None)
            # A deadline that passed does not end the stream.
            proxy.refusing = False
            assert next(frames).captured_at_us > before.captured_at_us


def test_a_hub_that_is_silent_is_a_timeout(ana: Person) -> None:
    with Proxy(ana.url) as proxy, Hub(proxy.url, ana.key) as hub:
        proxy.silent = True
        started = time.monotonic()
        with hub.camera(CAMERA).frames(timeout=2) as frames, pytest.raises(FrameTimeout, match="within 2 s"):
            next(frames)
        assert time.monotonic() - started < PATIENT_S


def test_a_refusal_ends_the_stream_with_its_reason(hub: Hub, ana: Person) -> None:
    with hub.camera("camera-9").frames(timeout=PATIENT_S) as frames, pytest.raises(NotFound, match="camera-9"):
        next(frames)
    _, capturing = make_key(ana, ["capture"])
    with Hub(ana.url, capturing) as limited, limited.camera(CAMERA).frames(timeout=PATIENT_S) as frames:
        with pytest.raises(NotPermitted, match="watch"):
            next(frames)


def test_a_revoked_key_ends_the_stream(hub: Hub, ana: Person) -> None:
    identity, key = make_key(ana, ["watch"])
    with Hub(ana.url, key) as own, own.camera(CAMERA).frames(timeout=PATIENT_S) as frames:
        next(frames)
        headers = {"Authorization": f"Bearer {ana.token}"}
        assert httpx.delete(f"{ana.url}/api/v1/keys/{identity}", headers=headers, timeout=60).is_success
        with pytest.raises(AuthenticationFailed) as caught:
            eventually(lambda: next(frames) is None)
    assert caught.value.code == "session_expired"


def test_a_stream_that_is_closed_ends_the_loop(hub: Hub) -> None:
    frames = hub.camera(CAMERA).frames(timeout=PATIENT_S)
    count = 0
    for _ in frames:
        count += 1
        if count == 2:
            frames.close()
            frames.close()
    assert count == 2


async def test_two_streams_of_one_camera_have_their_own_options(ana: Person) -> None:
    async with AsyncHub(ana.url, ana.key) as hub:
        camera = hub.camera(CAMERA)
        async with (
            camera.frames(max_width=160, timeout=PATIENT_S) as small,
            camera.frames(timeout=PATIENT_S) as large,
        ):
            for _ in range(4):
                narrow, wide = await asyncio.gather(small.next(), large.next())
                assert narrow.width <= 160
            assert wide.width > narrow.width or wide.reduced
    # No task of a closed stream is left.
    assert len(asyncio.all_tasks()) == 1


async def test_a_connection_leaves_nothing_behind(ana: Person) -> None:
    before = len(connected_clients)
    async with AsyncHub(ana.url, ana.key) as hub:
        for _ in range(3):
            async with hub.camera(CAMERA).frames(timeout=PATIENT_S) as frames:
                await frames.next()
    assert len(connected_clients) == before
