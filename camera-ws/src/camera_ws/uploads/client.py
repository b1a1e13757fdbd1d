"""Uploads to the hub: one PUT for the file, one for its preview."""

import asyncio
import base64
import json
import os
from collections.abc import AsyncIterator, Container, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import aiohttp

from camera_ws.encoding.masters.formats import MEDIA_TYPE
from camera_ws.files.durable import sha256_of
from camera_ws.files.hub_trust import explain, trust
from camera_ws.protocol.messages import LINK_PATH, METADATA_HEADER, CaptureMetadata
from camera_ws.uploads.spool import SpoolEntry

_CONNECT_S = 5.0
_IDLE_S = 4.0
"""Node closes a connection that is idle for 5 s: do not reuse one that is about to be closed."""
_STALL_S = 30.0
"""Abort an upload when the hub reads nothing for this long."""
_ANSWER_S = 120.0
"""The hub answers once the file is durable. A clip of several GB takes a while after its last byte."""
_SILENT_S = 1.0
"""With a new link to a hub, an upload that has not moved for this long is most likely one to a hub that hangs."""
_CHUNK_BYTES = 1024 * 1024
_STORED = {200, 201, 204}
_REFUSED = {400, 409, 413, 415, 422}
_DAMAGED_STATUS = 422
_DAMAGED_CODE = "digest_mismatch"
_UNAVAILABLE = {401, 403, 404, 408, 429, 502, 503, 504}
"""From a hub, or a proxy before it, that accepts no capture at the moment."""


@dataclass(frozen=True, slots=True)
class Answer:
    """stored: durable in the hub. later: try this capture again.

    refused: for good, or its file is damaged. unavailable: the hub stores no capture at the moment.
    """

    outcome: Literal["stored", "refused", "later", "unavailable"]
    reason: str = ""


@dataclass(slots=True, eq=False)
class _Underway:
    """moved_s: when the hub last read something, by the clock of the event loop."""

    limit: asyncio.Timeout
    moved_s: float

    def moved(self, allowed_s: float) -> None:
        self.moved_s = asyncio.get_running_loop().time()
        self.limit.reschedule(self.moved_s + allowed_s)


