"""The hub's intake of captures, as this service calls it: one PUT for the file, one for its preview."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Container, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import aiohttp

from camera_ws.encoding.masters.formats import MEDIA_TYPE
from camera_ws.protocol.messages import LINK_PATH, METADATA_HEADER, CaptureMetadata
from camera_ws.uploads.spool import SpoolEntry

_CONNECT_S = 5.0
_IDLE_S = 4.0
"""A server in Node closes a connection that is idle for 5 s: one that may be about to go is not used again."""
_STALL_S = 30.0
"""A hub that takes nothing for so long is given up."""
_ANSWER_S = 120.0
"""The hub answers once a file is durable there: of a clip of some GB that takes a while after its last byte."""
_CHUNK_BYTES = 1024 * 1024
_TAKEN = {200, 201, 204}
_NEVER = {400, 409, 413, 415, 422}
_AWAY = {401, 403, 404, 408, 429, 502, 503, 504}
"""Said by a hub, or by what stands before it, that takes no capture at all now."""


@dataclass(frozen=True, slots=True)
class Answer:
    """taken: durable there. never: another attempt would not change it. later: this one may be taken another time.

    away: no capture is taken now.
    """

    outcome: Literal["taken", "never", "later", "away"]
    reason: str = ""


class Intake:
    """Made once, on the event loop; close it."""

    def __init__(self, hub_url: str, token: str) -> None:
        self._url = hub_url.rstrip("/") + LINK_PATH + "/captures/"
        self._token = token
        timeout = aiohttp.ClientTimeout(total=None, connect=_CONNECT_S)
        # trust_env off: a proxy meant for the internet must not see a laboratory's captures.
        self._client = aiohttp.ClientSession(
            timeout=timeout,
            trust_env=False,
            cookie_jar=aiohttp.DummyCookieJar(),
            connector=aiohttp.TCPConnector(keepalive_timeout=_IDLE_S),
        )

    async def close(self) -> None:
        await self._client.close()

    async def put_master(self, entry: SpoolEntry) -> Answer:
        """Read from the disk as it goes, however large."""
        headers = upload_headers(entry.metadata, self._token)
        try:
            # Closed here, not when the generator is collected: an upload that is cut off must not keep it open.
            with entry.master.open("rb") as file:
                answer = await self._put(entry.metadata.id, _read(file), headers)
        except OSError as error:
            return Answer("later", f"unreadable: {error}")
        return answer.judged(_NEVER)

    async def put_parts(self, metadata: CaptureMetadata, parts: Sequence[bytes | memoryview]) -> Answer:
        """A file that is in memory still."""
        headers = upload_headers(metadata, self._token)
        return (await self._put(metadata.id, _pieces(parts), headers)).judged(_NEVER)

    async def put_preview(self, entry: SpoolEntry, preview: Path) -> Answer:
        """Whatever the hub says against a preview is final: the capture itself is safe."""
        try:
            jpeg = await asyncio.to_thread(preview.read_bytes)
        except OSError as error:
            return Answer("never", f"unreadable: {error}")
        headers = {
            "Authorization": f"Bearer {self._token}",
            "Content-Type": "image/jpeg",
            "Content-Length": str(len(jpeg)),
        }
        return (await self._put(f"{entry.metadata.id}/preview", _pieces([jpeg]), headers)).judged(range(400, 500))

    async def _put(self, path: str, content: AsyncIterator[bytes | memoryview], headers: dict[str, str]) -> "_Reply":
        try:
            async with asyncio.timeout(_CONNECT_S + _STALL_S) as patience:
                body = _followed(content, patience)
                put = self._client.put(self._url + path, data=body, headers=headers, allow_redirects=False)
                async with put as response:
                    return _Reply(response.status, await response.text(errors="replace"))
        except TimeoutError:
            return _Reply(None, "the hub took too long")
        except (aiohttp.ClientError, OSError) as error:
            return _Reply(None, str(error) or type(error).__name__)


@dataclass(frozen=True, slots=True)
class _Reply:
    status: int | None
    text: str

    def judged(self, never: Container[int]) -> Answer:
        if self.status is None:
            return Answer("away", self.text)
        if self.status in _TAKEN:
            return Answer("taken")
        reason = f"HTTP {self.status}: {self.text[:500]}"
        if self.status in never:
            return Answer("never", reason)
        return Answer("away" if self.status in _AWAY else "later", reason)


def upload_headers(metadata: CaptureMetadata, token: str) -> dict[str, str]:
    """Digest as in RFC 9530; metadata as base64url of JSON, since header values are ASCII."""
    digest = base64.b64encode(bytes.fromhex(metadata.sha256)).decode()
    text = json.dumps(metadata.to_json(), ensure_ascii=False, separators=(",", ":"))
    return {
        "Authorization": f"Bearer {token}",
        "Content-Type": MEDIA_TYPE[metadata.format],
        "Content-Length": str(metadata.size_bytes),
        "Content-Digest": f"sha-256=:{digest}:",
        METADATA_HEADER: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    }


async def _read(file: BinaryIO) -> AsyncIterator[bytes]:
    while chunk := await asyncio.to_thread(file.read, _CHUNK_BYTES):
        yield chunk


async def _pieces(parts: Sequence[bytes | memoryview]) -> AsyncIterator[memoryview]:
    for part in parts:
        whole = memoryview(part).cast("B")
        for at in range(0, len(whole), _CHUNK_BYTES):
            yield whole[at : at + _CHUNK_BYTES]


async def _followed(
    content: AsyncIterator[bytes | memoryview], patience: asyncio.Timeout
) -> AsyncIterator[bytes | memoryview]:
    """The next piece is asked for when the one before has gone: the hub has been heard of, in a way."""
    now = asyncio.get_running_loop().time
    async for piece in content:
        patience.reschedule(now() + _STALL_S)
        yield piece
    patience.reschedule(now() + _ANSWER_S)
