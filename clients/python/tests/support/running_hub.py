"""The whole product as people run it: hub, database and a simulated camera."""

import os
import re
import shutil
import signal
import subprocess
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from support.people import EMAIL, PASSWORD

ROOT = Path(__file__).parents[4]
CAMERA = "camera-1"
# Includes the first build of the user interface on a slow machine.
_START_S = 540.0
_END_S = 60.0


class RunningHub:
    def __init__(self, folder: Path, url: str | None) -> None:
        self._folder = folder
        self._given = url
        self._process: subprocess.Popen[str] | None = None
        self._reader: threading.Thread | None = None
        self._lines: list[str] = []
        self.url = url or ""

    def __enter__(self) -> Self:
        if self._given is None:
            self._process = self._start()
            self._reader = threading.Thread(target=self._read, args=(self._process,), daemon=True)
            self._reader.start()
            try:
                self.url = self._wait_for_url(self._process)
            except BaseException:
                self._end()
                raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._end()

    @property
    def output(self) -> str:
        return "".join(self._lines)

    def _start(self) -> subprocess.Popen[str]:
        node = ROOT / "node_modules" / "node" / "bin" / "node"
        program = str(node) if node.exists() else shutil.which("node") or "node"
        own = {
            "HUB_HOST": "127.0.0.1",
            "HUB_PORT": "0",
            "CAMERA_PORT": "0",
            "TLS": "off",
            "DATA_DIR": str(self._folder / "data"),
            "EYEPIECE_ADMIN_EMAIL": EMAIL,
            "EYEPIECE_ADMIN_PASSWORD": PASSWORD,
            # Small and few pictures need less of the machine.
            "SIMULATOR_SIZE": "640x512",
            "SIMULATOR_FPS": "10",
        }
        inherited = {k: v for k, v in os.environ.items() if k not in ("DATABASE_URL", "CAMERA_TOKEN", "JWT_SECRET")}
        # `npm test` has made its tables once.
        migrated = os.environ.get("PGLITE_HUB_TEMPLATE")
        template = {} if migrated is None else {"PGLITE_TEMPLATE": migrated}
        return subprocess.Popen(
            [program, str(ROOT / "scripts" / "start.mjs")],
            env={**inherited, **template, **own},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stdout is not None
        self._lines.extend(iter(process.stdout.readline, ""))

    def _wait_for_url(self, process: subprocess.Popen[str]) -> str:
        ends = time.monotonic() + _START_S
        while time.monotonic() < ends and process.poll() is None:
            found = re.search(r"This machine +(http:\S+)", self.output)
            if found:
                return found[1]
            time.sleep(0.1)
        raise AssertionError(f"the hub did not start:\n{self.output}")

    def _end(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(_END_S)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait(_END_S)
        if self._reader is not None:
            self._reader.join(_END_S)
        if process.stdout is not None:
            process.stdout.close()
