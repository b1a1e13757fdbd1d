"""python -m camera_ws as a process."""

import json
import os
import signal
import socket
from pathlib import Path
from typing import Any

import httpx
import numpy as np
import pytest
import simplejpeg
import tifffile

from support.cameras.micromanager import adapters, needs_wheels
from support.data.pictures import jpeg_folder
from support.processes import SOURCE, finished, started, wait_until_connected
from support.video_server import PICTURES, serving_video

pytestmark = pytest.mark.skipif(os.name == "nt", reason="sends POSIX signals")


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_logs_its_address_and_stops_on_a_signal(tmp_path: Path, number: signal.Signals) -> None:
    with started(tmp_path) as (process, url):
        wait_until_connected(url)
        with httpx.stream("GET", f"{url}/video/feed", timeout=60) as feed:
            next(feed.iter_bytes())
            process.send_signal(number)
            assert process.wait(timeout=60) == 0


def test_every_line_on_stdout_is_json_with_time_level_and_message(tmp_path: Path) -> None:
    with started(tmp_path) as (process, url):
        wait_until_connected(url)
        process.terminate()
        assert process.stdout is not None
        lines: list[dict[str, Any]] = [json.loads(line) for line in process.stdout]
        assert lines[-1]["msg"] == "stopped"
        assert all({"time", "level", "msg"} <= set(line) for line in lines)


def test_an_acknowledged_capture_survives_a_kill(tmp_path: Path) -> None:
    with started(tmp_path) as (process, url):
        wait_until_connected(url)
        answer = httpx.post(f"{url}/capture", timeout=60).json()
        process.kill()
        process.wait()
    assert Path(answer["filepath"]).stat().st_size == answer["image_info"]["size_bytes"]
    with started(tmp_path) as (_, url):
        assert Path(answer["filepath"]).exists()


def test_a_used_port_is_reported_in_one_line(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = finished(tmp_path, CAMERA_PORT=str(port))
    assert result.returncode == 1
    assert result.stderr.strip().splitlines() == [
        f"camera-ws: cannot listen on 127.0.0.1:{port} (CAMERA_HOST, CAMERA_PORT): Address already in use"
    ]


def test_a_wrong_variable_is_reported_in_one_line(tmp_path: Path) -> None:
    result = finished(tmp_path, CAMERA_DRIVER="webcam")
    assert (result.returncode, len(result.stderr.strip().splitlines())) == (2, 1)
    assert "CAMERA_DRIVER" in result.stderr


def test_without_the_sdk_it_starts_only_with_a_fallback(tmp_path: Path) -> None:
    # This module behaves like a wrapper without its library, on every machine.
    (tmp_path / "pixelinkWrapper.py").write_text("raise OSError('libPxLApi.so: cannot open shared object file')")
    path = os.pathsep.join([str(tmp_path), str(SOURCE)])
    refused = finished(tmp_path, CAMERA_DRIVER="pixelink", PYTHONPATH=path)
    assert (refused.returncode, len(refused.stderr.strip().splitlines())) == (1, 1)
    assert "PixeLINK SDK" in refused.stderr
    assert "CAMERA_FALLBACK" in refused.stderr
    with started(tmp_path, CAMERA_DRIVER="pixelink", CAMERA_FALLBACK="simulated", PYTHONPATH=path) as (_, url):
        wait_until_connected(url)


def test_replays_a_folder(tmp_path: Path) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    originals = jpeg_folder(folder, 2)
    with started(tmp_path, CAMERA_DRIVER="replay", REPLAY_SOURCE=str(folder), REPLAY_FPS="20") as (_, url):
        wait_until_connected(url)
        answer = httpx.post(f"{url}/capture", timeout=60).json()
        kept = simplejpeg.decode_jpeg(Path(answer["filepath"]).read_bytes(), "RGB")
        assert any(np.array_equal(kept, simplejpeg.decode_jpeg(original, "RGB")) for original in originals)


def test_the_password_of_a_network_camera_is_in_no_file_log_or_answer(tmp_path: Path) -> None:
    with serving_video() as server:
        address = f"http://ana:s3cret@127.0.0.1:{server.server_port}/s3cret?password=s3cret"
        with started(tmp_path, CAMERA_DRIVER="video", VIDEO_SOURCE=address, LOG_LEVEL="debug") as (process, url):
            wait_until_connected(url)
            answers = [httpx.post(f"{url}/capture", timeout=60).text]
            kept = simplejpeg.decode_jpeg(Path(json.loads(answers[0])["filepath"]).read_bytes(), "RGB")
            assert any(np.array_equal(kept, simplejpeg.decode_jpeg(picture, "RGB")) for picture in PICTURES)
            server.closing.set()
            wait_until_connected(url, connected=False)
            answers += [httpx.get(f"{url}/{path}", timeout=60).text for path in ("health", "settings")]
            process.terminate()
            assert process.stdout is not None
            answers.append(process.stdout.read())
    files = [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file()]
    assert f"http://127.0.0.1:{server.server_port}" in answers[-1]
    assert "s3cret" not in "".join(answers)
    assert not any(b"s3cret" in content for content in files)


@needs_wheels
def test_a_camera_of_micromanager(tmp_path: Path) -> None:
    configuration = str(adapters() / "MMConfig_demo.cfg")
    with started(tmp_path, CAMERA_DRIVER="micromanager", MICROMANAGER_CONFIG=configuration) as (_, url):
        wait_until_connected(url)
        answer = httpx.post(f"{url}/capture", json={"format": "tiff"}, timeout=60).json()
        kept = tifffile.imread(answer["filepath"])
        assert (kept.shape, kept.dtype) == ((512, 512), np.uint16)


def test_without_the_core_of_micromanager_it_says_what_to_install(tmp_path: Path) -> None:
    (tmp_path / "pymmcore.py").write_text("raise ImportError('no core')")
    path = os.pathsep.join([str(tmp_path), str(SOURCE)])
    refused = finished(tmp_path, CAMERA_DRIVER="micromanager", MICROMANAGER_CONFIG="demo.cfg", PYTHONPATH=path)
    assert (refused.returncode, len(refused.stderr.strip().splitlines())) == (1, 1)
    assert "requirements-micromanager.txt" in refused.stderr


def test_a_missing_replay_source_is_reported_in_one_line(tmp_path: Path) -> None:
    result = finished(tmp_path, CAMERA_DRIVER="replay", REPLAY_SOURCE=str(tmp_path / "nowhere"))
    assert (result.returncode, len(result.stderr.strip().splitlines())) == (1, 1)
    assert "nowhere" in result.stderr


def test_a_hanging_sdk_blocks_neither_the_api_nor_the_end(tmp_path: Path) -> None:
    (tmp_path / "pixelinkWrapper.py").write_text(
        "import time\n"
        "class PxLApi:\n"
        "    def __getattr__(self, name):\n"
        "        return lambda *_: time.sleep(10**6)\n"
        "PxLApi = PxLApi()\n"
    )
    path = os.pathsep.join([str(tmp_path), str(SOURCE)])
    with started(tmp_path, CAMERA_DRIVER="pixelink", PYTHONPATH=path) as (process, url):
        assert httpx.get(f"{url}/health", timeout=60).json()["camera_connected"] is False
        refused = httpx.post(f"{url}/capture", timeout=60)
        assert refused.status_code in (503, 504)
        process.terminate()
        assert process.wait(timeout=60) == 0
