"""Kills a camera service again and again, starts and stops its hub, and checks that no capture is lost."""

import asyncio
import hashlib
import json
import random
import secrets
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import simplejpeg
from starlette.requests import Request
from starlette.responses import Response

from camera_ws.jobs.kinds.recording import packet_sizes
from camera_ws.protocol.messages import CaptureMetadata
from support.fake_hub import TOKEN, FakeHub, running_hub
from support.processes import environment
from support.serving import bound
from support.waiting import until

SETTINGS = {"roi": {"left": 0, "top": 0, "width": 320, "height": 240}, "frameRate": 60, "exposure": 4}
JOBS = (
    {"kind": "burst", "count": 400},
    {"kind": "burst", "count": 30},
    {"kind": "timelapse", "count": 400, "everyMs": 100},
    {"kind": "clip", "durationMs": 60_000},
)
START_TIMEOUT_S = 120.0


class Library(FakeHub):
    """A hub that keeps all captures. faults lists wrong uploads."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.kept: dict[str, CaptureMetadata] = {}
        self.faults: list[str] = []
        self._folder = folder

    async def _upload(self, request: Request) -> Response:
        capture_id = request.path_params["id"]
        answer = await super()._upload(request)
        metadata, body = self.uploads.pop(capture_id)
        before = self.kept.setdefault(capture_id, metadata)
        if before.sha256 != metadata.sha256:
            self.faults.append(f"{capture_id} was uploaded with two contents")
        if hashlib.sha256(body).hexdigest() != metadata.sha256 or len(body) != metadata.size_bytes:
            self.faults.append(f"{capture_id} does not match its metadata")
        self._check(metadata, body)
        return answer

    def pictures(self, job_id: str) -> int:
        return sum(metadata.job_id == job_id for metadata in self.kept.values())

    def repeated_indices(self) -> list[tuple[str | None, int | None]]:
        indices = Counter((kept.job_id, kept.job_index) for kept in self.kept.values() if kept.job_id is not None)
        return [index for index, count in indices.items() if count > 1]

    def _check(self, metadata: CaptureMetadata, body: bytes) -> None:
        size = (metadata.height, metadata.width)
        if metadata.format == "mp4":
            (self._folder / "clip.mp4").write_bytes(body)
            frames = len(packet_sizes(self._folder / "clip.mp4"))
            if metadata.clip is None or metadata.clip.frames != frames:
                self.faults.append(f"{metadata.id} has {frames} frames")
        elif not body.endswith(b"\xff\xd9") or simplejpeg.decode_jpeg(body, "RGB").shape[:2] != size:
            self.faults.append(f"{metadata.id} is not a complete picture")


class Chaos:
    """Rounds of work that end with SIGKILL; finish is the last round, which ends normally."""

    def __init__(self, folder: Path, seed: int) -> None:
        self.library = Library(folder)
        self.answered: dict[str, str] = {}
        """SHA-256 of each single capture that was acknowledged."""
        self.reported: dict[str, int] = {}
        """The highest reported `done` of each job; for a clip its frames."""
        self.kinds: dict[str, str] = {}
        self.kills = 0
        self._folder = folder
        self._random = random.Random(seed)
        self._port = _free_port()
        self._hub = AsyncExitStack()
        self._hub_is_up = False

    async def round(self) -> None:
        if self._random.random() < 0.5:
            await self._toggle_hub()
        async with self._service() as (process, http):
            work = asyncio.create_task(self._work(http))
            hub = asyncio.create_task(self._maybe_toggle_hub())
            await asyncio.wait({work}, timeout=self._random.uniform(0.0, 1.5))
            process.kill()
            self.kills += 1
            await process.wait()
            work.cancel()
            await asyncio.gather(work, hub, return_exceptions=True)

    async def finish(self) -> list[dict[str, Any]]:
        """Uploads all waiting captures and ends all jobs; returns the jobs."""
        if not self._hub_is_up:
            await self._toggle_hub()
        async with self._service() as (process, http):
            for job in (await http.get("/jobs")).json():
                if "endedAtUs" not in job:
                    await http.post(f"/jobs/{job['id']}/cancel")
            await until(self._is_spool_empty, 60)
            jobs = (await http.get("/jobs")).json()
            process.terminate()
            assert await process.wait() == 0
        await self._hub.aclose()
        return jobs

    def leftovers(self) -> list[str]:
        return [str(path) for path in (self._folder / "data" / "spool").iterdir()]

    def _is_spool_empty(self) -> bool:
        return self.leftovers() == []

    async def _work(self, http: httpx.AsyncClient) -> None:
        await http.put("/settings", json=SETTINGS)
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self._run_job(http))
            tasks.create_task(self._capture(http))

    async def _run_job(self, http: httpx.AsyncClient) -> None:
        while True:
            jobs = (await http.get("/jobs")).json()
            for job in jobs:
                self._note(job)
            if all("endedAtUs" in job for job in jobs):
                begun = await http.post("/jobs", json=self._random.choice(JOBS))
                assert begun.status_code == 201, begun.text
                self._note(begun.json())
            elif self._random.random() < 0.02:
                await http.post(f"/jobs/{jobs[0]['id']}/cancel")

    async def _capture(self, http: httpx.AsyncClient) -> None:
        while True:
            answer = await http.post("/capture")
            assert answer.status_code == 200, answer.text
            capture = answer.json()["capture"]
            self.answered[capture["id"]] = capture["sha256"]

    def _note(self, job: dict[str, Any]) -> None:
        self.kinds[job["id"]] = job["job"]["kind"]
        self.reported[job["id"]] = max(self.reported.get(job["id"], 0), job["done"])

    async def _maybe_toggle_hub(self) -> None:
        if self._random.random() < 0.3:
            await asyncio.sleep(self._random.uniform(0, 0.5))
            await self._toggle_hub()

    async def _toggle_hub(self) -> None:
        if self._hub_is_up:
            await self._hub.aclose()
            self._hub = AsyncExitStack()
        else:
            await self._hub.enter_async_context(running_hub(self.library, bound(self._port)))
        self._hub_is_up = not self._hub_is_up

    @asynccontextmanager
    async def _service(self) -> AsyncIterator[tuple[asyncio.subprocess.Process, httpx.AsyncClient]]:
        hub = {"HUB_URL": f"http://127.0.0.1:{self._port}", "CAMERA_TOKEN": TOKEN}
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "camera_ws", env=environment(self._folder, **hub), stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        drain: asyncio.Task[None] | None = None
        try:
            url = await asyncio.wait_for(_listening(process.stdout), START_TIMEOUT_S)
            drain = asyncio.create_task(_drain(process.stdout))
            async with httpx.AsyncClient(base_url=url, timeout=20, trust_env=False) as http:
                await _connected(http)
                yield process, http
        finally:
            if process.returncode is None:
                process.kill()
                await process.wait()
            if drain is not None:
                await drain


async def _listening(lines: asyncio.StreamReader) -> str:
    async for line in lines:
        message = json.loads(line)
        if message["msg"] == "listening":
            return message["url"]
    raise AssertionError("the service ended before it was listening")


async def _drain(lines: asyncio.StreamReader) -> None:
    async for line in lines:
        assert json.loads(line)["level"] != "critical", line


async def _connected(http: httpx.AsyncClient) -> None:
    async with asyncio.timeout(START_TIMEOUT_S):
        while not (await http.get("/health")).json()["camera_connected"]:
            await asyncio.sleep(0.01)


def _free_port() -> int:
    """A port below those of connections, so that none gets it while the hub is away."""
    while True:
        port = 20_000 + secrets.randbelow(12_768)
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
