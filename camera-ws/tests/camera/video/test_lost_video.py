"""A video source that vanishes and comes back, through the acquisition."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest

from camera_ws.camera.base import Camera
from camera_ws.camera.video.address import parse_address
from camera_ws.camera.video.camera import VideoCamera
from camera_ws.protocol.camera.settings import SettingsUpdate
from support.video_server import PICTURES, HttpServer, RtspServer, serving_rtsp, serving_video
from support.waiting import connected, running_acquisition, status_where

pytestmark = pytest.mark.usefixtures("short_waits")

Serve = Callable[[int], AbstractContextManager["HttpServer | RtspServer"]]


@pytest.mark.parametrize(
    ("scheme", "serve"),
    [("http", lambda port: serving_video(port=port)), ("rtsp", serving_rtsp)],
    ids=["http", "rtsp"],
)
async def test_a_network_camera_comes_back_with_its_settings(scheme: str, serve: Serve) -> None:
    with serve(0) as server:
        port = server.server_address[1]
        camera: Camera = VideoCamera(parse_address(f"{scheme}://ana:s3cret@127.0.0.1:{port}/live"))
        async with running_acquisition(camera) as acquisition:
            await connected(acquisition)
            await acquisition.apply(SettingsUpdate(frame_rate=12.5))
            with acquisition.watch():
                await acquisition.frames.newer_than(0)
                server.closing.set()
                server.shutdown()
                server.server_close()
                lost = await status_where(acquisition, lambda status: not status.connected)
                assert lost.fault is not None
                assert lost.fault.code == "camera_disconnected"
                assert "s3cret" not in f"{lost}"
                await status_where(acquisition, lambda status: status.retry_attempt >= 3)
                with serve(port):
                    back = await status_where(acquisition, lambda status: status.connected and status.streaming)
                    assert back.fault is None
                    newest = acquisition.frames.current
                    await acquisition.frames.newer_than(newest.version if newest else 0)
                    assert camera.settings.frame_rate == 12.5
                    await acquisition.close()


async def test_an_idle_network_camera_is_seen_to_vanish() -> None:
    with serving_video() as server:
        camera = VideoCamera(parse_address(f"http://127.0.0.1:{server.server_port}/"))
        async with running_acquisition(camera) as acquisition:
            await connected(acquisition)
            server.closing.set()
            lost = await status_where(acquisition, lambda status: not status.connected)
            assert lost.fault is not None
            assert "the stream has ended" in lost.fault.message


async def test_a_file_that_comes_later_is_found(tmp_path: Path) -> None:
    path = tmp_path / "a.mjpeg"
    camera = VideoCamera(parse_address(str(path)))
    async with running_acquisition(camera) as acquisition:
        waiting = await status_where(acquisition, lambda status: status.retry_attempt >= 2)
        assert waiting.fault is not None
        assert waiting.fault.message == "there is no file a.mjpeg"
        path.write_bytes(PICTURES[0])
        await connected(acquisition)
