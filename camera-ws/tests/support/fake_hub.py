"""A hub for tests: one WebSocket and the upload endpoints on a real port."""

import asyncio
import base64
import hashlib
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket, WebSocketDisconnect

from camera_ws.protocol.frame import FrameHeader, read_frame_header
from camera_ws.protocol.messages import CaptureMetadata, Hello, State
from support.serving import Identity, serving
from support.waiting import DEADLINE_S

TOKEN = "camera-token-for-tests"


class Link:
    """One connection of a camera service, after its hello."""

    def __init__(self, socket: WebSocket) -> None:
        self.socket = socket
        self.hello: Hello | None = None
        self.states: list[State] = []
        self.frames: list[tuple[FrameHeader, bytes]] = []
        self.answers: dict[Any, dict[str, Any]] = {}
        self.notices: list[tuple[str, Any]] = []
        self.changed = asyncio.Event()
        self._next_id = 100

    async def request(self, method: str, params: Any) -> dict[str, Any]:
        """Returns the complete response: result or error."""
        self._next_id += 1
        return await self.raw({"jsonrpc": "2.0", "id": self._next_id, "method": method, "params": params})

    async def raw(self, message: dict[str, Any]) -> dict[str, Any]:
        await self.socket.send_text(json.dumps(message))
        await self.until(lambda: message["id"] in self.answers)
        return self.answers.pop(message["id"])

    async def notify(self, method: str, params: Any) -> None:
        await self.socket.send_text(json.dumps({"jsonrpc": "2.0", "method": method, "params": params}))

    async def until(self, condition: Callable[[], bool]) -> None:
        async def follow() -> None:
            while not condition():
                self.changed.clear()
                await self.changed.wait()

        await asyncio.wait_for(follow(), DEADLINE_S)

    async def next_frames(self, count: int) -> list[tuple[FrameHeader, bytes]]:
        start = len(self.frames)
        await self.until(lambda: len(self.frames) >= start + count)
        return self.frames[start:]


class FakeHub:
    """statuses and preview_statuses: responses to the next uploads; 201 after those. code: in those of a failure."""

    def __init__(self, code: str = "scripted") -> None:
        self.code = code
        self.links: asyncio.Queue[Link] = asyncio.Queue()
        self.connections = 0
        self.uploads: dict[str, tuple[CaptureMetadata, bytes]] = {}
        self.attempts: list[str] = []
        self.statuses: list[int] = []
        self.previews: dict[str, bytes] = {}
        self.preview_attempts: list[str] = []
        self.preview_statuses: list[int] = []
        self.ping_interval_ms = 2000.0
        self.fences: list[dict[str, Any]] = [{}]
        """Added to the answers to hello, as a hub that is one of several does. The last one stays."""
        self.taken_by: str | None = None
        """Refuses hello because another service uses the camera id."""
        self.app = Starlette(
            routes=[
                WebSocketRoute("/ingest/v1", self._link),
                Route("/ingest/v1/captures/{id}", self._upload, methods=["PUT"]),
                Route("/ingest/v1/captures/{id}/preview", self._preview, methods=["PUT"]),
            ]
        )

    async def next_link(self) -> Link:
        return await asyncio.wait_for(self.links.get(), DEADLINE_S)

    async def _link(self, socket: WebSocket) -> None:
        self.connections += 1
        if socket.headers.get("authorization") != f"Bearer {TOKEN}":
            await socket.close()
            return
        await socket.accept()
        link = Link(socket)
        try:
            while True:
                message = await socket.receive()
                if message["type"] == "websocket.disconnect":
                    return
                await self._receive(link, message)
                link.changed.set()
        except WebSocketDisconnect:
            return

    async def _receive(self, link: Link, message: Any) -> None:
        if message.get("bytes") is not None:
            data = message["bytes"]
            header = read_frame_header(data)
            link.frames.append((header, data[header.header_bytes :]))
            return
        body = json.loads(message["text"])
        if body.get("method") == "hello":
            link.hello = Hello.from_wire(body["params"])
            if self.taken_by is not None:
                await self._refuse(link, body["id"], self.taken_by)
                return
            fence = self.fences.pop(0) if len(self.fences) > 1 else self.fences[0]
            result = {"hubTimeUs": 1, "pingIntervalMs": self.ping_interval_ms, **fence}
            await link.socket.send_text(json.dumps({"jsonrpc": "2.0", "id": body["id"], "result": result}))
            self.links.put_nowait(link)
        elif body.get("method") == "state":
            link.states.append(State.from_wire(body["params"]))
        elif "id" not in body:
            link.notices.append((body["method"], body["params"]))
        else:
            link.answers[body["id"]] = body

    async def _refuse(self, link: Link, request_id: Any, taken_by: str) -> None:
        error = {"code": -32004, "message": f"the camera id is in use by {taken_by}"}
        await link.socket.send_text(json.dumps({"jsonrpc": "2.0", "id": request_id, "error": error}))
        await link.socket.close(4006, "the camera id is in use")

    async def _upload(self, request: Request) -> Response:
        capture_id = request.path_params["id"]
        body = await request.body()
        self.attempts.append(capture_id)
        status = self.statuses.pop(0) if self.statuses else 201
        if status not in (200, 201):
            return JSONResponse({"code": self.code}, status)
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        assert request.headers["content-digest"] == _digest(body)
        encoded = request.headers["eyepiece-metadata"]
        metadata = json.loads(base64.urlsafe_b64decode(encoded + "=" * (-len(encoded) % 4)))
        self.uploads[capture_id] = (CaptureMetadata.from_wire(metadata), body)
        return JSONResponse({}, status)

    async def _preview(self, request: Request) -> Response:
        capture_id = request.path_params["id"]
        body = await request.body()
        self.preview_attempts.append(capture_id)
        status = self.preview_statuses.pop(0) if self.preview_statuses else 201
        if status not in (200, 201, 204):
            return JSONResponse({"code": "scripted"}, status)
        assert request.headers["authorization"] == f"Bearer {TOKEN}"
        assert request.headers["content-type"] == "image/jpeg"
        assert int(request.headers["content-length"]) == len(body)
        assert capture_id in self.uploads, "the master comes first"
        self.previews[capture_id] = body
        return Response(status_code=status)


@asynccontextmanager
async def running_hub(
    hub: FakeHub, listener: socket.socket | None = None, identity: Identity | None = None
) -> AsyncIterator[str]:
    async with serving(hub.app, listener, ws="websockets-sansio", identity=identity) as url:
        yield url


def _digest(body: bytes) -> str:
    return f"sha-256=:{base64.b64encode(hashlib.sha256(body).digest()).decode()}:"
