"""The hub's intake of captures, as this service calls it: one PUT for the file, one for its preview."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

import httpx

from camera_ws.masters.formats import MEDIA_TYPE
from camera_ws.protocol.messages import LINK_PATH, METADATA_HEADER, CaptureMetadata
from camera_ws.spool import SpoolEntry

# The hub answers once a file is durable there: of a clip of some GB that takes a while after its last byte.
_TIMEOUT = httpx.Timeout(30.0, connect=5.0, read=120.0)
_CHUNK_BYTES = 1024 * 1024
_TAKEN = {200, 201, 204}
_NEVER = {400, 413, 415, 422}


@dataclass(frozen=True, slots=True)
class Answer:
    """taken: durable there. never: another attempt would not change it. later: try again."""

    outcome: Literal["taken", "never", "later"]
    reason: str = ""


class Intake:
    """Made once; close it."""

    def __init__(self, hub_url: str, token: str) -> None:
        self._url = hub_url.rstrip("/") + LINK_PATH + "/captures/"
        self._token = token
        # trust_env off: a proxy meant for the internet must not see a laboratory's captures.
        self._client = httpx.AsyncClient(timeout=_TIMEOUT, trust_env=False)

    async def close(self) -> None:
        await self._client.aclose()

    async def put_master(self, entry: SpoolEntry) -> Answer:
        """Read from the disk as it goes, however large."""
        headers = upload_headers(entry.metadata, self._token)
        try:
            # Closed here, not when the generator is collected: an upload that is cut off must not keep it open.
            with entry.master.open("rb") as file:
                answer = await self._put(entry.metadata.id, _chunks(file), headers)
        except OSError as error:
            return Answer("later", f"unreadable: {error}")
        return _judged_master(answer)

    async def put_parts(self, metadata: CaptureMetadata, parts: Sequence[bytes | memoryview]) -> Answer:
        """A file that is in memory still."""
        headers = upload_headers(metadata, self._token)
        return _judged_master(await self._put(metadata.id, b"".join(parts), headers))

    async def put_preview(self, entry: SpoolEntry, preview: Path) -> Answer:
        """Whatever the hub says against a preview is final: the capture itself is safe."""
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "image/jpeg"}
        try:
            jpeg = await asyncio.to_thread(preview.read_bytes)
        except OSError as error:
            return Answer("never", f"unreadable: {error}")
        answer = await self._put(f"{entry.metadata.id}/preview", jpeg, headers)
        if isinstance(answer, Answer):
            return answer
        return _judged(answer, never=answer.is_client_error)

    async def _put(
        self, path: str, content: bytes | AsyncIterator[bytes], headers: dict[str, str]
    ) -> httpx.Response | Answer:
        try:
            return await self._client.put(self._url + path, content=content, headers=headers)
        except (httpx.HTTPError, OSError) as error:
            return Answer("later", str(error) or type(error).__name__)


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


def _judged_master(answer: httpx.Response | Answer) -> Answer:
    if isinstance(answer, Answer):
        return answer
    return _judged(answer, never=answer.status_code in _NEVER)


def _judged(answer: httpx.Response, never: bool) -> Answer:
    if answer.status_code in _TAKEN:
        return Answer("taken")
    reason = f"HTTP {answer.status_code}: {answer.text[:500]}"
    return Answer("never" if never else "later", reason)


async def _chunks(file: BinaryIO) -> AsyncIterator[bytes]:
    while chunk := await asyncio.to_thread(file.read, _CHUNK_BYTES):
        yield chunk