class UploadClient:
    """Create it on the event loop, and close it before the loop ends."""

    def __init__(self, hub_url: str, token: str, ca_file: Path | None = None) -> None:
        self._url = hub_url.rstrip("/") + LINK_PATH + "/captures/"
        self._token = token
        self._ca_file = ca_file
        self._underway: set[_Underway] = set()
        # Loading the authorities of the system takes tens of milliseconds.
        tls = trust(ca_file) if hub_url.startswith("https:") else True
        timeout = aiohttp.ClientTimeout(total=None, connect=_CONNECT_S)
        # A proxy configured for the internet must not see a laboratory's captures.
        self._client = aiohttp.ClientSession(
            timeout=timeout,
            trust_env=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            connector=aiohttp.TCPConnector(keepalive_timeout=_IDLE_S, ssl=tls),
        )

    async def close(self) -> None:
        await self._client.close()

    def abandon_silent(self) -> None:
        """Ends uploads that do not move. The connection to a hub that hangs would otherwise last until its time limit.

        Sending a capture again is safe: the hub stores it once.
        """
        now_s = asyncio.get_running_loop().time()
        for upload in self._underway:
            if not upload.limit.expired():
                # One that has begun a moment ago may hang as well. The limit moves on with every part that is read.
                upload.limit.reschedule(max(now_s, upload.moved_s + _SILENT_S))

    async def put_master(self, entry: SpoolEntry) -> Answer:
        """Streams the file from disk, so that its size does not matter.

        refused also for a file that is missing or does not have its size: no further attempt can succeed.
        """
        headers = upload_headers(entry.metadata, self._token)
        try:
            # Closed here, not when the generator is collected: an aborted upload must not keep it open.
            with entry.master.open("rb") as file:
                size = os.fstat(file.fileno()).st_size
                if size != entry.metadata.size_bytes:
                    return Answer("refused", f"the file has {size} bytes, its metadata {entry.metadata.size_bytes}")
                reading = _Reading(file, size)
                reply = await self._put(entry.metadata.id, reading.pieces(), headers)
            if reading.error is not None:
                # aiohttp reports it as an error of the connection.
                return Answer("later", f"unreadable: {reading.error}")
            if reply.damaged and await asyncio.to_thread(_is_whole, entry):
                return Answer("later", f"damaged on its way to the hub: {reply.reason}")
        except FileNotFoundError as error:
            return Answer("refused", f"the file is missing: {error}")
        except OSError as error:
            return Answer("later", f"unreadable: {error}")
        return reply.outcome(_REFUSED)

    async def put_parts(self, metadata: CaptureMetadata, parts: Sequence[bytes | memoryview]) -> Answer:
        """Uploads a file that is still in memory. If it arrives damaged, the next attempt reads the spool."""
        reply = await self._put(metadata.id, _pieces(parts), upload_headers(metadata, self._token))
        return Answer("later", reply.reason) if reply.damaged else reply.outcome(_REFUSED)

    async def put_preview(self, entry: SpoolEntry, preview: Path) -> Answer:
        """Every 4xx answer is final: the capture itself is already stored."""
        try:
            jpeg = await asyncio.to_thread(preview.read_bytes)
        except OSError as error:
            return Answer("refused", f"unreadable: {error}")
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "image/jpeg",
            "Content-Length": str(len(jpeg)),
        }
        return (await self._put(f"{entry.metadata.id}/preview", _pieces([jpeg]), headers)).outcome(range(400, 500))

    async def _put(self, path: str, content: AsyncIterator[bytes | memoryview], headers: dict[str, str]) -> "_Reply":
        try:
            async with asyncio.timeout(_CONNECT_S + _STALL_S) as limit:
                upload = _Underway(limit, asyncio.get_running_loop().time())
                self._underway.add(upload)
                try:
                    body = _with_timeout(content, upload)
                    put = self._client.put(self._url + path, data=body, headers=headers, allow_redirects=False)
                    async with put as response:
                        return _Reply(response.status, await response.text(errors="replace"))
                finally:
                    self._underway.discard(upload)
        except TimeoutError:
            return _Reply(None, "the hub did not answer in time")
        except (aiohttp.ClientError, OSError) as error:
            reason = explain(error, has_ca=self._ca_file is not None)
            return _Reply(None, reason or str(error) or type(error).__name__)


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int | None
    text: str

    @property
    def damaged(self) -> bool:
        """Whether the hub received bytes that do not match the digest."""
        return self.status == _DAMAGED_STATUS and f'"{_DAMAGED_CODE}"' in self.text

    @property
    def reason(self) -> str:
        return f"HTTP {self.status}: {self.text[:500]}"

    def outcome(self, refused: Container[int]) -> Answer:
        if self.status is None:
            return Answer("unavailable", self.text)
        if self.status in _STORED:
            return Answer("stored")
        if self.status in refused:
            return Answer("refused", self.reason)
        return Answer("unavailable" if self.status in _UNAVAILABLE else "later", self.reason)


def upload_headers(metadata: CaptureMetadata, token: str) -> dict[str, str]:
    """The digest as in RFC 9530; the metadata as base64url of JSON, because header values are ASCII."""
    digest = base64.b64encode(bytes.fromhex(metadata.sha256)).decode()
    text = json.dumps(metadata.to_json(), ensure_ascii=False, separators=(",", ":"))
    return {
        "Authorization": f"Bearer {token}",
        "Content-Type": MEDIA_TYPE[metadata.format],
        "Content-Length": str(metadata.size_bytes),
        "Content-Digest": f"sha-256=:{digest}:",
        METADATA_HEADER: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    }


def _is_whole(entry: SpoolEntry) -> bool:
    metadata = entry.metadata
    return entry.master.stat().st_size == metadata.size_bytes and sha256_of(entry.master) == metadata.sha256


class _Reading:
    """The pieces of a file. error: why they ended early."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file = file
        self._size = size
        self.error: OSError | None = None

    async def pieces(self) -> AsyncIterator[bytes]:
        """OSError when the file ends before: the hub would wait for the rest, and the upload until its time limit."""
        left = self._size
        try:
            while chunk := await asyncio.to_thread(self._file.read, min(_CHUNK_BYTES, left)):
                left -= len(chunk)
                yield chunk
            if left > 0:
                raise OSError(f"the file ended {left} bytes early")
        except OSError as error:
            self.error = error
            raise


async def _pieces(parts: Sequence[bytes | memoryview]) -> AsyncIterator[memoryview]:
    for part in parts:
        whole = memoryview(part).cast("B")
        for at in range(0, len(whole), _CHUNK_BYTES):
            yield whole[at : at + _CHUNK_BYTES]


async def _with_timeout(
    content: AsyncIterator[bytes | memoryview], upload: _Underway
) -> AsyncIterator[bytes | memoryview]:
    """Extends the time limit with each piece: aiohttp asks for the next one when the hub has read the last."""
    async for piece in content:
        upload.moved(_STALL_S)
        yield piece
    upload.moved(_ANSWER_S)
