"""The service in a process of its own."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

SOURCE = Path(__file__).parents[2] / "src"
_COMMAND = (sys.executable, "-m", "camera_ws")
_DEADLINE_S = 60.0


def environment(folder: Path, **variables: str) -> dict[str, str]:
    """A simulator without a hub, any free port, data in the folder; no variables of the test process's own camera."""
    ours = ("CAMERA_", "HUB_", "REPLAY_", "VIDEO_", "MICROMANAGER_")
    plain = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    defaults = {"PYTHONPATH": str(SOURCE), "HUB_URL": "", "CAMERA_PORT": "0", "CAMERA_DATA_DIR": str(folder / "data")}
    defaults["CAMERA_DRIVER"] = "simulated"
    return plain | defaults | variables


@contextmanager
def started(folder: Path, umask: int = -1, **variables: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """Yields the process and its address once it listens; kills it afterwards."""
    process = subprocess.Popen(
        _COMMAND, env=environment(folder, **variables), stdout=subprocess.PIPE, text=True, umask=umask
    )
    assert process.stdout is not None
    try:
        yield process, next(line["url"] for line in map(json.loads, process.stdout) if line["msg"] == "listening")
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def finished(folder: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Runs the service to its end."""
    return subprocess.run(
        _COMMAND, env=environment(folder, **variables), capture_output=True, text=True, timeout=_DEADLINE_S, check=False
    )


def wait_until_connected(url: str, connected: bool = True) -> None:
    deadline_s = time.monotonic() + _DEADLINE_S
    while httpx.get(f"{url}/health", timeout=_DEADLINE_S).json()["camera_connected"] != connected:
        assert time.monotonic() < deadline_s
        time.sleep(0.02)
