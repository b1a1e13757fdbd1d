"""Empties the spool into the hub: one PUT per capture, repeated until the hub says that it is durable there."""

import asyncio
import base64
import json
import logging
import random
from collections.abc import AsyncIterator
from pathlib import Path

import httpx

from camera_ws.protocol.messages import LINK_PATH, METADATA_HEADER, CaptureMetadata
from camera_ws.spool import Spool, SpoolEntry

log = logging.getLogger(__name__)

PARALLEL = 3
RETRY_FIRST_S = 0.5
RETRY_MAX_S = 30.0
_TIMEOUT = httpx.Timeout(30.0, connect=5.0)
_CHUNK_BYTES = 256 * 1024
_MEDIA_TYPE = {"jpg": "image/jpeg", "png": "image/png", "tiff": "image/tiff"}
_DURABLE = {200, 201}
_NEVER = {400, 413, 415, 422}
"""Answers that another attempt would not change."""


class Uploader:
    """run until cancelled; wake it when the spool has grown or the hub is back."""

    def __init__(self, spool: Spool, hub_url: str, token: str, wake: asyncio.Event) -> None:
        self._spool = spool
        self._url = hub_url.rstrip("/") + LINK_PATH + "/captures/"
        self._token = token
        self._wake = wake
        self._retry_s = RETRY_FIRST_S

    async def run(self) -> None:
        # trust_env off: a proxy meant for the internet must not see a laboratory's captures.
        async with httpx.AsyncClient(timeout=_TIMEOUT, trust_env=False) as client:
            while True:
                self._wake.clear()
                drained = await self._drain(client)
                await self._pause(drained)

    async def _pause(self, drained: bool) -> None:
        if drained:
            self._retry_s = RETRY_FIRST_S
            await self._wake.wait()
            return
        delay_s = self._retry_s * random.uniform(0.75, 1.25)
        self._retry_s = min(self._retry_s * 2, RETRY_MAX_S)
        try:
            async with asyncio.timeout(delay_s):
                await self._wake.wait()
        except TimeoutError:
            return

    async def _drain(self, client: httpx.AsyncClient) -> bool:
        """One attempt at everything that waits; whether all of it was settled."""
        waiting = self._spool.entries()
        gate = asyncio.Semaphore(PARALLEL)
        failed = asyncio.Event()

        async def attempt(entry: SpoolEntry) -> None:
            async with gate:
                # After one failure the rest would most likely fail too: they wait for the next round.
                if not failed.is_set() and not await self._upload(client, entry):
                    failed.set()

        await asyncio.gather(*(attempt(entry) for entry in waiting))
        return not failed.is_set()

    async def _upload(self, client: httpx.AsyncClient, entry: SpoolEntry) -> bool:
        capture_id = entry.metadata.id
        try:
            headers = upload_headers(entry.metadata, self._token)
            answer = await client.put(self._url + capture_id, content=_chunks(entry.master), headers=headers)
        except (httpx.HTTPError, OSError) as error:
            log.info("upload failed", extra={"capture": capture_id, "reason": str(error) or type(error).__name__})
            return False
        if answer.status_code in _DURABLE:
            await asyncio.to_thread(self._spool.remove, capture_id)
            log.info("capture uploaded", extra={"capture": capture_id})
            return True
        reason = f"HTTP {answer.status_code}: {answer.text[:500]}"
        if answer.status_code in _NEVER:
            await asyncio.to_thread(self._spool.reject, capture_id, reason)
            log.error("the hub refused a capture; set aside", extra={"capture": capture_id, "reason": reason})
            return True
        log.warning("upload not taken yet", extra={"capture": capture_id, "reason": reason})
        return False


def upload_headers(metadata: CaptureMetadata, token: str) -> dict[str, str]:
    """Digest as in RFC 9530; metadata as base64url of JSON, since header values are ASCII."""
    digest = base64.b64encode(bytes.fromhex(metadata.sha256)).decode()
    text = json.dumps(metadata.to_json(), ensure_ascii=False, separators=(",", ":"))
    return {
        "Authorization": f"Bearer {token}",
        "Content-Type": _MEDIA_TYPE[metadata.format],
        "Content-Length": str(metadata.size_bytes),
        "Content-Digest": f"sha-256=:{digest}:",
        METADATA_HEADER: base64.urlsafe_b64encode(text.encode()).decode().rstrip("="),
    }


async def _chunks(path: Path) -> AsyncIterator[bytes]:
    file = await asyncio.to_thread(path.open, "rb")
    try:
        while chunk := await asyncio.to_thread(file.read, _CHUNK_BYTES):
            yield chunk
    finally:
        file.close()
